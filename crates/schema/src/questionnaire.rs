//! One edition of the questionnaire, checked: nothing optional that is required.

use std::collections::BTreeMap;

use crate::cell::{At, CellKey, Place};
use crate::changes::Changes;
use crate::code::{ColumnCode, EditionId, ListId, ModuleId, RowCode, TableId, Year};
use crate::indicator::Indicator;
use crate::list::{CodeList, Countries};
use crate::relation::Relation;
pub use crate::table::{
    Child, Column, Counts, Field, PublishedLabel, Records, Row, RowRole, Rows, Table, TableKind, ValueKind,
};
use crate::text::{Lang, Texts};
use crate::threshold::Threshold;
use crate::value::code_enum;
use std::fmt;

code_enum! {
    /// Which of the two forms of the questionnaire: the minimum or all of it.
    Profile {
        /// The minimum every State is asked for.
        Core = "core",
        /// Everything.
        Full = "full",
    }
}

code_enum! {
    /// What of a table may be published when the State says nothing else (`domain.md` §6).
    Tier {
        /// Cell by cell.
        Public = "public",
        /// In aggregates over several States only.
        Aggregate = "aggregate",
        /// Never outside the secretariat.
        Restricted = "restricted",
    }
}

code_enum! {
    /// What evidence there is that the real questionnaire asks this (`domain.md` §0.1).
    Evidence {
        /// Established from published data.
        Data = "data",
        /// Read in a source.
        Source = "source",
        /// General knowledge of practice.
        Known = "known",
        /// Inferred: easy to change.
        Inferred = "inferred",
    }
}

/// One edition: its modules, tables, lists, relations, indicators and texts.
#[derive(Clone, Debug)]
pub struct Questionnaire {
    /// The edition.
    pub edition: EditionId,
    /// The first reference year it collects.
    pub first_year: Year,
    /// The edition it replaces.
    pub predecessor: Option<EditionId>,
    /// The languages it is complete in, English first.
    pub languages: Vec<Lang>,
    /// SHA-256 of its structure (tables and lists), in lower-case hexadecimal. Texts, relations and
    /// published labels are not part of it.
    pub fingerprint: String,
    /// Version of texts, relations and labels, in the manner of `2026.1`.
    pub text_version: String,
    /// The modules in order.
    pub modules: Vec<Module>,
    /// All tables by id.
    pub tables: BTreeMap<TableId, Table>,
    /// The code lists by id; `country` among them.
    pub lists: BTreeMap<ListId, CodeList>,
    /// Countries with their regions.
    pub countries: Countries,
    /// The declared checks.
    pub relations: Vec<Relation>,
    /// The figures rules compare with.
    pub thresholds: Vec<Threshold>,
    /// What became of the fields of earlier templates.
    pub changes: Vec<Changes>,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// Labels, definitions, instructions, messages.
    pub texts: Texts,
}

impl Questionnaire {
    /// A table by id.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.get(id)
    }

    /// The tables in the order in which the questionnaire asks them.
    pub fn tables_in_order(&self) -> impl Iterator<Item = &Table> {
        self.modules.iter().flat_map(|module| module.tables.iter()).filter_map(|id| self.tables.get(id))
    }

    /// A list by id.
    pub fn list(&self, id: &str) -> Option<&CodeList> {
        self.lists.get(id)
    }

    /// What became of the fields of a template of an edition; changes of just that version come before general ones.
    pub fn changes_from(&self, edition: &str, fingerprint: Option<&str>) -> Option<&Changes> {
        let of_edition = || self.changes.iter().filter(|changes| changes.edition == edition);
        let exact = fingerprint
            .and_then(|own| of_edition().find(|changes| changes.fingerprint.as_deref() == Some(own)));
        exact.or_else(|| of_edition().find(|changes| changes.fingerprint.is_none()))
    }

    /// The figure a rule compares with, by name.
    pub fn threshold(&self, rule: &str, name: &str) -> Option<f64> {
        let found = self.thresholds.iter().find(|threshold| threshold.rule == rule && threshold.name == name);
        found.map(|threshold| threshold.value)
    }

    /// What kind of value a cell holds; `None` where there is no such cell.
    pub fn kind(&self, key: &CellKey) -> Option<&ValueKind> {
        match &self.tables.get(&key.table)?.kind {
            TableKind::Counts(counts) => {
                let known = match &counts.rows {
                    Rows::Closed(rows) => rows.iter().any(|row| row.code == key.row),
                    Rows::Open { list, .. } => self.lists.get(list)?.contains(key.row.as_str()),
                };
                let column = counts.columns.iter().find(|column| column.code == key.column)?;
                known.then_some(&column.kind)
            }
            TableKind::Fields(fields) => {
                let field = fields.iter().find(|field| field.code == *key.row.as_str())?;
                (key.column == CellKey::VALUE).then_some(&field.kind)
            }
            TableKind::Records(_) => None,
        }
    }

    /// Whether there is such a place in a return; a case may have any reference.
    pub fn has_place(&self, place: &Place) -> bool {
        match &place.at {
            At::Submission => true,
            At::Table(table) | At::Declaration(table, _) => self.tables.contains_key(table),
            At::Cell(key) => self.kind(key).is_some(),
            At::Record(key) => self.tables.get(&key.table).is_some_and(|table| {
                let TableKind::Records(records) = &table.kind else { return false };
                let fields = match &key.child {
                    None => Some(&records.fields),
                    Some((code, _)) => {
                        records.children.iter().find(|child| child.code == *code).map(|child| &child.fields)
                    }
                };
                fields.is_some_and(|fields| {
                    key.field.as_ref().is_none_or(|field| fields.iter().any(|own| own.code == *field))
                })
            }),
        }
    }

    /// The label of a row, field or open key, in a language.
    pub fn row_label(&self, table: &TableId, row: &RowCode, lang: Lang) -> String {
        let Some(table) = self.tables.get(table) else { return row.to_string() };
        match &table.kind {
            TableKind::Counts(counts) => match &counts.rows {
                Rows::Closed(rows) => rows
                    .iter()
                    .find(|candidate| candidate.code == *row)
                    .map_or_else(|| row.to_string(), |row| self.closed_row_label(table, row, lang)),
                Rows::Open { list, .. } => self.code_label(list, row.as_str(), lang),
            },
            TableKind::Fields(_) | TableKind::Records(_) => {
                self.texts.get(lang, &format!("field.{}.{row}", table.id)).to_owned()
            }
        }
    }

    fn closed_row_label(&self, table: &Table, row: &Row, lang: Lang) -> String {
        if row.axes.is_empty() {
            return match &row.list {
                Some(list) => self.code_label(list, row.code.as_str(), lang),
                None => self.texts.get(lang, &format!("row.{}.{}", table.id, row.code)).to_owned(),
            };
        }
        let parts: Vec<_> =
            row.axes.iter().map(|(list, code)| self.code_label(list, code.as_str(), lang)).collect();
        parts.join(" · ")
    }

    /// The label of a code, in a language.
    pub fn code_label(&self, list: &ListId, code: &str, lang: Lang) -> String {
        if *list == "country" {
            return self.countries.name(code, lang).unwrap_or(code).to_owned();
        }
        self.texts.get(lang, &format!("list.{list}.{code}")).to_owned()
    }

    /// The label of a table, in a language.
    pub fn table_label(&self, table: &TableId, lang: Lang) -> String {
        self.texts.get(lang, &format!("table.{table}")).to_owned()
    }

    /// The label of a column of a count table, or of a field of a record, in a language.
    pub fn column_label(&self, table: &TableId, column: &ColumnCode, lang: Lang) -> String {
        let own = [format!("column.{table}.{column}"), format!("field.{table}.{column}")];
        let found = own.iter().find_map(|key| self.texts.find(lang, key));
        found.map_or_else(|| self.texts.get(lang, &format!("column.{column}")).to_owned(), str::to_owned)
    }
}

/// A part of the questionnaire that one institution answers; one sheet of the workbook.
#[derive(Clone, Debug)]
pub struct Module {
    /// The id, and the sheet's name.
    pub id: ModuleId,
    /// Its tables in order.
    pub tables: Vec<TableId>,
}
