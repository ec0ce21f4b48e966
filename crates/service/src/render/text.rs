//! For people at a terminal: each finding with the cells it is about, in the manner of a compiler. Cell names,
//! codes and figures stand on lines of their own, so that right-to-left sentences do not disturb them.

use std::io::{self, Write};

use schema::Severity;
use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

use super::Report;
use super::view::{FindingView, PlaceView};

/// How many cells of a finding are shown.
const MOST_CELLS: usize = 12;

/// Writes the report.
pub(crate) fn write(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    for view in report.views() {
        finding(report.file, &view, out)?;
    }
    summary(report, out)
}

fn finding(file: &str, view: &FindingView, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}[{}]", view.severity, view.code)?;
    let at = view.places.first();
    let sheet = at.and_then(|place| place.sheet.as_ref()).map(|sheet| format!(", sheet {sheet}"));
    let cell =
        at.map(|place| format!(", {}{}", if place.cell.is_some() { "cell " } else { "" }, place.short()));
    writeln!(out, "  --> {file}{}{}", sheet.unwrap_or_default(), cell.unwrap_or_default())?;
    cells(&view.places, out)?;
    writeln!(out, "  {}", view.what)?;
    if view.severity != Severity::Note.code() {
        writeln!(out, "  {}", view.why)?;
    }
    writeln!(out, "  {}", view.todo)?;
    suggestions(view, out)?;
    writeln!(out)
}

/// What would agree: one line a suggestion, the cells alone so that sentences of any direction stay undisturbed.
fn suggestions(view: &FindingView, out: &mut impl Write) -> io::Result<()> {
    for suggestion in &view.suggestions {
        let changes = suggestion.changes.iter().map(|change| {
            let cell = change.cell.as_ref().unwrap_or(&change.place);
            format!("{cell}: {} → {}", change.from, change.to)
        });
        let changes: Vec<_> = changes.collect();
        writeln!(out, "  = {} ({})", changes.join(", "), suggestion.reason)?;
    }
    Ok(())
}

/// The cells as a small table: where, what is asked there, what stands there.
fn cells(places: &[PlaceView], out: &mut impl Write) -> io::Result<()> {
    let shown: Vec<_> = places
        .iter()
        .take(MOST_CELLS)
        .map(|place| {
            (place.short(), place.label.as_str(), place.value.as_ref().map_or(String::new(), literal))
        })
        .collect();
    let width = |text: fn(&(String, &str, String)) -> usize| shown.iter().map(text).max().unwrap_or(0);
    let (cell_width, label_width) = (width(|(cell, ..)| cell.width()), width(|(_, label, _)| label.width()));
    for (index, (cell, label, value)) in shown.iter().enumerate() {
        let mark = if index == 0 { '>' } else { ' ' };
        let cell = pad(cell, cell_width);
        let line = format!("    {mark} {cell} | {} | {value}", pad(label, label_width));
        writeln!(out, "{}", line.trim_end_matches([' ', '|']))?;
    }
    if places.len() > MOST_CELLS {
        writeln!(out, "      … and {} more", places.len() - MOST_CELLS)?;
    }
    Ok(())
}

fn literal(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn summary(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let findings = &report.received.findings;
    let (errors, warnings, notes) =
        (findings.count(Severity::Error), findings.count(Severity::Warning), findings.count(Severity::Note));
    let header = &report.received.submission.header;
    writeln!(
        out,
        "{}: {} {}, {errors} error(s), {warnings} warning(s), {notes} note(s); {} check(s) could not be made because numbers are missing",
        report.file,
        header.country,
        header.year,
        findings.not_evaluable.len()
    )?;
    let codes: std::collections::BTreeSet<_> = findings
        .list
        .iter()
        .filter(|finding| finding.severity != Severity::Note)
        .map(|finding| &finding.code)
        .collect();
    if let Some(code) = codes.first() {
        writeln!(out, "more on a rule: iafq explain {code}")?;
    }
    Ok(())
}
