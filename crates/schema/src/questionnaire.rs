//! One edition of the questionnaire, checked: nothing optional that is required.

use std::collections::BTreeMap;

use crate::cell::{CellKey, DeclarationItem};
use crate::code::{ChildCode, Code, ColumnCode, EditionId, ListId, ModuleId, RowCode, TableId, Year};
use crate::indicator::Indicator;
use crate::list::{CodeList, Countries};
use crate::relation::Relation;
use crate::text::{Lang, Texts};
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

/// A table of the questionnaire.
#[derive(Clone, Debug)]
pub struct Table {
    /// The id.
    pub id: TableId,
    /// The number shown to people, e.g. `1.2`.
    pub number: String,
    /// The module it belongs to.
    pub module: ModuleId,
    /// What it asks.
    pub kind: TableKind,
    /// In which profile it is asked.
    pub profile: Profile,
    /// The unit of its counts: a code of the list `unit`.
    pub unit: Code,
    /// What may be published of it.
    pub tier: Tier,
    /// What evidence there is for it.
    pub evidence: Evidence,
    /// What it says of itself.
    pub declares: Vec<DeclarationItem>,
    /// Only imports fill it; templates do not ask it.
    pub import_only: bool,
    /// The counted things are persons.
    pub persons: bool,
}

impl Table {
    /// The rows, columns of a count table.
    pub fn counts(&self) -> Option<&Counts> {
        if let TableKind::Counts(counts) = &self.kind { Some(counts) } else { None }
    }

    /// The fields of a fields table.
    pub fn fields(&self) -> Option<&[Field]> {
        if let TableKind::Fields(fields) = &self.kind { Some(fields) } else { None }
    }

    /// The record form of a record table.
    pub fn records(&self) -> Option<&Records> {
        if let TableKind::Records(records) = &self.kind { Some(records) } else { None }
    }

    /// Whether a profile asks it.
    pub fn asked_in(&self, profile: Profile) -> bool {
        !self.import_only && (profile == Profile::Full || self.profile == Profile::Core)
    }
}

/// The three kinds of table.
#[derive(Clone, Debug)]
pub enum TableKind {
    /// Coded rows and columns.
    Counts(Counts),
    /// Single answers.
    Fields(Vec<Field>),
    /// Open rows: incidents.
    Records(Records),
}

/// Rows and columns of a count table.
#[derive(Clone, Debug)]
pub struct Counts {
    /// The rows.
    pub rows: Rows,
    /// The columns; most tables have one, [`CellKey::COUNT`].
    pub columns: Vec<Column>,
}

impl Counts {
    /// The closed rows; empty for open keys.
    pub fn closed(&self) -> &[Row] {
        if let Rows::Closed(rows) = &self.rows { rows } else { &[] }
    }

    /// The total row.
    pub fn total(&self) -> Option<&Row> {
        self.closed().iter().find(|row| row.role == RowRole::Total)
    }

    /// The rows whose sum is the total: neither total, nor part of a subtotal, nor a neutral key of imports.
    pub fn parts(&self) -> impl Iterator<Item = &Row> {
        self.closed()
            .iter()
            .filter(|row| row.role != RowRole::Total && row.parent.is_none() && !row.import_only)
    }

    /// The rows that are parts of a subtotal.
    pub fn parts_of<'a>(&'a self, subtotal: &'a RowCode) -> impl Iterator<Item = &'a Row> {
        self.closed().iter().filter(move |row| row.parent.as_ref() == Some(subtotal) && !row.import_only)
    }
}

/// The rows of a count table.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Fixed rows.
    Closed(Vec<Row>),
    /// The State chooses the keys from a list.
    Open {
        /// The list.
        list: ListId,
        /// How many rows the template offers.
        most: u16,
    },
}

code_enum! {
    /// What a row is to the sum of its table.
    RowRole {
        /// An ordinary class.
        Item = "item",
        /// The class "unknown", where a remainder belongs.
        Unknown = "unknown",
        /// A sum of the rows that name it as parent.
        Subtotal = "subtotal",
        /// The total of the table.
        Total = "total",
    }
}

/// A closed row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The code.
    pub code: RowCode,
    /// The list its code and label come from; `None` where the table labels its own rows.
    pub list: Option<ListId>,
    /// The codes on each axis, where the row is a combination.
    pub axes: Vec<(ListId, Code)>,
    /// What it is to the sum.
    pub role: RowRole,
    /// The subtotal it is part of.
    pub parent: Option<RowCode>,
    /// In which profile it is asked.
    pub profile: Profile,
    /// A neutral key that only imports fill.
    pub import_only: bool,
    /// How published files name it.
    pub published: Vec<PublishedLabel>,
}

/// How a published file names a row, exactly, typos included.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PublishedLabel {
    /// The year of the file, e.g. `2022`; `None` for all.
    pub vintage: Option<String>,
    /// The column `Indicator`.
    pub indicator: String,
    /// The column `Dimension`.
    pub dimension: String,
    /// The column `Category`.
    pub category: String,
    /// The column `Sex`.
    pub sex: String,
    /// The column `Age`.
    pub age: String,
}

/// A column of a count table, or a field of a record.
#[derive(Clone, Debug)]
pub struct Column {
    /// The code.
    pub code: ColumnCode,
    /// What it holds.
    pub kind: ValueKind,
    /// Must be answered before submission.
    pub required: bool,
    /// Personal data: never published, never logged.
    pub personal: bool,
}

/// A field of a fields table. Its row code is its code; its column is [`CellKey::VALUE`].
pub type Field = Column;

/// What an answer is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ValueKind {
    /// A whole number in the table's unit, 0 ..= 2^53 − 1.
    Count,
    /// Per cent, 0 ..= 100.
    Share,
    /// An amount of money.
    Amount,
    /// Text of at most so many characters.
    Text {
        /// The limit.
        most: u32,
    },
    /// A calendar date.
    Date,
    /// One code.
    Code {
        /// The list.
        list: ListId,
    },
    /// Several codes.
    Codes {
        /// The list.
        list: ListId,
        /// How many cells the template offers.
        slots: u16,
    },
}

impl ValueKind {
    /// The list its codes come from.
    pub fn list(&self) -> Option<&ListId> {
        match self {
            Self::Code { list } | Self::Codes { list, .. } => Some(list),
            _ => None,
        }
    }

    /// Whether the answer is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Count | Self::Share | Self::Amount)
    }
}

/// A record table: incidents and their child tables.
#[derive(Clone, Debug)]
pub struct Records {
    /// The field that holds the State's reference of the case.
    pub key: ColumnCode,
    /// The fields of a case.
    pub fields: Vec<Column>,
    /// The child tables.
    pub children: Vec<Child>,
}

/// A child table of a record table: lines that belong to a case.
#[derive(Clone, Debug)]
pub struct Child {
    /// The code.
    pub code: ChildCode,
    /// The fields of a line.
    pub fields: Vec<Column>,
}
