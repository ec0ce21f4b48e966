//! Cells that are judged together, some of which may hold no number.

use schema::questionnaire::{Counts, Row, RowRole};
use schema::response::TableStatus;
use schema::{At, Availability, CellKey, Declaration, Findings, NotEvaluable, Place, Table, TableId};

use crate::context::Context;
use crate::rule::Rule;

impl<'a> Context<'a> {
    /// The cells whose sum is the total of a table.
    pub(crate) fn parts(&self, table: &str) -> Vec<CellKey> {
        let rows = self.counts_of(table).into_iter().flat_map(Counts::parts);
        rows.map(|row| CellKey::count(table, row.code.clone())).collect()
    }

    /// The manufacture conditions of arms that were made illicitly.
    pub(crate) fn illicit_conditions(&self) -> Vec<CellKey> {
        let rows = self.counts_of("SZ.COND").into_iter().flat_map(Counts::parts);
        rows.filter(|row| row.role == RowRole::Item && row.code != "INDUST")
            .map(|row| CellKey::count("SZ.COND", row.code.clone()))
            .collect()
    }

    fn counts_of(&self, table: &str) -> Option<&'a Counts> {
        self.questionnaire.table(table).and_then(Table::counts)
    }

    /// Whether no row of a table is available, whatever says so: its status, the meaning of its blanks, or NA in each.
    pub(crate) fn is_gone(&self, table: &TableId) -> bool {
        let Some(counts) = self.counts_of(table.as_str()) else { return false };
        let mut rows = counts.closed().iter().filter(|row| !row.import_only).peekable();
        let status = self.response.declaration(table).and_then(Declaration::status);
        let is_gone = |row: &Row| match self.cell(table, &row.code) {
            Some(cell) => cell.availability == Availability::NotAvailable,
            None => status == Some(TableStatus::NotAvailable),
        };
        rows.peek().is_some() && rows.all(is_gone)
    }

    /// Those of the cells that hold no number.
    pub(crate) fn unknown(&self, cells: &[CellKey]) -> Vec<CellKey> {
        cells.iter().filter(|key| self.response.count(key).is_none()).cloned().collect()
    }

    /// The numbers of the cells, where all are known; where only some are, the rule is reported as not evaluable.
    pub(crate) fn all_known<const N: usize>(
        &self,
        rule: &Rule,
        cells: [&CellKey; N],
        out: &mut Findings,
    ) -> Option<[u64; N]> {
        let counts = cells.map(|key| self.response.count(key));
        if counts.iter().all(Option::is_some) {
            return Some(counts.map(Option::unwrap_or_default));
        }
        if counts.iter().any(Option::is_some)
            && let Some(first) = cells.first()
        {
            out.not_evaluable.push(self.not_evaluable(rule, first, self.unknown(&cells.map(CellKey::clone))));
        }
        None
    }

    /// The number of a cell above zero while all others are zero; where that is open for want of numbers, the rule is
    /// reported as not evaluable.
    pub(crate) fn alone(
        &self,
        rule: &Rule,
        cell: &CellKey,
        others: &[CellKey],
        out: &mut Findings,
    ) -> Option<u64> {
        let above = |key: &CellKey| self.response.count(key).is_some_and(|count| count > 0);
        let count = self.response.count(cell);
        if count == Some(0) || others.iter().any(above) {
            return None;
        }
        let mut unknown = self.unknown(others);
        if count.is_none() {
            unknown.insert(0, cell.clone());
        } else if unknown.is_empty() {
            return count;
        }
        if unknown.len() <= others.len() {
            out.not_evaluable.push(self.not_evaluable(rule, cell, unknown));
        }
        None
    }

    /// That a rule could not judge a cell for want of these numbers.
    pub(crate) fn not_evaluable(&self, rule: &Rule, key: &CellKey, unknown: Vec<CellKey>) -> NotEvaluable {
        let place = Place::new(self.response.year, At::Cell(key.clone()));
        NotEvaluable { code: rule.meta.code.into(), place, unknown }
    }
}
