//! The blocks of a sheet: where their key rows stand and what their columns hold.

use std::collections::{BTreeMap, BTreeSet};

use schema::layout::{ColumnAnchor, RowAnchor};

use super::cells::Cells;

/// A block: a key row and what it says.
pub(super) struct Block {
    pub(super) anchor: RowAnchor,
    pub(super) row: u32,
    /// The column with the row keys.
    pub(super) key_column: u32,
    /// The columns that hold answers.
    pub(super) columns: BTreeMap<ColumnAnchor, u32>,
    /// Keys that stand over more than one column: nothing is read from these.
    pub(super) twice: BTreeSet<ColumnAnchor>,
    /// Every column the key row knows, labels included.
    pub(super) known: BTreeSet<u32>,
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
            twice: BTreeSet::new(),
            known: BTreeSet::from([column]),
        };
        for other in
            sheet.rows.get(row).into_iter().flat_map(BTreeMap::keys).filter(|other| **other != column)
        {
            block.known.insert(*other);
            let Some(anchor) = sheet.text(*row, *other).and_then(ColumnAnchor::parse) else { continue };
            if block.columns.insert(anchor.clone(), *other).is_some() {
                block.twice.insert(anchor);
            }
        }
        for anchor in &block.twice {
            block.columns.remove(anchor);
        }
        blocks.push(block);
    }
    blocks
}

/// The key of a key row, and the column it stands in.
fn key(sheet: &Cells, row: u32) -> Option<(u32, RowAnchor)> {
    let cells = sheet.rows.get(&row)?;
    cells.keys().find_map(|column| {
        let text = sheet.text(row, *column)?;
        if !text.starts_with('#') {
            return None;
        }
        RowAnchor::parse(text).map(|anchor| (*column, anchor))
    })
}
