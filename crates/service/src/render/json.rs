//! For programs: one document.

use std::io::{self, Write};

use schema::Severity;
use serde_json::json;

use super::{Report, view};

/// Writes the report as one JSON document.
pub(crate) fn write(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let received = report.received;
    let header = &received.submission.header;
    let findings = &received.findings;
    let not_evaluable: Vec<_> = findings.not_evaluable.iter().map(view::not_evaluable).collect();
    let document = json!({
        "file": report.file,
        "country": header.country.as_str(),
        "year": header.year,
        "cycle": header.cycle,
        "edition": header.edition.as_str(),
        "rule_set": crate::rules::RULE_SET,
        "counts": {
            "error": findings.count(Severity::Error),
            "warning": findings.count(Severity::Warning),
            "note": findings.count(Severity::Note),
            "not_evaluable": not_evaluable.len(),
        },
        "findings": report.views(),
        "not_evaluable": not_evaluable,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
