//! The blocks of a sheet: where their key rows stand and what their columns hold.

use std::collections::{BTreeMap, BTreeSet};

use schema::layout::{ColumnAnchor, RowAnchor};

use super::cells::{Cells, Row};

/// A block: a key row and what it says.
pub(super) struct Block {
    pub(super) anchor: RowAnchor,
    pub(super) row: u32,
    /// The column with the row keys.
    pub(super) key_column: u32,
    /// The columns that hold answers.
    pub(super) columns: BTreeMap<ColumnAnchor, u32>,
    /// Keys that stand over more than one column: nothing is read from these.
    pub(super) twice: BTreeMap<ColumnAnchor, BTreeSet<u32>>,
    /// Every column the key row knows, labels included.
    pub(super) known: BTreeSet<u32>,
}

impl Block {
    /// What stands in columns of the block, down to the next one.
    pub(super) fn content(&self, sheet: &Cells, blocks: &[Self], columns: &BTreeSet<u32>) -> String {
        let end = blocks.iter().map(|block| block.row).filter(|row| *row > self.row).min();
        let rows = sheet.rows.range(self.row + 1..end.unwrap_or(u32::MAX));
        let cells = rows.flat_map(|(_, cells)| columns.iter().filter_map(|column| cells.get(*column)));
        crate::values::content(cells.map(crate::draft::Raw::typed))
    }
}

/// The blocks of a sheet, from top to bottom.
pub(super) fn find(sheet: &Cells) -> Vec<Block> {
    let mut blocks = Vec::new();
    for row in sheet.rows.keys() {
        let Some((column, anchor)) = key(sheet, *row) else { continue };
        let mut block = Block {
            anchor,
            row: *row,
            key_column: column,
            columns: BTreeMap::new(),
            twice: BTreeMap::new(),
            known: BTreeSet::from([column]),
        };
        for other in sheet.rows.get(row).into_iter().flat_map(Row::columns).filter(|other| *other != column) {
            block.known.insert(other);
            let Some(anchor) = sheet.text(*row, other).and_then(ColumnAnchor::parse) else { continue };
            if let Some(first) = block.columns.insert(anchor.clone(), other) {
                block.twice.entry(anchor).or_default().extend([first, other]);
            }
        }
        for anchor in block.twice.keys() {
            block.columns.remove(anchor);
        }
        blocks.push(block);
    }
    blocks
}

/// The key of a key row, and the column it stands in.
fn key(sheet: &Cells, row: u32) -> Option<(u32, RowAnchor)> {
    let cells = sheet.rows.get(&row)?;
    cells.columns().find_map(|column| {
        let text = sheet.text(row, column)?;
        if !text.starts_with('#') {
            return None;
        }
        RowAnchor::parse(text).map(|anchor| (column, anchor))
    })
}
