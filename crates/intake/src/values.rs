//! From what was typed to a value: pure, the same for workbook and JSON. Never a silent zero; ambiguous text is an error
//! that offers the readings.

mod code;
mod date;
mod doubt;
mod literal;
mod number;
mod text;

use schema::questionnaire::ValueKind;
use schema::{Arg, Observation, Origin, Pointer, Questionnaire, RuleMeta, Severity, Value};
use schema::{Availability, Code};

use crate::draft::{Raw, RawCell};
use crate::rules;

pub(crate) use code::Codes;
pub(crate) use text::safe;

/// Something to say about one typed value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Remark {
    pub(crate) rule: &'static RuleMeta,
    pub(crate) outcome: &'static str,
    pub(crate) severity: Severity,
    pub(crate) args: Vec<(&'static str, Arg)>,
}

impl Remark {
    fn error(rule: &'static RuleMeta, outcome: &'static str, typed: &str) -> Self {
        Self { rule, outcome, severity: Severity::Error, args: vec![("typed", shorten(typed).into())] }
    }

    fn note(rule: &'static RuleMeta, outcome: &'static str, typed: &str) -> Self {
        Self { severity: Severity::Note, ..Self::error(rule, outcome, typed) }
    }

    pub(crate) fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.push((name, arg.into()));
        self
    }
}

/// What was read: a status, a value, or nothing because it could not be read.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Reading {
    /// A value.
    Value(Value),
    /// A status word.
    Status(Availability),
    /// Included in another cell.
    Included(Pointer),
    /// Nothing was typed.
    Blank,
    /// It cannot be read; the remark says why.
    Unread,
}

/// A typed text shown in a message: at most 60 characters.
pub(crate) fn shorten(typed: &str) -> String {
    let mut short: String = typed.chars().filter(|c| is_shown(*c)).take(60).collect();
    if typed.chars().count() > 60 {
        short.push('…');
    }
    short
}

/// What is shown of a typed text: nothing that controls, nothing that turns the direction of what follows.
fn is_shown(c: char) -> bool {
    !c.is_control() && !text::is_unsafe(c)
}

/// What was typed where it has no place, for the finding that takes it along: all of it, but no more than a long note.
pub(crate) fn content(parts: impl Iterator<Item = String>) -> String {
    /// The length of the longest text that an answer may be.
    const MOST: usize = 2_000;
    let parts: Vec<_> = parts.filter(|part| !part.trim().is_empty()).collect();
    let joined = parts.join("; ");
    let mut content: String = joined.chars().filter(|c| is_shown(*c)).take(MOST).collect();
    if joined.chars().count() > MOST {
        content.push('…');
    }
    content
}

/// Reads one answer of one or several cells; a status word or `INC …` may stand for it.
pub(crate) fn read(
    questionnaire: &Questionnaire,
    codes: &Codes<'_>,
    kind: &ValueKind,
    cells: &[RawCell],
) -> (Reading, Vec<Remark>) {
    let (reading, remarks) = read_plain(codes, kind, cells);
    let mut typed = cells.iter().filter(|cell| !cell.raw.is_blank());
    let (Reading::Unread, Some(cell), None) = (&reading, typed.next(), typed.next()) else {
        return (reading, remarks);
    };
    // What can be read as an answer of its kind is one; only the rest may be a word about it.
    match status(questionnaire, kind, &cell.raw) {
        Some(found) => found,
        None => (reading, remarks),
    }
}

/// A status word, or the cell that includes the number.
fn status(questionnaire: &Questionnaire, kind: &ValueKind, raw: &Raw) -> Option<(Reading, Vec<Remark>)> {
    if matches!(kind, ValueKind::Text { .. }) || not_typed(raw).is_some() {
        return None;
    }
    let typed = raw.typed();
    if let Some(status) = number::status_word(&typed) {
        let mut remarks = Vec::new();
        if !matches!(typed.trim(), "NAV" | "NAP") {
            remarks.push(
                Remark::note(&rules::AMBIGUOUS_TEXT, "converted", &typed).with("read_as", status.code()),
            );
        }
        return Some((Reading::Status(status), remarks));
    }
    let mut remarks = Vec::new();
    let reading = included(questionnaire, &typed, number::included(&typed)?, &mut remarks);
    Some((reading, remarks))
}

/// Reads one answer of one or several cells, as an answer of its kind and nothing else.
pub(crate) fn read_plain(codes: &Codes<'_>, kind: &ValueKind, cells: &[RawCell]) -> (Reading, Vec<Remark>) {
    let mut remarks = Vec::new();
    if let ValueKind::Codes { list, .. } = kind {
        return (read_codes(codes, list.as_str(), cells, &mut remarks), remarks);
    }
    let mut answered = cells.iter().filter(|cell| !cell.raw.is_blank());
    let Some(cell) = answered.next() else { return (Reading::Blank, remarks) };
    if answered.next().is_some() {
        let typed = content(cells.iter().map(|cell| cell.raw.typed()));
        remarks.push(Remark::error(&rules::AMBIGUOUS_TEXT, "several", &typed));
        return (Reading::Unread, remarks);
    }
    let reading = read_one(codes, kind, &cell.raw, &mut remarks);
    (reading, remarks)
}

/// The most codes of one answer.
const MOST_CODES: usize = 64;

fn read_codes(codes: &Codes<'_>, list: &str, cells: &[RawCell], remarks: &mut Vec<Remark>) -> Reading {
    let mut found: Vec<Code> = Vec::new();
    let mut unread = false;
    for cell in cells.iter().filter(|cell| !cell.raw.is_blank()) {
        if let Some(fault) = not_typed(&cell.raw) {
            remarks.push(fault);
            unread = true;
            continue;
        }
        let typed = cell.raw.typed();
        let parts = typed.split([';', '،', '\n']).filter(|part| !part.trim().is_empty());
        for (index, part) in parts.enumerate() {
            if index >= MOST_CODES {
                remarks.push(Remark::error(&rules::UNKNOWN_CODE, "", &typed));
                return Reading::Unread;
            }
            match codes.find(list, part) {
                // What stands twice is kept: on a route it is a fault that a rule tells.
                Ok(code) => found.push(code),
                Err(remark) => {
                    remarks.push(remark);
                    unread = true;
                }
            }
        }
    }
    if unread {
        Reading::Unread
    } else if found.is_empty() {
        Reading::Blank
    } else {
        Reading::Value(Value::Codes(found))
    }
}

fn read_one(codes: &Codes<'_>, kind: &ValueKind, raw: &Raw, remarks: &mut Vec<Remark>) -> Reading {
    let is_text = matches!(kind, ValueKind::Text { .. });
    if let Some(fault) = not_typed(raw).or_else(|| (!is_text).then(|| formula_text(raw)).flatten()) {
        remarks.push(fault);
        return Reading::Unread;
    }
    let typed = raw.typed();
    let read = match kind {
        ValueKind::Count => number::count(raw).map(|(count, note)| (Value::Count(count), note)),
        ValueKind::Share | ValueKind::Amount => number::decimal(raw, *kind == ValueKind::Share)
            .map(|(number, note)| (Value::Decimal(number), note)),
        ValueKind::Date => date::date(raw).map(|date| (Value::Date(date), None)),
        ValueKind::Code { list } => codes.find(list.as_str(), &typed).map(|code| (Value::Code(code), None)),
        ValueKind::Text { most } => return read_text(&typed, *most, remarks),
        ValueKind::Codes { .. } => return Reading::Blank,
    };
    match read {
        Ok((value, note)) => {
            remarks.extend(note);
            Reading::Value(value)
        }
        Err(remark) => {
            remarks.push(remark);
            Reading::Unread
        }
    }
}

fn read_text(typed: &str, most: u32, remarks: &mut Vec<Remark>) -> Reading {
    match text::text(typed, most) {
        Ok((text, notes)) => {
            remarks.extend(notes);
            Reading::Value(Value::Text(text))
        }
        Err(remark) => {
            remarks.push(remark);
            Reading::Unread
        }
    }
}

/// A formula as text: what a formula became on its way through another form.
fn formula_text(raw: &Raw) -> Option<Remark> {
    let Raw::Text(text) = raw else { return None };
    let formula = text.trim().strip_prefix('=')?;
    Some(Remark { severity: Severity::Warning, ..Remark::error(&rules::FORMULA, "formula", formula) })
}

/// Formulas and errors are no answers.
fn not_typed(raw: &Raw) -> Option<Remark> {
    match raw {
        Raw::Formula(result) => {
            Some(Remark { severity: Severity::Warning, ..Remark::error(&rules::FORMULA, "formula", result) })
        }
        Raw::Error(error) => {
            Some(Remark { severity: Severity::Warning, ..Remark::error(&rules::FORMULA, "error", error) })
        }
        _ => None,
    }
}

fn included(
    questionnaire: &Questionnaire,
    typed: &str,
    pointer: Result<Pointer, ()>,
    remarks: &mut Vec<Remark>,
) -> Reading {
    match pointer {
        Ok(pointer) if questionnaire.kind(&pointer.cell).is_some() => Reading::Included(pointer),
        _ => {
            remarks.push(Remark::error(&rules::UNREADABLE_POINTER, "", typed));
            Reading::Unread
        }
    }
}

/// The observation of a reading.
pub(crate) fn observation(reading: Reading, cells: &[RawCell]) -> Observation {
    let origin: Option<Origin> =
        cells.iter().find(|cell| !cell.raw.is_blank()).or(cells.first()).map(|cell| cell.origin.clone());
    let observation = match reading {
        Reading::Value(value) => Observation::of(value),
        Reading::Status(status) => Observation::absent(status),
        Reading::Included(pointer) => {
            Observation { included_in: Some(pointer), ..Observation::absent(Availability::Included) }
        }
        Reading::Blank => Observation::absent(Availability::Blank),
        Reading::Unread => {
            // A formula keeps its sign: its result must not become a number on the way through another form.
            let typed = |cell: &RawCell| match &cell.raw {
                Raw::Formula(result) => format!("={result}"),
                other => other.typed(),
            };
            let typed: Vec<_> = cells.iter().map(typed).filter(|typed| !typed.is_empty()).collect();
            let unread = Some(text::safe(&typed.join("; ")).into());
            Observation { unread, ..Observation::absent(Availability::Blank) }
        }
    };
    Observation { origin, ..observation }
}
