//! The cells of one sheet that are not empty, in order, with formulas told apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use calamine::DataRef;
use schema::Origin;

use super::{Formulas, SheetName, Workbook};
use crate::draft::{Raw, RawCell};
use crate::error::IntakeError;
use crate::limits::Limits;

/// The cells of a sheet.
pub(super) struct Cells {
    pub(super) name: SheetName,
    /// Row → column → value.
    pub(super) rows: BTreeMap<u32, BTreeMap<u32, Raw>>,
}

impl Cells {
    /// Where a cell stands.
    pub(super) fn origin(&self, row: u32, column: u32) -> Origin {
        Origin::Sheet { sheet: Arc::clone(&self.name), row, column }
    }

    /// A cell, blank where there is none.
    pub(super) fn cell(&self, row: u32, column: u32) -> RawCell {
        let raw = self.rows.get(&row).and_then(|cells| cells.get(&column)).cloned().unwrap_or(Raw::Blank);
        RawCell { raw, origin: self.origin(row, column) }
    }

    /// What stands in a row beside its key.
    pub(super) fn content(&self, row: u32, key_column: u32) -> String {
        let cells = self.rows.get(&row).into_iter().flatten();
        let beside = cells.filter(|(column, _)| **column != key_column);
        crate::values::content(beside.map(|(_, raw)| raw.typed()))
    }

    /// The text of a cell, where it is one.
    pub(super) fn text(&self, row: u32, column: u32) -> Option<&str> {
        match self.rows.get(&row)?.get(&column)? {
            Raw::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Streams a sheet.
pub(super) fn collect(
    workbook: &mut Workbook<'_>,
    name: &str,
    formulas: &Formulas,
    limits: &Limits,
) -> Result<Cells, IntakeError> {
    let damaged = |_| IntakeError::damaged(format!("the sheet {name} cannot be read"));
    let mut rows: BTreeMap<u32, BTreeMap<u32, Raw>> = BTreeMap::new();
    let mut count = 0_usize;
    let mut reader = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let mut raw = raw(cell.get_value());
        if formulas.contains(&(row, column)) {
            raw = Raw::Formula(raw.typed().into());
        }
        if raw == Raw::Blank {
            continue;
        }
        count += 1;
        if count > limits.cells {
            return Err(IntakeError::TooLarge { what: "cells".into(), found: count, limit: limits.cells });
        }
        if rows.entry(row).or_default().insert(column, raw).is_some() {
            return Err(IntakeError::damaged(format!("a cell of the sheet {name} stands twice")));
        }
    }
    Ok(Cells { name: Arc::from(name), rows })
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
        DataRef::DateTime(date) => {
            date.as_datetime().map_or(Raw::Number(date.as_f64()), |date| Raw::Date(date.date()))
        }
    }
}

fn text_raw(text: &str) -> Raw {
    if text.is_empty() { Raw::Blank } else { Raw::Text(text.into()) }
}

fn iso(text: &str) -> Raw {
    let day = text.split('T').next().unwrap_or(text);
    day.parse().map_or_else(|_| Raw::Text(text.into()), Raw::Date)
}
