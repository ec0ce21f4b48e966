//! Bytes as a grid of typed values in a workbook of ours: what is read is what was typed, or a finding says so.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "it panics where something does not hold"
)]

use std::collections::BTreeMap;

use schema::questionnaire::{Column, ValueKind};
use schema::{Availability, CellKey, Findings, Observation, Origin, Profile, Table, TableKind, Value};
use unicode_normalization::UnicodeNormalization as _;

use super::Choices;
use super::held::{edition, read};
use super::small_book::{SHEET, Typed, small_book};
use super::values::number_meant;

/// 1 March 1900: about the days before, spreadsheets differ.
const FIRST_DAY: u32 = 61;
/// 31 December 9999: a sheet has no later day.
const LAST_DAY: u32 = 2_958_465;

/// Never a silent change: each cell is read as it was typed, or a finding stands at it.
pub fn sheet(data: &[u8]) {
    let answers = grid(&mut Choices::of(data));
    let (bytes, spots) = small_book(edition(), &answers);
    let (submission, findings) = read(&bytes).expect("a workbook of ours is read");
    for (key, typed) in &answers {
        let spot = spots.get(key).expect("each answer stands somewhere");
        let kind = edition().kind(key).expect("only what is asked is answered");
        let observation = submission.response.cells.get(key);
        let said = said_at(&findings, *spot);
        let read_as_typed = says(observation, kind, typed);
        assert!(said || read_as_typed, "{key}: {typed:?} became {observation:?} in silence");
        number_is_right(observation, typed);
    }
}

/// A few answers: which cells, and what stands there.
fn grid(choices: &mut Choices<'_>) -> BTreeMap<CellKey, Typed> {
    let asked: Vec<&Table> =
        edition().tables_in_order().filter(|table| table.asked_in(Profile::Full)).collect();
    let mut answers = BTreeMap::new();
    while !choices.is_empty() && answers.len() < 60 {
        let table = choices.one(&asked);
        if let Some(key) = cell(table, choices) {
            answers.insert(key, typed(choices));
        }
    }
    answers
}

fn cell(table: &Table, choices: &mut Choices<'_>) -> Option<CellKey> {
    let single = |columns: &[Column]| -> Vec<Column> {
        columns.iter().filter(|column| !matches!(column.kind, ValueKind::Codes { .. })).cloned().collect()
    };
    match &table.kind {
        TableKind::Counts(counts) if !counts.closed().is_empty() => {
            let rows: Vec<_> = counts.closed().iter().filter(|row| row.asked_in(Profile::Full)).collect();
            let columns = single(&counts.columns);
            let row = choices.one(&rows);
            let column = columns.get(choices.below(columns.len()))?;
            Some(CellKey::new(table.id.clone(), row.code.clone(), column.code.clone()))
        }
        TableKind::Fields(fields) => {
            let fields = single(fields);
            let field = fields.get(choices.below(fields.len()))?;
            Some(CellKey::field(table.id.clone(), field.code.as_str()))
        }
        _ => None,
    }
}

fn typed(choices: &mut Choices<'_>) -> Typed {
    const WORDS: [&str; 14] = [
        "NAV",
        "NAP",
        "n/a",
        "zu",
        "INC SZ.TYPE/OTHER",
        "inc",
        "1 234",
        "1,234",
        "12.5",
        "2025-01-31",
        "YES",
        "=1+1",
        "http://example.org/",
        "-5",
    ];
    match choices.byte() % 8 {
        0 | 1 => Typed::Number(choices.float()),
        2 | 3 => Typed::Text(choices.text(40)),
        4 => Typed::Text((*choices.one(&WORDS)).to_owned()),
        5 => Typed::Truth(choices.byte().is_multiple_of(2)),
        6 => Typed::Day(
            FIRST_DAY
                + u32::try_from(choices.number() >> 32).unwrap_or_default() % (LAST_DAY - FIRST_DAY + 1),
        ),
        _ => Typed::Formula(choices.text(12)),
    }
}

/// Whether a finding stands at a cell of the sheet.
fn said_at(findings: &Findings, (row, column): (u32, u32)) -> bool {
    let here = |origin: &Origin| match origin {
        Origin::Sheet { sheet, row: of, column: at } => &**sheet == SHEET && *of == row && *at == column,
        _ => false,
    };
    let mut locations = findings.list.iter().flat_map(|finding| &finding.locations);
    locations.any(|location| location.origin.as_ref().is_some_and(here))
}

/// Whether what was read is what was typed, in other words at most.
fn says(observation: Option<&Observation>, kind: &ValueKind, typed: &Typed) -> bool {
    let silent = observation.is_none_or(|observation| {
        observation.availability == Availability::Blank
            && observation.value.is_none()
            && observation.unread.is_none()
    });
    let blank = match typed {
        Typed::Text(text) => text.trim().is_empty(),
        Typed::Number(number) => !number.is_finite(),
        // A formula that came to nothing is a cell that shows nothing.
        Typed::Formula(_) | Typed::Truth(_) | Typed::Day(_) => false,
    };
    if silent || blank {
        return silent && blank;
    }
    let Some(observation) = observation else { return false };
    match (&observation.value, typed) {
        (Some(Value::Count(_) | Value::Decimal(_)), Typed::Number(_)) => true,
        (Some(Value::Date(date)), Typed::Day(day)) => date.to_string() == civil(i64::from(*day) - 25_569),
        (Some(Value::Count(count)), Typed::Text(text)) => text.trim().parse() == Ok(*count),
        (Some(Value::Decimal(number)), Typed::Text(text)) => {
            let plain = text.trim().trim_end_matches('%').trim_end();
            plain.parse().is_ok_and(|typed: f64| typed.to_bits() == number.to_bits())
        }
        (Some(Value::Text(text)), typed) => text.nfc().eq(shown(typed).trim().replace("\r\n", "\n").nfc()),
        (Some(Value::Date(date)), Typed::Text(text)) => date.to_string() == text.trim(),
        (Some(Value::Code(code)), Typed::Text(_)) => kind
            .list()
            .and_then(|list| edition().list(list.as_str()))
            .is_some_and(|list| list.codes.contains(code)),
        (None, Typed::Text(text)) => {
            ["NAV", "NAP"].contains(&text.trim()) || text.trim().to_uppercase().starts_with("INC")
        }
        _ => false,
    }
}

/// The date so many days after 1970 began.
fn civil(days: i64) -> String {
    // Years begin in March, so that the day that is added to leap years is the last of one.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A value as a person sees it.
fn shown(typed: &Typed) -> String {
    match typed {
        Typed::Number(number) => number.to_string(),
        Typed::Text(text) | Typed::Formula(text) => text.clone(),
        Typed::Truth(truth) => truth.to_string(),
        Typed::Day(day) => civil(i64::from(*day) - 25_569),
    }
}

/// A number that was read is the number that was typed, also where something is said of it.
#[expect(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "the very number, and below 2^53 each is one"
)]
fn number_is_right(observation: Option<&Observation>, typed: &Typed) {
    match (observation.and_then(|observation| observation.value.as_ref()), typed) {
        (Some(Value::Count(count)), Typed::Number(number)) => assert_eq!(*count as f64, *number),
        (Some(Value::Count(count)), Typed::Text(text)) => {
            assert_eq!(number_meant(text), Some(*count), "{text:?}");
        }
        (Some(Value::Decimal(read)), Typed::Number(number)) => assert_eq!(read, number),
        (Some(Value::Count(_) | Value::Decimal(_)), Typed::Truth(_) | Typed::Day(_) | Typed::Formula(_)) => {
            panic!("{typed:?} became a number")
        }
        _ => {}
    }
}
