//! What stands once a row and holds for all its cells: quality, confidentiality, note, source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::questionnaire::{Column, ValueKind};
use schema::{
    At, Availability, CellKey, Code, Confidentiality, Observation, Quality, RowCode, Severity, Table, Value,
    Year,
};

use super::{Work, as_answer, value};
use crate::draft::RawRow;
use crate::values::{self, Reading};

/// What a row says of its cells.
#[derive(Default)]
pub(super) struct Facets {
    quality: BTreeSet<Quality>,
    confidential: bool,
    note: Option<Arc<str>>,
    source: Option<Arc<str>>,
}

impl Work<'_> {
    /// Reads the facets of a row.
    pub(super) fn facets(&mut self, year: Year, table: &Table, row: &RowCode, raw: &RawRow) -> Facets {
        let column =
            table.counts().and_then(|counts| counts.columns.first()).map(|column| column.code.clone());
        let key =
            CellKey::new(table.id.clone(), row.clone(), column.unwrap_or_else(|| CellKey::COUNT.into()));
        let read = |work: &mut Self, kind: ValueKind, cells: Vec<crate::draft::RawCell>| {
            let (reading, mut remarks) = values::read_plain(work.codes, &kind, &cells);
            // What cannot be read beside a number would change its meaning in silence.
            for remark in remarks.iter_mut().filter(|_| reading == Reading::Unread) {
                remark.severity = Severity::Error;
            }
            work.say(&At::Cell(key.clone()), year, &cells, remarks);
            reading
        };
        let quality = ValueKind::Codes { list: "quality".into(), slots: 1 };
        let quality = value(read(self, quality, raw.quality.clone()));
        let confidentiality = read(
            self,
            ValueKind::Code { list: "confidentiality".into() },
            as_answer(raw.confidentiality.as_ref()),
        );
        let note = value(read(self, ValueKind::Text { most: 2_000 }, as_answer(raw.note.as_ref())));
        let source = value(read(self, ValueKind::Text { most: 60 }, as_answer(raw.source.as_ref())));
        let text = |value: Option<Value>| value.and_then(|value| value.text().map(Arc::from));
        Facets {
            quality: quality
                .iter()
                .flat_map(Value::codes)
                .filter_map(|code| Quality::from_code(code.as_str()))
                .collect(),
            // Who typed something there that cannot be read may have meant to protect the number.
            confidential: match confidentiality {
                Reading::Value(code) => {
                    code.codes().iter().any(|code: &Code| *code == Confidentiality::Confidential.code())
                }
                Reading::Unread => true,
                _ => false,
            },
            note: text(note),
            source: text(source),
        }
    }
}

impl Facets {
    /// Quality goes to the numbers that are known, or to all where none is; the rest goes to all cells. A row that says
    /// something but has no cell gets a blank one.
    pub(super) fn put_on(
        self,
        table: &Table,
        row: &RowCode,
        columns: &[Column],
        cells: &mut BTreeMap<CellKey, Observation>,
    ) {
        // Where a table has no numbers, the answers are what the quality is of.
        let numbers = columns.iter().filter(|column| column.kind.is_number());
        let mut of: Vec<_> = numbers.map(|column| &column.code).collect();
        if of.is_empty() {
            of = columns.iter().map(|column| &column.code).collect();
        }
        let says = self.confidential || self.note.is_some() || self.source.is_some();
        let has_cell = cells.keys().any(|key| self.quality.is_empty() || of.contains(&&key.column));
        if !has_cell
            && (says || !self.quality.is_empty())
            && let Some(column) = of.first()
        {
            let key = CellKey::new(table.id.clone(), row.clone(), (*column).clone());
            cells.insert(key, Observation::absent(Availability::Blank));
        }
        let any_number =
            cells.iter().any(|(key, cell)| of.contains(&&key.column) && cell.availability.is_known());
        for (key, cell) in cells.iter_mut() {
            if of.contains(&&key.column) && (cell.availability.is_known() || !any_number) {
                cell.quality.clone_from(&self.quality);
            }
            if self.confidential {
                cell.confidentiality = Confidentiality::Confidential;
            }
            cell.note.clone_from(&self.note);
            cell.source.clone_from(&self.source);
        }
    }
}
