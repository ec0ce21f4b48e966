//! From what was typed to a value: pure, the same for workbook and JSON. Never a silent zero; ambiguous text is an error
//! that offers the readings.

mod code;
mod date;
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

    fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
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
    let mut short: String = typed.chars().filter(|c| !c.is_control()).take(60).collect();
    if typed.chars().count() > 60 {
        short.push('…');
    }
    short
}

/// Reads one answer of one or several cells.
pub(crate) fn read(
    questionnaire: &Questionnaire,
    codes: &Codes<'_>,
    kind: &ValueKind,
    cells: &[RawCell],
) -> (Reading, Vec<Remark>) {
    let mut remarks = Vec::new();
    if let ValueKind::Codes { list, .. } = kind {
        return (read_codes(codes, list.as_str(), cells, &mut remarks), remarks);
    }
    let Some(cell) = cells.iter().find(|cell| !cell.raw.is_blank()) else { return (Reading::Blank, remarks) };
    let reading = read_one(questionnaire, codes, kind, &cell.raw, &mut remarks);
    (reading, remarks)
}

fn read_codes(codes: &Codes<'_>, list: &str, cells: &[RawCell], remarks: &mut Vec<Remark>) -> Reading {
    let mut found: Vec<Code> = Vec::new();
    let mut unread = false;
    for cell in cells.iter().filter(|cell| !cell.raw.is_blank()) {
        let typed = cell.raw.typed();
        if let Some(fault) = not_typed(&cell.raw) {
            remarks.push(fault);
            unread = true;
            continue;
        }
        if cells.len() == 1
            && let Some(status) = number::status_word(&typed)
        {
            return Reading::Status(status);
        }
        for part in typed.split([';', '،', '\n']).filter(|part| !part.trim().is_empty()) {
            match codes.find(list, part) {
                Ok(code) if !found.contains(&code) => found.push(code),
                Ok(_) => {}
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

fn read_one(
    questionnaire: &Questionnaire,
    codes: &Codes<'_>,
    kind: &ValueKind,
    raw: &Raw,
    remarks: &mut Vec<Remark>,
) -> Reading {
    if let Some(fault) = not_typed(raw) {
        remarks.push(fault);
        return Reading::Unread;
    }
    let typed = raw.typed();
    if !matches!(kind, ValueKind::Text { .. }) {
        if let Some(status) = number::status_word(&typed) {
            if !matches!(typed.trim(), "NAV" | "NAP" | "ZU") {
                remarks.push(
                    Remark::note(&rules::AMBIGUOUS_TEXT, "converted", &typed).with("read_as", status.code()),
                );
            }
            return Reading::Status(status);
        }
        if let Some(pointer) = number::included(&typed) {
            return included(questionnaire, &typed, pointer, remarks);
        }
    }
    let read = match kind {
        ValueKind::Count => number::count(raw).map(|(count, note)| (Value::Count(count), note)),
        ValueKind::Share | ValueKind::Amount => number::decimal(raw, *kind == ValueKind::Share)
            .map(|(number, note)| (Value::Decimal(number), note)),
        ValueKind::Date => date::date(raw).map(|date| (Value::Date(date), None)),
        ValueKind::Code { list } => codes.find(list.as_str(), &typed).map(|code| (Value::Code(code), None)),
        ValueKind::Text { most } => text::text(&typed, *most).map(|(text, note)| (Value::Text(text), note)),
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
        Reading::Status(Availability::ZeroUnconfirmed) => {
            let zero = Observation::of(Value::Count(0));
            Observation { availability: Availability::ZeroUnconfirmed, ..zero }
        }
        Reading::Status(status) => Observation::absent(status),
        Reading::Included(pointer) => {
            Observation { included_in: Some(pointer), ..Observation::absent(Availability::Included) }
        }
        Reading::Blank => Observation::absent(Availability::Blank),
        Reading::Unread => {
            let typed: Vec<_> =
                cells.iter().map(|cell| cell.raw.typed()).filter(|typed| !typed.is_empty()).collect();
            let unread = Some(typed.join("; ").into());
            Observation { unread, ..Observation::absent(Availability::Blank) }
        }
    };
    Observation { origin, ..observation }
}
