//! The sheet of findings: the message first, a link to the cell, what stands there and what would agree, and room for an
//! explanation. What is found in many places of one kind is one group that can be folded.

use rust_xlsxwriter::{Format, Url, Worksheet};
use schema::layout::{FINDINGS_EXPLANATION, FINDINGS_MARK, FINDINGS_SHEET, FindingKey};
use schema::{Arg, At, Finding, Place, Severity, document};

use super::annotation::Annotation;
use super::{Context, cells, formats};
use crate::error::ExportError;

/// So many findings of one kind make a group.
const GROUP: usize = 4;
/// The columns after the hidden key, by text key, with their widths.
const COLUMNS: [(&str, f64); 9] = [
    ("what", 62.0),
    ("where", 14.0),
    ("found", 16.0),
    ("expected", 30.0),
    ("previous", 14.0),
    ("todo", 48.0),
    ("explanation", 48.0),
    ("state", 18.0),
    ("rule", 16.0),
];
const EXPLANATION: u16 = 7;

/// Writes the sheet.
pub(super) fn sheet(context: &Context<'_>) -> Result<Worksheet, ExportError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(FINDINGS_SHEET)?.set_column_hidden(0)?;
    for (column, (_, width)) in (1..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
    }
    let formats = &context.formats;
    sheet.write_string_with_format(0, 1, context.text("workbook.findings"), &formats.title)?;
    sheet.set_row_height(0, 24)?;
    sheet.merge_range(1, 1, 1, EXPLANATION, context.text("workbook.findings.help"), &formats.help)?;
    sheet.set_row_height(1, 48)?;
    sheet.write_string(3, 0, FINDINGS_MARK)?.write_string(3, EXPLANATION, FINDINGS_EXPLANATION)?;
    sheet.set_row_hidden(3)?;
    for (column, (key, _)) in (1..).zip(COLUMNS) {
        let label = context.text(&format!("workbook.findings.{key}"));
        sheet.write_string_with_format(4, column, label, &formats.header)?;
    }
    let mut row = 5;
    for group in grouped(context.options.annotations) {
        row = write_group(context, &mut sheet, row, &group)?;
    }
    sheet.set_freeze_panes(5, 2)?;
    let footer = format!("{} {} · {FINDINGS_SHEET}", context.options.country, context.options.year);
    formats::dress(&mut sheet, context.options.lang, &footer);
    Ok(sheet)
}

type Group<'a> = Vec<&'a Annotation<'a>>;

/// Findings of one kind together, at the place of the first; the order stays that of strength.
fn grouped<'a>(annotations: &'a [Annotation<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for annotation in annotations {
        let same = |group: &&mut Group<'a>| {
            let kind = |of: &Annotation<'_>| {
                (of.finding.code.clone(), of.finding.outcome.clone(), of.finding.severity)
            };
            group.first().is_some_and(|first| kind(first) == kind(annotation))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(annotation),
            None => groups.push(vec![annotation]),
        }
    }
    groups
}

/// Gives the row after the group.
fn write_group(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    start: u32,
    group: &Group<'_>,
) -> Result<u32, ExportError> {
    let mut row = start;
    if let Some(first) = group.first().filter(|_| group.len() >= GROUP) {
        let head = context
            .text("workbook.findings.group")
            .replace("{code}", first.finding.code.as_str())
            .replace("{count}", &group.len().to_string());
        let message = context.questionnaire.message(first.finding, context.options.lang);
        let format = formats::marked(&context.formats.total, first.finding.severity);
        sheet.write_string(row, 0, FindingKey::Group(first.finding.code.clone()).to_string())?;
        for column in 1..=9 {
            sheet.write_blank(row, column, &format)?;
        }
        cells::write_text(sheet, (row, 1), &format!("{head} {}", message.why), &format)?;
        sheet.write_string_with_format(row, EXPLANATION, "", &context.formats.text)?;
        sheet.set_row_height(row, height(&message.why, 60))?;
        row += 1;
    }
    let first = row;
    for annotation in group {
        write_finding(context, sheet, row, annotation)?;
        row += 1;
    }
    if group.len() >= GROUP {
        sheet.group_rows(first, row - 1)?;
    }
    Ok(row)
}

fn write_finding(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    row: u32,
    annotation: &Annotation<'_>,
) -> Result<(), ExportError> {
    let (formats, finding) = (&context.formats, annotation.finding);
    let message = context.questionnaire.message(finding, context.options.lang);
    let marked = formats::marked(&formats.label, finding.severity);
    cells::write_key(sheet, (row, 0), &FindingKey::Finding(annotation.bond.clone()).to_string())?;
    cells::write_text(sheet, (row, 1), &message.what, &marked)?;
    let expected = expected(context, annotation);
    let lines = u8::try_from(expected.matches('\n').count() + 1).unwrap_or(12);
    link(context, sheet, row, annotation)?;
    for (column, text) in [
        (3, found(context, finding)),
        (4, expected),
        (5, finding.place().map(|place| before(context, place)).unwrap_or_default()),
        (6, message.todo.clone()),
    ] {
        cells::write_text(sheet, (row, column), &text, &formats.label)?;
    }
    // A note needs no explanation.
    let input: &Format = if finding.severity == Severity::Note { &formats.label } else { &formats.text };
    let explanation = annotation.explanation.as_deref().unwrap_or_default();
    cells::write_text(sheet, (row, EXPLANATION), explanation, input)?;
    let state = annotation.state.map(|key| context.text(key).to_owned()).unwrap_or_default();
    sheet.write_string_with_format(row, 8, state, &formats.label)?;
    let severity = context.text(&format!("severity.{}", finding.severity));
    sheet.write_string_with_format(row, 9, format!("{} · {severity}", finding.code), &formats.label)?;
    let height = height(&message.what, 60).max(height(&message.todo, 46)).max(15.5 * f64::from(lines));
    sheet.set_row_height(row, height)?;
    Ok(())
}

/// Room for a text in a column of so many characters.
fn height(text: &str, characters: usize) -> f64 {
    let lines = text.chars().count() / characters + 1;
    15.5 * f64::from(u8::try_from(lines.clamp(1, 12)).unwrap_or(12))
}

/// The cell to mend first as a link; where no cell stands for it, the table or nothing.
fn link(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    row: u32,
    annotation: &Annotation<'_>,
) -> Result<(), ExportError> {
    let format = &context.formats.label;
    let position = annotation.finding.place().and_then(|place| position(context, place));
    let Some((name, at, column)) = position else {
        let label = annotation.finding.place().map(|place| match &place.at {
            At::Submission => String::new(),
            _ => context.questionnaire.place_label(place, context.options.lang),
        });
        return cells::write_text(sheet, (row, 2), &label.unwrap_or_default(), format);
    };
    let cell = format!("{}{}", schema::value::column_letters(u32::from(*column)), at + 1);
    let url = Url::new(format!("internal:'{name}'!{cell}")).set_text(format!("{name}!{cell}"));
    sheet.write_url_with_format(
        row,
        2,
        url,
        &format.clone().set_font_color(0x05_63C1).set_underline(rust_xlsxwriter::FormatUnderline::Single),
    )?;
    Ok(())
}

/// Where a place stands: its own cell, that of its record or table, or nowhere.
fn position<'a>(context: &'a Context<'_>, place: &Place) -> Option<&'a super::Position> {
    if let Some(own) = context.positions.get(place) {
        return Some(own);
    }
    // A whole record or table: its first answer.
    let within = |other: &&Place| match (&place.at, &other.at) {
        (At::Record(record), At::Record(own)) => {
            record.table == own.table && record.case == own.case && record.child == own.child
        }
        (At::Table(table), other) => match other {
            At::Cell(cell) => cell.table == *table,
            At::Declaration(own, _) => own == table,
            _ => false,
        },
        _ => false,
    };
    let first = context.positions.keys().filter(|other| other.year == place.year).find(within)?;
    context.positions.get(first)
}

/// What stands at the place; where it has none in this workbook, what the file held.
fn found(context: &Context<'_>, finding: &Finding) -> String {
    if let Some(content) = finding.args.get("content") {
        return context.questionnaire.argument(content, context.options.lang);
    }
    finding.place().map(|place| stands(context, place)).unwrap_or_default()
}

/// What stands at a place, in this year or among the corrections.
fn stands(context: &Context<'_>, place: &Place) -> String {
    let own = context.standing.as_ref().and_then(|standing| standing.at(place));
    let corrected = || match (&place.at, context.corrections) {
        (At::Cell(key), Some((year, cells))) if year == place.year => {
            cells.get(key).map(|corrected| &corrected.observation)
        }
        _ => None,
    };
    own.or_else(corrected).map(document::text).unwrap_or_default()
}

/// What stood there the year before.
fn before(context: &Context<'_>, place: &Place) -> String {
    let At::Cell(key) = &place.at else { return String::new() };
    let previous = context.options.previous.filter(|_| place.year == context.options.year);
    previous.and_then(|previous| previous.cell(key)).map(document::text).unwrap_or_default()
}

/// What would agree: the suggested changes, one a line; else the other side of the comparison.
fn expected(context: &Context<'_>, annotation: &Annotation<'_>) -> String {
    let changes = annotation.suggestions.iter().map(|suggestion| {
        let parts = suggestion.changes.iter().map(|change| {
            let at = context.positions.get(&context.place(At::Cell(change.cell.clone())));
            let cell = at.map_or_else(
                || change.cell.to_string(),
                |(sheet, row, column)| {
                    format!("{sheet}!{}{}", schema::value::column_letters(u32::from(*column)), row + 1)
                },
            );
            format!("{cell}: {} → {}", change.from, change.to)
        });
        parts.collect::<Vec<_>>().join(" + ")
    });
    let lines: Vec<String> = changes.collect();
    if !lines.is_empty() {
        return lines.join("\n");
    }
    let arg = |name: &str| annotation.finding.args.get(name);
    match (arg("expected"), arg("total")) {
        (Some(expected), _) => context.questionnaire.argument(expected, context.options.lang),
        (_, Some(total @ (Arg::Number(_) | Arg::Count(_)))) => {
            context.questionnaire.argument(total, context.options.lang)
        }
        _ => String::new(),
    }
}
