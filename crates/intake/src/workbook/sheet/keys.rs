//! Keys as they stand in the file, under their present names: an earlier template is mapped by declared changes; what the
//! questionnaire does not have is reported with what was typed.

use schema::layout::RowAnchor;
use schema::questionnaire::Rows;
use schema::{At, ColumnCode, Origin, RowCode, Table, TableId, TableKind};

use super::Collector;
use crate::draft::{RawAnswer, RawAnswers};
use crate::rules;
use crate::values::shorten;

/// What an earlier template brought.
#[derive(Default)]
pub(in crate::workbook) struct Mapped {
    /// Answers that were taken over.
    pub(in crate::workbook) taken: u64,
    /// Answers that have no place any more: old key and what was typed.
    pub(in crate::workbook) lost: Vec<String>,
}

impl Collector<'_> {
    /// A row key under its present name; `None` where the questionnaire has no such row: then what was typed is reported.
    pub(super) fn present(
        &mut self,
        anchor: &RowAnchor,
        typed: impl FnOnce() -> String,
        origin: &Origin,
    ) -> Option<RowAnchor> {
        let found = match (anchor, self.changes) {
            (_, None) => Some(anchor.clone()),
            (RowAnchor::Row(table, row), Some(changes)) => {
                changes.row(table, row).map(|(table, row)| RowAnchor::Row(table, row))
            }
            (RowAnchor::OpenRow(table), Some(changes)) => changes.table(table).map(RowAnchor::OpenRow),
            (RowAnchor::Declaration(table, item), Some(changes)) => {
                changes.table(table).map(|table| RowAnchor::Declaration(table, *item))
            }
            (other, Some(_)) => Some(other.clone()),
        };
        let known = found.filter(|anchor| self.knows(anchor));
        if known.is_none() {
            let typed = typed();
            self.unknown(anchor.table(), &anchor.to_string(), &typed, origin);
        }
        known
    }

    fn knows(&self, anchor: &RowAnchor) -> bool {
        let Some(table) = self.questionnaire.table(anchor.table().as_str()) else { return false };
        match (anchor, &table.kind) {
            (RowAnchor::Row(_, row), TableKind::Counts(counts)) => match &counts.rows {
                Rows::Closed(rows) => rows.iter().any(|own| own.code == *row && !own.import_only),
                Rows::Open { .. } => false,
            },
            (RowAnchor::Row(_, row), TableKind::Fields(fields)) => {
                fields.iter().any(|field| field.code == *row.as_str())
            }
            (RowAnchor::OpenRow(_), TableKind::Counts(counts)) => counts.closed().is_empty(),
            (RowAnchor::Declaration(_, item), _) => table.declares.contains(item),
            _ => false,
        }
    }

    /// The answers of a row under present column codes; those without one are reported.
    pub(super) fn present_columns(
        &mut self,
        old: (&TableId, &str),
        table: &TableId,
        answers: RawAnswers,
        columns: impl Fn(&Table) -> Vec<ColumnCode>,
        origin: &Origin,
    ) -> RawAnswers {
        let known = self.questionnaire.table(table.as_str()).map(columns).unwrap_or_default();
        let mut present = RawAnswers::new();
        for (code, answer) in answers {
            let is = self
                .changes
                .map_or_else(|| Some(code.clone()), |changes| changes.column(old.0, old.1, &code));
            if let Some(is) = is.filter(|is| known.contains(is)) {
                self.mapped.taken += u64::from(answer.iter().any(|cell| !cell.raw.is_blank()));
                present.insert(is, answer);
            } else {
                let typed = typed(&answer);
                self.unknown(table, &format!("{}/{}/{code}", old.0, old.1), &typed, origin);
            }
        }
        present
    }

    /// Something of the file that the questionnaire does not have; nothing typed is no loss.
    fn unknown(&mut self, table: &TableId, key: &str, typed: &str, origin: &Origin) {
        if self.changes.is_some() {
            if !typed.is_empty() {
                self.mapped.lost.push(format!("{key} ({})", shorten(typed)));
            }
            return;
        }
        let at = match self.questionnaire.table(table.as_str()) {
            Some(table) => At::Table(table.id.clone()),
            None => At::Submission,
        };
        let finding = self.find(&rules::FOREIGN_TEMPLATE, at, Some(origin.clone())).outcome("unknown-key");
        let content = crate::values::content(std::iter::once(typed.to_owned()));
        let finding = finding.arg("key", shorten(key)).arg("typed", shorten(typed)).arg("content", content);
        self.say(finding);
    }
}

/// What was typed in an answer.
pub(super) fn typed(answer: &RawAnswer) -> String {
    let parts: Vec<_> =
        answer.iter().map(|cell| cell.raw.typed()).filter(|typed| !typed.is_empty()).collect();
    parts.join(" ")
}

/// The code of a row as part of a path; open rows have none of their own.
pub(super) fn path_of(row: Option<&RowCode>) -> &str {
    row.map_or("*", RowCode::as_str)
}
