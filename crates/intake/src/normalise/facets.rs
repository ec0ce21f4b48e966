//! What stands once a row and holds for all its cells: quality, confidentiality, note, source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::questionnaire::{Column, ValueKind};
use schema::{
    At, Availability, CellKey, Code, Confidentiality, Observation, Quality, RowCode, Table, Value, Year,
};

use super::{Work, as_answer, value};
use crate::draft::RawRow;
use crate::values;

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
            let (reading, remarks) = values::read_plain(work.codes, &kind, &cells);
            work.say(&At::Cell(key.clone()), year, &cells, remarks);
            value(reading)
        };
        let quality = read(self, ValueKind::Codes { list: "quality".into(), slots: 1 }, raw.quality.clone());
        let confidentiality = read(
            self,
            ValueKind::Code { list: "confidentiality".into() },
            as_answer(raw.confidentiality.as_ref()),
        );
        let note = read(self, ValueKind::Text { most: 2_000 }, as_answer(raw.note.as_ref()));
        let source = read(self, ValueKind::Text { most: 60 }, as_answer(raw.source.as_ref()));
        let text = |value: Option<Value>| value.and_then(|value| value.text().map(Arc::from));
        Facets {
            quality: quality
                .iter()
                .flat_map(Value::codes)
                .filter_map(|code| Quality::from_code(code.as_str()))
                .collect(),
            confidential: confidentiality
                .iter()
                .flat_map(Value::codes)
                .any(|code: &Code| *code == Confidentiality::Confidential.code()),
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
        let says = !self.quality.is_empty() || self.confidential || self.note.is_some();
        if cells.is_empty()
            && says
            && let Some(column) = columns.first()
        {
            let key = CellKey::new(table.id.clone(), row.clone(), column.code.clone());
            cells.insert(key, Observation::absent(Availability::Blank));
        }
        // Where a table has no numbers, the answers are what the quality is of.
        let numbers = columns.iter().filter(|column| column.kind.is_number());
        let mut of: BTreeSet<_> = numbers.map(|column| &column.code).collect();
        if of.is_empty() {
            of = columns.iter().map(|column| &column.code).collect();
        }
        let any_number =
            cells.iter().any(|(key, cell)| of.contains(&key.column) && cell.availability.is_known());
        for (key, cell) in cells.iter_mut() {
            if of.contains(&key.column) && (cell.availability.is_known() || !any_number) {
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
