//! Rows whose code the State chooses. What has no code, an unknown one or one chosen before goes along in its finding.

use std::collections::BTreeSet;

use schema::questionnaire::Rows;
use schema::{At, Finding, Place, RowCode, Table, document};

use super::Work;
use crate::draft::RawRow;
use crate::rules;
use crate::values;

impl Work<'_> {
    /// The code of a row; that of an open row is chosen by the State, each once.
    pub(super) fn row_code(
        &mut self,
        table: &Table,
        rows: &Rows,
        row: &RawRow,
        chosen: &mut BTreeSet<RowCode>,
    ) -> Option<RowCode> {
        let Rows::Open { list, .. } = rows else { return row.code.clone() };
        let (typed, cells) = match (&row.code, &row.chosen) {
            (Some(code), _) => (code.to_string(), row.cells.values().flatten().take(1).cloned().collect()),
            (None, Some(cell)) if !cell.raw.is_blank() => (cell.raw.typed(), vec![cell.clone()]),
            (None, _) => {
                self.without_code(table, row);
                return None;
            }
        };
        match self.codes.find(list.as_str(), &typed) {
            Ok(code) => {
                let code = RowCode::from(code.as_str());
                if chosen.insert(code.clone()) {
                    return Some(code);
                }
                self.chosen_twice(table, &code, row);
            }
            Err(remark) => {
                let remark = remark.with("content", row.content());
                self.say(&At::Table(table.id.clone()), self.year, &cells, vec![remark]);
            }
        }
        None
    }

    fn without_code(&mut self, table: &Table, row: &RawRow) {
        let cell = row.cells.values().flatten().find(|cell| !cell.raw.is_blank());
        let (origin, content) = (cell.map(|cell| cell.origin.clone()), row.content());
        let place = Place::new(self.year, At::Table(table.id.clone()));
        let finding = Finding::new(&rules::OUTSIDE_THE_FORM, place, origin).outcome("without-row");
        self.push(finding.arg("typed", values::shorten(&content)).arg("content", content));
    }

    /// Neither of the two rows is read.
    fn chosen_twice(&mut self, table: &Table, code: &RowCode, row: &RawRow) {
        let origin = row.chosen.as_ref().map(|cell| cell.origin.clone());
        let place = Place::new(self.year, At::Table(table.id.clone()));
        let finding = Finding::new(&rules::DUPLICATE_ROW, place, origin).arg("row", code.to_string());
        let first = self.response.cells.extract_if(.., |key, _| key.table == table.id && key.row == *code);
        let content = values::content(first.map(|(_, cell)| document::text(&cell)).chain([row.content()]));
        self.push(finding.arg("content", content));
    }
}
