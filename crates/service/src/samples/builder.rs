//! Puts figures into a response.

use std::collections::BTreeMap;

use schema::questionnaire::{Column, Rows, ValueKind};
use schema::{CellKey, DeclarationItem, Observation, Questionnaire, Response, TableKind, Value};

pub(super) struct Builder<'a> {
    pub(super) questionnaire: &'a Questionnaire,
    pub(super) response: Response,
}

/// Divides a whole by weights, without a remainder; the largest share takes what rounding leaves.
pub(super) fn split<'a>(whole: u64, weights: &[(&'a str, u64)]) -> Vec<(&'a str, u64)> {
    let sum: u64 = weights.iter().map(|(_, weight)| weight).sum();
    let mut parts: Vec<_> = weights.iter().map(|(row, weight)| (*row, whole * weight / sum.max(1))).collect();
    let rest = whole - parts.iter().map(|(_, count)| count).sum::<u64>();
    if let Some((_, largest)) = parts.iter_mut().max_by_key(|(_, count)| *count) {
        *largest += rest;
    }
    parts
}

impl Builder<'_> {
    /// Sets a cell where the questionnaire has it.
    fn set(&mut self, key: CellKey, value: Value) {
        if self.questionnaire.kind(&key).is_some() {
            self.response.cells.insert(key, Observation::of(value));
        }
    }

    pub(super) fn count(&mut self, table: &str, row: &str, count: u64) {
        self.set(CellKey::count(table, row), Value::Count(count));
    }

    pub(super) fn get(&self, table: &str, row: &str) -> u64 {
        self.response.count(&CellKey::count(table, row)).unwrap_or_default()
    }

    pub(super) fn field(&mut self, table: &str, field: &str, value: Value) {
        self.set(CellKey::field(table, field), value);
    }

    pub(super) fn note(&mut self, table: &str, row: &str, note: &str) {
        if let Some(cell) = self.response.cells.get_mut(&CellKey::count(table, row)) {
            cell.note = Some(note.into());
        }
    }

    /// Divides a whole over rows.
    pub(super) fn parts(&mut self, table: &str, whole: u64, weights: &[(&str, u64)]) {
        for (row, count) in split(whole, weights) {
            self.count(table, row, count);
        }
    }

    /// Divides a whole over rows and sets the total.
    pub(super) fn table(&mut self, table: &str, whole: u64, weights: &[(&str, u64)]) {
        self.parts(table, whole, weights);
        self.count(table, "TOTAL", whole);
    }

    /// Answers every table that has no answer yet, in small figures.
    pub(super) fn fill_the_rest(&mut self, arms: u64) {
        let questionnaire = self.questionnaire;
        for table in questionnaire.tables_in_order().filter(|table| !table.import_only) {
            if self.response.table(&table.id).next().is_some() {
                continue;
            }
            match &table.kind {
                TableKind::Counts(counts) => match &counts.rows {
                    Rows::Closed(rows) => {
                        for (nth, row) in (0..).zip(rows.iter().filter(|row| !row.import_only)) {
                            self.row(table.id.as_str(), row.code.as_str(), &counts.columns, arms, nth);
                        }
                    }
                    Rows::Open { .. } => {
                        for (index, country) in ["XDB", "XDC", "XDE"].into_iter().enumerate() {
                            let arms = arms / (2 + u64::try_from(index).unwrap_or_default());
                            self.row(table.id.as_str(), country, &counts.columns, arms, 0);
                        }
                    }
                },
                TableKind::Fields(fields) => {
                    for field in fields {
                        let value = self.answer(field, arms, 0);
                        self.set(CellKey::field(table.id.clone(), field.code.as_str()), value);
                    }
                }
                TableKind::Records(_) => {}
            }
        }
    }

    fn row(&mut self, table: &str, row: &str, columns: &[Column], arms: u64, nth: u64) {
        for (column, place) in columns.iter().zip(nth * 3..) {
            let value = self.answer(column, arms, place);
            self.set(CellKey::new(table, row, column.code.clone()), value);
        }
    }

    /// An answer of the kind asked: small figures that differ by place, the first code, a short text.
    fn answer(&self, column: &Column, arms: u64, place: u64) -> Value {
        match &column.kind {
            ValueKind::Count => Value::Count(arms / (29 + 2 * place) + 1),
            ValueKind::Share => Value::Decimal(12.5),
            ValueKind::Amount => Value::Decimal(match column.code.as_str() {
                "LOW" => 150.0,
                "TYPICAL" => 320.0,
                _ => 610.5,
            }),
            ValueKind::Text { .. } => Value::Text("Invented for the demonstration".into()),
            ValueKind::Date => self.date(column.code.as_str()),
            ValueKind::Code { list } => Value::Code(self.first_code(list.as_str())),
            ValueKind::Codes { list, .. } => Value::Codes(vec![self.first_code(list.as_str())]),
        }
    }

    fn first_code(&self, list: &str) -> schema::Code {
        match list {
            "currency" => "USD".into(),
            "country" => "XDB".into(),
            _ => {
                let codes = self.questionnaire.list(list).and_then(|list| list.codes.first());
                codes.cloned().unwrap_or_else(|| "UNK".into())
            }
        }
    }

    /// The first or last day of the reference year.
    fn date(&self, field: &str) -> Value {
        let (month, day) = if field == "END" { (12, 31) } else { (1, 1) };
        let date = chrono::NaiveDate::from_ymd_opt(i32::from(self.response.year), month, day);
        Value::Date(date.unwrap_or_default())
    }

    /// Says of every table what it covers and who supplied it.
    pub(super) fn declare(&mut self) {
        for table in self.questionnaire.tables_in_order().filter(|table| !table.import_only) {
            let mut items = BTreeMap::new();
            for item in &table.declares {
                let value = match item {
                    DeclarationItem::Status => Value::Code("REPORTED".into()),
                    DeclarationItem::Blanks => Value::Code("ZERO".into()),
                    DeclarationItem::Scope => Value::Code("ALL".into()),
                    DeclarationItem::Institution => Value::Codes(vec!["POLICE".into()]),
                    DeclarationItem::Review => Value::Code("CONFIRMED".into()),
                    DeclarationItem::Consent => Value::Code("PUBLIC".into()),
                    DeclarationItem::ScopeNote | DeclarationItem::Note => continue,
                };
                items.insert(*item, Observation::of(value));
            }
            if !items.is_empty() {
                self.response.declarations.insert(table.id.clone(), schema::Declaration { items });
            }
        }
    }
}
