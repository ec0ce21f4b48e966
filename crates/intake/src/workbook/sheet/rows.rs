//! What stands in a row: answers by column, slots in order, the first content.

use std::collections::BTreeMap;

use schema::layout::ColumnAnchor;
use schema::{CellKey, ColumnCode};

use super::super::blocks::Block;
use super::super::cells::Cells;
use super::keys::typed;
use crate::draft::{Raw, RawAnswer, RawCell, RawRow};

/// The columns of a count table, or the one of a fields table.
pub(super) fn columns(table: &schema::Table) -> Vec<ColumnCode> {
    match table.counts() {
        Some(counts) => counts.columns.iter().map(|column| column.code.clone()).collect(),
        None => vec![CellKey::VALUE.into()],
    }
}

/// The fields of a case, or of a line of a child table.
pub(super) fn fields_of(table: &schema::Table, child: Option<&schema::ChildCode>) -> Vec<ColumnCode> {
    let Some(form) = table.records() else { return Vec::new() };
    let fields = match child {
        None => &form.fields,
        Some(child) => match form.children.iter().find(|own| own.code == *child) {
            Some(own) => &own.fields,
            None => return Vec::new(),
        },
    };
    fields.iter().map(|field| field.code.clone()).collect()
}

/// What was typed in the answer columns of a row.
pub(super) fn row_text(sheet: &Cells, block: &Block, row: u32) -> String {
    let parts: Vec<_> = values(sheet, block, row).values().map(typed).filter(|t| !t.is_empty()).collect();
    parts.join(" ")
}

/// The answers of a row by column code; slots of one code together, in order.
pub(super) fn values(sheet: &Cells, block: &Block, row: u32) -> BTreeMap<ColumnCode, RawAnswer> {
    let mut answers: BTreeMap<ColumnCode, Vec<(u16, u32)>> = BTreeMap::new();
    for (anchor, column) in &block.columns {
        match anchor {
            ColumnAnchor::Value(code) => answers.entry(code.clone()).or_default().push((0, *column)),
            ColumnAnchor::Slot(code, slot) => answers.entry(code.clone()).or_default().push((*slot, *column)),
            _ => {}
        }
    }
    let read = answers.into_iter().map(|(code, mut columns)| {
        columns.sort_unstable();
        (code, columns.into_iter().map(|(_, column)| sheet.cell(row, column)).collect())
    });
    read.collect()
}

pub(super) fn slots(
    sheet: &Cells,
    block: &Block,
    row: u32,
    slot: impl Fn(&ColumnAnchor) -> Option<u16>,
) -> RawAnswer {
    let mut columns: Vec<_> =
        block.columns.iter().filter_map(|(anchor, column)| Some((slot(anchor)?, *column))).collect();
    columns.sort_unstable();
    columns.into_iter().map(|(_, column)| sheet.cell(row, column)).collect()
}

/// The first cell of a row with content, apart from the key.
pub(super) fn content(sheet: &Cells, row: u32, key_column: u32) -> Option<(u32, &Raw)> {
    let cells = sheet.rows.get(&row)?;
    cells.cells().find(|(column, raw)| *column != key_column && !raw.is_blank())
}

pub(super) fn is_empty(row: &RawRow) -> bool {
    let blank = |cell: &Option<RawCell>| cell.as_ref().is_none_or(|cell| cell.raw.is_blank());
    blank(&row.chosen)
        && blank(&row.note)
        && blank(&row.confidentiality)
        && row.quality.iter().all(|cell| cell.raw.is_blank())
        && row.cells.values().flatten().all(|cell| cell.raw.is_blank())
}
