//! A workbook of ours with nothing in it but what it must have and a few answers: small, and soon written.
#![expect(clippy::unwrap_used, reason = "a target that cannot run must fail")]

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use schema::layout::{META_FORMAT, META_MARK, META_SHEET, meta};
use schema::{CellKey, ColumnCode, Questionnaire, RowCode, TableId};

/// What is typed into a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Typed {
    /// A number; none where it is not finite, since a file cannot hold it.
    Number(f64),
    /// A text.
    Text(String),
    /// True or false.
    Truth(bool),
    /// A day, as the number of days since 1900 began in a cell that shows a date.
    Day(u32),
    /// A formula that was computed to this.
    Formula(String),
}

/// The sheet with the answers.
pub(super) const SHEET: &str = "M1";

/// A workbook with answers, and where each stands in the sheet.
///
/// # Panics
/// Where it cannot be written.
#[must_use]
pub fn small_book(
    edition: &Questionnaire,
    answers: &BTreeMap<CellKey, Typed>,
) -> (Vec<u8>, BTreeMap<CellKey, (u32, u32)>) {
    let mut book = Workbook::new();
    write_meta(edition, book.add_worksheet().set_name(META_SHEET).unwrap());
    let sheet = book.add_worksheet().set_name(SHEET).unwrap();
    let mut spots = BTreeMap::new();
    let mut tables: BTreeMap<&TableId, BTreeMap<&RowCode, BTreeMap<&ColumnCode, &Typed>>> = BTreeMap::new();
    for (CellKey { table, row, column }, typed) in answers {
        tables.entry(table).or_default().entry(row).or_default().insert(column, typed);
    }
    let mut next = 0;
    for (table, rows) in tables {
        let mut columns: Vec<&ColumnCode> = rows.values().flat_map(BTreeMap::keys).copied().collect();
        columns.sort();
        columns.dedup();
        sheet.write_string(next, 0, format!("#cells {table}")).unwrap();
        for (column, code) in (1..).zip(&columns) {
            sheet.write_string(next, column, code.to_string()).unwrap();
        }
        for (row, cells) in rows {
            next += 1;
            sheet.write_string(next, 0, format!("{table}/{row}")).unwrap();
            for (column, code) in (1..).zip(&columns) {
                let Some(typed) = cells.get(code) else { continue };
                write_typed(sheet, next, column, typed);
                let key = CellKey::new(table.clone(), row.clone(), (*code).clone());
                spots.insert(key, (next, u32::from(column)));
            }
        }
        next += 2;
    }
    (book.save_to_buffer().unwrap(), spots)
}

fn write_meta(edition: &Questionnaire, sheet: &mut Worksheet) {
    let said = [
        (META_MARK, META_FORMAT),
        (meta::EDITION, edition.edition.as_str()),
        (meta::FINGERPRINT, edition.fingerprint.as_str()),
        (meta::COUNTRY, "XDA"),
        (meta::CYCLE, "2026"),
        (meta::YEAR, "2025"),
        (meta::LANGUAGE, "en"),
        (meta::PROFILE, "full"),
    ];
    for (row, (key, value)) in (0..).zip(said) {
        sheet.write_string(row, 0, key).unwrap();
        sheet.write_string(row, 1, value).unwrap();
    }
}

fn write_typed(sheet: &mut Worksheet, row: u32, column: u16, typed: &Typed) {
    match typed {
        Typed::Number(number) if number.is_finite() => sheet.write_number(row, column, *number).unwrap(),
        Typed::Number(_) => sheet,
        Typed::Text(text) => sheet.write_string(row, column, text).unwrap(),
        Typed::Truth(truth) => sheet.write_boolean(row, column, *truth).unwrap(),
        Typed::Day(day) => {
            let format = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_number_with_format(row, column, *day, &format).unwrap()
        }
        Typed::Formula(result) => {
            sheet.write_formula(row, column, Formula::new("=B1+1").set_result(result)).unwrap()
        }
    };
}
