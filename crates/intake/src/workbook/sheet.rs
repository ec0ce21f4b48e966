//! Rows by their keys. What stands twice is reported and not guessed; what stands outside the form is reported.

mod check;
mod keys;
mod rows;
mod twice;

use std::collections::{BTreeMap, BTreeSet};

use schema::layout::{ColumnAnchor, RowAnchor};
use schema::{At, Changes, ColumnCode, Finding, Findings, Origin, Place, RowCode, RuleMeta, TableId, Year};

use super::Edition;
use super::blocks::{self, Block};
use super::cells::{Cells, Row};
use crate::draft::{RawAnswer, RawAnswers, RawRecord, RawRow, RawTable};
use crate::rules;
use rows::{columns, content, fields_of, is_empty, row_text, slots, values};

/// Collects the rows of all sheets.
pub(super) struct Collector<'a> {
    questionnaire: Edition<'a>,
    /// What became of the fields of the template, where it is an earlier one.
    changes: Option<&'a Changes>,
    pub(super) mapped: keys::Mapped,
    year: Year,
    most_findings: usize,
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
    /// Whether there are more findings than are listed.
    pub(super) more: bool,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        questionnaire: Edition<'a>,
        changes: Option<&'a Changes>,
        year: Year,
        most_findings: usize,
    ) -> Self {
        Self {
            questionnaire,
            changes,
            mapped: keys::Mapped::default(),
            year,
            most_findings,
            out: Collected::default(),
            met: BTreeMap::new(),
            lines: Vec::new(),
        }
    }

    fn find(&mut self, rule: &'static RuleMeta, at: At, origin: Option<Origin>) -> Finding {
        Finding::new(rule, Place::new(self.year, at), origin)
    }

    /// Adds a finding, up to the limit.
    fn say(&mut self, finding: Finding) {
        if self.out.findings.list.len() < self.most_findings {
            self.out.findings.push(finding);
        } else {
            self.out.more = true;
        }
    }

    /// Takes in a sheet; `false` where it has no block.
    pub(super) fn add(&mut self, sheet: &Cells) -> bool {
        let blocks = blocks::find(sheet);
        for block in &blocks {
            for (anchor, columns) in &block.twice {
                let at = At::Table(block.anchor.table().clone());
                let finding =
                    self.find(&rules::DUPLICATE_COLUMN, at, Some(sheet.origin(block.row, block.key_column)));
                let content = block.content(sheet, &blocks, columns);
                self.say(finding.arg("column", anchor.to_string()).arg("content", content));
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
            self.keyed_row(sheet, blocks, row, (above.key_column, &anchor));
            return;
        }
        if let RowAnchor::Records(table, child) = &above.anchor {
            self.record(sheet, above, row, table, child.as_ref());
        } else if let Some((column, _)) = content(sheet, row, above.key_column) {
            let at = At::Table(above.anchor.table().clone());
            let finding = self.find(&rules::OUTSIDE_THE_FORM, at, Some(sheet.origin(row, column)));
            let typed = crate::values::shorten(&sheet.cell(row, column).raw.typed());
            let content = sheet.content(row, above.key_column);
            self.say(finding.outcome("row").arg("typed", typed).arg("content", content));
        }
    }

    fn keyed_row(
        &mut self,
        sheet: &Cells,
        blocks: &[Block],
        row: u32,
        (key_column, anchor): (u32, &RowAnchor),
    ) {
        // Blocks are named as the file names them.
        let old = anchor.table().clone();
        let is_declaration = matches!(anchor, RowAnchor::Declaration(..));
        let block = blocks.iter().rev().find(|block| match &block.anchor {
            RowAnchor::Cells(of) => !is_declaration && *of == old,
            RowAnchor::Declarations(of) => is_declaration && *of == old,
            _ => false,
        });
        let Some(block) = block else {
            let origin = sheet.origin(row, 0);
            let finding = self.find(&rules::FOREIGN_TEMPLATE, At::Table(old), Some(origin));
            let content = sheet.content(row, key_column);
            self.say(finding.outcome("key-row-missing").arg("content", content));
            return;
        };
        let origin = sheet.origin(row, block.key_column);
        let Some(anchor) = &self.present(anchor, || row_text(sheet, block, row), &origin) else { return };
        let table = anchor.table().clone();
        if !matches!(anchor, RowAnchor::OpenRow(_))
            && self.met.insert(anchor.clone(), origin.clone()).is_some()
        {
            self.twice(anchor, origin, sheet.content(row, block.key_column));
            return;
        }
        self.aside(sheet, block, row);
        match anchor {
            RowAnchor::Declaration(_, item) => {
                let cells = slots(sheet, block, row, |column| match column {
                    ColumnAnchor::Declared(slot) => Some(*slot),
                    _ => None,
                });
                self.mapped.taken += u64::from(cells.iter().any(|cell| !cell.raw.is_blank()));
                self.out.tables.entry(table).or_default().declaration.insert(*item, cells);
            }
            RowAnchor::Row(_, code) => self.answers(sheet, block, row, &old, table, Some(code.clone())),
            _ => self.answers(sheet, block, row, &old, table, None),
        }
    }

    fn answers(
        &mut self,
        sheet: &Cells,
        block: &Block,
        row: u32,
        old: &TableId,
        table: TableId,
        code: Option<RowCode>,
    ) {
        let cells = self.present_columns(
            (old, keys::path_of(code.as_ref())),
            &table,
            values(sheet, block, row),
            columns,
            &sheet.origin(row, block.key_column),
        );
        let one = |anchor: ColumnAnchor| block.columns.get(&anchor).map(|column| sheet.cell(row, *column));
        let mut read = RawRow {
            code,
            chosen: one(ColumnAnchor::RowCode),
            cells,
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
        let of_child = child.cloned();
        let Some(present) = self.changes.map_or_else(|| Some(table.clone()), |changes| changes.table(table))
        else {
            let typed: Vec<_> = answers.values().map(keys::typed).collect();
            self.mapped.lost.push(format!("{table} ({})", crate::values::shorten(&typed.join(" "))));
            return;
        };
        let part = child.map_or("", schema::ChildCode::as_str);
        let fields = |table: &schema::Table| fields_of(table, of_child.as_ref());
        let answers = self.present_columns((table, part), &present, answers, fields, &origin);
        let table = &present;
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
        let columns = sheet.rows.get(&row).into_iter().flat_map(Row::cells);
        let outside: Vec<_> = columns
            .filter(|(column, raw)| !block.known.contains(column) && !raw.is_blank())
            .map(|(column, raw)| (column, raw.typed()))
            .collect();
        for (column, typed) in outside {
            let at = At::Table(block.anchor.table().clone());
            let finding = self.find(&rules::OUTSIDE_THE_FORM, at, Some(sheet.origin(row, column)));
            let finding = finding.outcome("aside").arg("typed", crate::values::shorten(&typed));
            let content = crate::values::content(std::iter::once(typed));
            self.say(finding.arg("content", content));
        }
    }
}
