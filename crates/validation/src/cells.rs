//! Cells that are judged together, some of which may hold no number.

use schema::questionnaire::{Counts, RowRole};
use schema::{At, CellKey, Findings, NotEvaluable, Place, Table};

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

    /// That a rule could not judge a cell for want of these numbers.
    pub(crate) fn not_evaluable(&self, rule: &Rule, key: &CellKey, unknown: Vec<CellKey>) -> NotEvaluable {
        let place = Place::new(self.response.year, At::Cell(key.clone()));
        NotEvaluable { code: rule.meta.code.into(), place, unknown }
    }
}
