//! One line a finding, without drawing: for screen readers, mail and search.

use std::io::{self, Write};

use super::Report;

/// Writes `severity CODE place: what todo`, a line each.
pub(crate) fn write(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    for finding in report.views() {
        let at = finding.places.first();
        let sheet = at.and_then(|place| place.sheet.as_deref()).map(|sheet| format!("{sheet}!"));
        let cell = at.map(super::view::PlaceView::short).unwrap_or_default();
        let label = at.map(|place| place.label.as_str()).unwrap_or_default();
        writeln!(
            out,
            "{} {} {}{cell} ({label}): {} {}",
            finding.severity,
            finding.code,
            sheet.unwrap_or_default(),
            finding.what,
            finding.todo
        )?;
    }
    Ok(())
}
