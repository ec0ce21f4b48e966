//! The cells of one sheet that are not empty, in order, with formulas told apart.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use calamine::{DataRef, XlsxError};
use chrono::{Datelike as _, NaiveDateTime};
use schema::Origin;

use super::{SheetName, Workbook};
use crate::draft::{Raw, RawCell};
use crate::error::IntakeError;
use crate::guard::{self, Position, at_most, not_too_long};
use crate::limits::Limits;

/// The cells of a row that are not empty, in order.
#[derive(Default)]
pub(super) struct Row(Vec<(u32, Raw)>);

impl Row {
    /// The cell of a column.
    pub(super) fn get(&self, column: u32) -> Option<&Raw> {
        let at = self.0.binary_search_by_key(&column, |(own, _)| *own).ok()?;
        self.0.get(at).map(|(_, raw)| raw)
    }

    /// The columns that are not empty.
    pub(super) fn columns(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|(column, _)| *column)
    }

    /// Columns and cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u32, &Raw)> {
        self.0.iter().map(|(column, raw)| (*column, raw))
    }
}

/// The cells of a sheet.
pub(super) struct Cells {
    pub(super) name: SheetName,
    /// The rows that are not empty.
    pub(super) rows: BTreeMap<u32, Row>,
}

impl Cells {
    /// Where a cell stands.
    pub(super) fn origin(&self, row: u32, column: u32) -> Origin {
        Origin::Sheet { sheet: Arc::clone(&self.name), row, column }
    }

    /// A cell, blank where there is none.
    pub(super) fn cell(&self, row: u32, column: u32) -> RawCell {
        let raw = self.rows.get(&row).and_then(|cells| cells.get(column)).cloned().unwrap_or(Raw::Blank);
        RawCell { raw, origin: self.origin(row, column) }
    }

    /// What stands in a row beside its key.
    pub(super) fn content(&self, row: u32, key_column: u32) -> String {
        let cells = self.rows.get(&row).into_iter().flat_map(Row::cells);
        let beside = cells.filter(|(column, _)| *column != key_column);
        crate::values::content(beside.map(|(_, raw)| raw.typed()))
    }

    /// The text of a cell, where it is one.
    pub(super) fn text(&self, row: u32, column: u32) -> Option<&str> {
        match self.rows.get(&row)?.get(column)? {
            Raw::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// What has been kept of all sheets.
#[derive(Default)]
pub(super) struct Kept {
    cells: usize,
    text_bytes: usize,
}

impl Kept {
    /// Counts a cell: a shared text is kept once for each cell that shows it.
    fn add(&mut self, raw: &Raw, limits: &Limits, place: impl FnOnce() -> String) -> Result<(), IntakeError> {
        self.cells += 1;
        if let Raw::Text(text) | Raw::Formula(text) | Raw::Literal(text) = raw {
            not_too_long(text, limits, place)?;
            self.text_bytes = self.text_bytes.saturating_add(text.len());
        }
        at_most("cells", self.cells, limits.cells)?;
        at_most("bytes of text", self.text_bytes, limits.text_bytes)
    }
}

/// Streams a sheet.
pub(super) fn collect(
    workbook: &mut Workbook<'_>,
    name: &str,
    guarded: &guard::Sheet,
    kept: &mut Kept,
    limits: &Limits,
) -> Result<Cells, IntakeError> {
    let damaged = || IntakeError::damaged(format!("the sheet {} cannot be read", crate::values::safe(name)));
    let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
    let (mut met, mut last) = (0, None);
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| damaged())?;
    loop {
        let ((row, column), mut raw) = match reader.next_cell() {
            Ok(Some(cell)) => (cell.get_position(), raw(cell.get_value())),
            Ok(None) => break,
            // The reader knows few errors, and stands behind the one it does not know.
            Err(XlsxError::CellError(_)) => unknown_error(guarded, last).ok_or_else(damaged)?,
            Err(_) => return Err(damaged()),
        };
        met += 1;
        in_order(name, last, (row, column))?;
        last = Some((row, column));
        match (&raw, guarded.literals.get(&(row, column)), guarded.errors.get(&(row, column))) {
            (Raw::Number(_), Some(literal), _) => raw = Raw::Literal(literal.as_str().into()),
            (Raw::Blank, _, Some(literal)) => raw = Raw::Error(literal.as_str().into()),
            _ => {}
        }
        if guarded.formulas.contains(&(row, column)) {
            raw = Raw::Formula(raw.typed().into());
        }
        if raw == Raw::Blank {
            continue;
        }
        let place = || format!("in the cell {}!{}", crate::values::safe(name), guard::written((row, column)));
        kept.add(&raw, limits, place)?;
        rows.entry(row).or_default().0.push((column, raw));
    }
    // What the guard looked at and what was read are the same cells, or the file plays one against the other.
    if met == guarded.cells { Ok(Cells { name: Arc::from(name), rows }) } else { Err(damaged()) }
}

/// The next cell that holds an error behind a position.
fn unknown_error(guarded: &guard::Sheet, last: Option<Position>) -> Option<(Position, Raw)> {
    let behind = match last {
        Some(last) => guarded.errors.range((Bound::Excluded(last), Bound::Unbounded)).next(),
        None => guarded.errors.first_key_value(),
    };
    behind.map(|(position, literal)| (*position, Raw::Error(literal.as_str().into())))
}

/// Cells stand in order, and each once: programs differ about which of two counts.
fn in_order(sheet: &str, last: Option<Position>, position: Position) -> Result<(), IntakeError> {
    let (sheet, cell) = (crate::values::safe(sheet), guard::written(position));
    match last.map(|last| position.cmp(&last)) {
        Some(Ordering::Equal) => Err(IntakeError::DuplicateCell { sheet, cell }),
        Some(Ordering::Less) => Err(IntakeError::CellsOutOfOrder { sheet, cell }),
        Some(Ordering::Greater) | None => Ok(()),
    }
}

/// The last year that spreadsheets and ISO 8601 write in four digits.
const LAST_YEAR: i32 = 9999;

/// Spreadsheets count a 29 February 1900, which no calendar has.
fn is_the_day_that_never_was(days: f64) -> bool {
    (60.0..61.0).contains(&days)
}

fn raw(value: &DataRef<'_>) -> Raw {
    match value {
        DataRef::Empty => Raw::Blank,
        DataRef::Int(number) => Raw::Literal(number.to_string().into()),
        DataRef::Float(number) => Raw::Number(*number),
        DataRef::String(text) => text_raw(text),
        DataRef::SharedString(text) => text_raw(text),
        DataRef::Bool(truth) => Raw::Bool(*truth),
        DataRef::Error(error) => Raw::Error(error.to_string().into()),
        DataRef::DateTimeIso(text) => iso(text),
        DataRef::DurationIso(text) => Raw::Text(text.as_str().into()),
        DataRef::DateTime(date) if date.is_datetime() && is_the_day_that_never_was(date.as_f64()) => {
            Raw::Text("1900-02-29".into())
        }
        DataRef::DateTime(date) => {
            let day = date.as_datetime().map(|date| date.date()).filter(|day| day.year() <= LAST_YEAR);
            day.map_or(Raw::Number(date.as_f64()), Raw::Date)
        }
    }
}

fn text_raw(text: &str) -> Raw {
    if text.is_empty() { Raw::Blank } else { Raw::Text(text.into()) }
}

/// A day, or a day and a time that both exist.
fn iso(text: &str) -> Raw {
    let day = text.split('T').next().unwrap_or(text);
    let exists = day == text || text.trim_end_matches('Z').parse::<NaiveDateTime>().is_ok();
    day.parse().ok().filter(|_| exists).map_or_else(|| Raw::Text(text.into()), Raw::Date)
}
