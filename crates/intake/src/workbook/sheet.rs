//! Rows by their keys. What stands twice is reported and not guessed; what stands outside the form is reported.

mod check;

use std::collections::{BTreeMap, BTreeSet};

use schema::layout::{ColumnAnchor, RowAnchor};
use schema::{At, ColumnCode, Finding, Findings, Origin, Place, RowCode, RuleMeta, TableId, Year};

use super::Edition;
use super::blocks::{self, Block};
use super::cells::Cells;
use crate::draft::{Raw, RawAnswer, RawAnswers, RawRecord, RawRow, RawTable};
use crate::rules;

/// Collects the rows of all sheets.
pub(super) struct Collector<'a> {
    questionnaire: Edition<'a>,
    year: Year,
    out: Collected,
    /// Row keys that have been met, with the place of the first.
    met: BTreeMap<RowAnchor, Origin>,
    /// Child lines, to be given to their cases at the end.
    lines: Vec<(TableId, schema::ChildCode, Option<crate::draft::RawCell>, RawAnswers, Origin)>,
}

/// What the sheets hold.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) tables: BTreeMap<TableId, RawTable>,
    pub(super) corrected: BTreeMap<TableId, Vec<RawRow>>,
    pub(super) findings: Findings,
}

impl<'a> Collector<'a> {
    pub(super) fn new(questionnaire: Edition<'a>, year: Year) -> Self {
        Self { questionnaire, year, out: Collected::default(), met: BTreeMap::new(), lines: Vec::new() }
    }

    fn find(&mut self, rule: &'static RuleMeta, at: At, origin: Option<Origin>) -> Finding {
        Finding::new(rule, Place::new(self.year, at), origin)
    }

    /// Takes in a sheet; `false` where it has no block.
    pub(super) fn add(&mut self, sheet: &Cells) -> bool {
        let blocks = blocks::find(sheet);
        for block in &blocks {
            for anchor in &block.twice {
                let at = At::Table(block.anchor.table().clone());
                let finding =
                    self.find(&rules::DUPLICATE_COLUMN, at, Some(sheet.origin(block.row, block.key_column)));
                self.out.findings.push(finding.arg("column", anchor.to_string()));
            }
        }
        let keys: BTreeSet<u32> = blocks.iter().map(|block| block.row).collect();
        for row in sheet.rows.keys().filter(|row| !keys.contains(row)) {
            self.row(sheet, &blocks, *row);
        }
        !blocks.is_empty()
    }

    fn row(&mut self, sheet: &Cells, blocks: &[Block], row: u32) {
        let Some(above) = blocks.iter().rev().find(|block| block.row < row) else { return };
        let key = sheet.text(row, above.key_column).unwrap_or_default();
        if key.starts_with('#') {
            return;
        }
        if let Some(anchor) = RowAnchor::parse(key) {
            self.keyed_row(sheet, blocks, row, &anchor);
            return;
        }
        if let RowAnchor::Records(table, child) = &above.anchor {
            self.record(sheet, above, row, table, child.as_ref());
        } else if let Some((column, _)) = content(sheet, row, above.key_column) {
            let at = At::Table(above.anchor.table().clone());
            let finding = self.find(&rules::OUTSIDE_THE_FORM, at, Some(sheet.origin(row, column)));
            let typed = crate::values::shorten(&sheet.cell(row, column).raw.typed());
            self.out.findings.push(finding.outcome("row").arg("typed", typed));
        }
    }

    fn keyed_row(&mut self, sheet: &Cells, blocks: &[Block], row: u32, anchor: &RowAnchor) {
        let table = anchor.table().clone();
        let is_declaration = matches!(anchor, RowAnchor::Declaration(..));
        let block = blocks.iter().rev().find(|block| match &block.anchor {
            RowAnchor::Cells(of) => !is_declaration && *of == table,
            RowAnchor::Declarations(of) => is_declaration && *of == table,
            _ => false,
        });
        let Some(block) = block else {
            let origin = sheet.origin(row, 0);
            let finding = self.find(&rules::FOREIGN_TEMPLATE, At::Table(table), Some(origin));
            self.out.findings.push(finding.outcome("key-row-missing"));
            return;
        };
        let origin = sheet.origin(row, block.key_column);
        if !matches!(anchor, RowAnchor::OpenRow(_))
            && self.met.insert(anchor.clone(), origin.clone()).is_some()
        {
            self.twice(anchor, origin);
            return;
        }
        self.aside(sheet, block, row);
        match anchor {
            RowAnchor::Declaration(_, item) => {
                let cells = slots(sheet, block, row, |column| match column {
                    ColumnAnchor::Declared(slot) => Some(*slot),
                    _ => None,
                });
                self.out.tables.entry(table).or_default().declaration.insert(*item, cells);
            }
            RowAnchor::Row(_, code) => self.answers(sheet, block, row, table, Some(code.clone())),
            _ => self.answers(sheet, block, row, table, None),
        }
    }

    /// A row key that stands twice: neither row is read.
    fn twice(&mut self, anchor: &RowAnchor, origin: Origin) {
        let first = self.met.get(anchor).cloned();
        let at = match anchor {
            RowAnchor::Row(table, row) => {
                if let Some(own) = self.out.tables.get_mut(table) {
                    own.rows.retain(|other| other.code.as_ref() != Some(row));
                }
                At::Table(table.clone())
            }
            RowAnchor::Declaration(table, item) => {
                if let Some(own) = self.out.tables.get_mut(table) {
                    own.declaration.remove(item);
                }
                At::Declaration(table.clone(), *item)
            }
            other => At::Table(other.table().clone()),
        };
        let place = Place::new(self.year, at);
        let finding =
            self.find(&rules::DUPLICATE_ROW, place.at.clone(), Some(origin)).arg("row", anchor.to_string());
        self.out.findings.push(finding.also(place, first));
    }

    fn answers(&mut self, sheet: &Cells, block: &Block, row: u32, table: TableId, code: Option<RowCode>) {
        let one = |anchor: ColumnAnchor| block.columns.get(&anchor).map(|column| sheet.cell(row, *column));
        let mut read = RawRow {
            code,
            chosen: one(ColumnAnchor::RowCode),
            cells: values(sheet, block, row),
            quality: one(ColumnAnchor::Quality).into_iter().collect(),
            confidentiality: one(ColumnAnchor::Confidentiality),
            note: one(ColumnAnchor::Note),
            source: None,
            reason: None,
        };
        let corrected: BTreeMap<ColumnCode, RawAnswer> = block
            .columns
            .iter()
            .filter_map(|(anchor, column)| match anchor {
                ColumnAnchor::Corrected(code) => Some((code.clone(), vec![sheet.cell(row, *column)])),
                _ => None,
            })
            .filter(|(_, answer)| answer.iter().any(|cell| !cell.raw.is_blank()))
            .collect();
        if !corrected.is_empty() {
            let reason = one(ColumnAnchor::Reason);
            let row = RawRow {
                code: read.code.clone(),
                chosen: read.chosen.clone(),
                cells: corrected,
                reason,
                ..RawRow::default()
            };
            self.out.corrected.entry(table.clone()).or_default().push(row);
        }
        if read.code.is_none() && is_empty(&read) {
            return;
        }
        read.cells.retain(|_, answer| !answer.is_empty());
        self.out.tables.entry(table).or_default().rows.push(read);
    }

    fn record(
        &mut self,
        sheet: &Cells,
        block: &Block,
        row: u32,
        table: &TableId,
        child: Option<&schema::ChildCode>,
    ) {
        let Some((column, _)) = content(sheet, row, block.key_column) else { return };
        self.aside(sheet, block, row);
        let answers: RawAnswers = values(sheet, block, row)
            .into_iter()
            .filter(|(_, answer)| answer.iter().any(|cell| !cell.raw.is_blank()))
            .collect();
        let origin = sheet.origin(row, column);
        match child {
            None if answers.is_empty() => {}
            None => {
                let record = RawRecord { answers, children: BTreeMap::new(), origin: Some(origin) };
                self.out.tables.entry(table.clone()).or_default().records.push(record);
            }
            Some(child) => {
                let case = block.columns.get(&ColumnAnchor::Case).map(|column| sheet.cell(row, *column));
                self.lines.push((table.clone(), child.clone(), case, answers, origin));
            }
        }
    }

    /// Content of a keyed row in a column that no key names: said, not read.
    fn aside(&mut self, sheet: &Cells, block: &Block, row: u32) {
        let columns = sheet.rows.get(&row).into_iter().flat_map(|cells| cells.iter());
        let outside: Vec<_> = columns
            .filter(|(column, raw)| !block.known.contains(column) && !raw.is_blank())
            .map(|(column, raw)| (*column, crate::values::shorten(&raw.typed())))
            .collect();
        for (column, typed) in outside {
            let at = At::Table(block.anchor.table().clone());
            let finding = self.find(&rules::OUTSIDE_THE_FORM, at, Some(sheet.origin(row, column)));
            self.out.findings.push(finding.outcome("aside").arg("typed", typed));
        }
    }
}

/// The answers of a row by column code; slots of one code together, in order.
fn values(sheet: &Cells, block: &Block, row: u32) -> BTreeMap<ColumnCode, RawAnswer> {
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

fn slots(sheet: &Cells, block: &Block, row: u32, slot: impl Fn(&ColumnAnchor) -> Option<u16>) -> RawAnswer {
    let mut columns: Vec<_> =
        block.columns.iter().filter_map(|(anchor, column)| Some((slot(anchor)?, *column))).collect();
    columns.sort_unstable();
    columns.into_iter().map(|(_, column)| sheet.cell(row, column)).collect()
}

/// The first cell of a row with content, apart from the key.
fn content(sheet: &Cells, row: u32, key_column: u32) -> Option<(u32, &Raw)> {
    let cells = sheet.rows.get(&row)?;
    cells
        .iter()
        .find(|(column, raw)| **column != key_column && !raw.is_blank())
        .map(|(column, raw)| (*column, raw))
}

fn is_empty(row: &RawRow) -> bool {
    let blank = |cell: &Option<crate::draft::RawCell>| cell.as_ref().is_none_or(|cell| cell.raw.is_blank());
    blank(&row.chosen)
        && blank(&row.note)
        && blank(&row.confidentiality)
        && row.quality.iter().all(|cell| cell.raw.is_blank())
        && row.cells.values().flatten().all(|cell| cell.raw.is_blank())
}
