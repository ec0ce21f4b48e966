//! Tables: count tables, fields, records.

use std::fmt;

use crate::cell::{CellKey, DeclarationItem};
use crate::code::{ChildCode, Code, ColumnCode, ListId, ModuleId, RowCode, TableId};
use crate::questionnaire::{Evidence, Profile, Tier};
use crate::value::code_enum;

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
    /// The unit of its counts, unless a column has its own: a code of the list `unit`.
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

    /// The unit of a column: its own, or else the table's.
    pub fn unit_of(&self, column: &str) -> &Code {
        let columns = self.counts().map(|counts| counts.columns.as_slice()).unwrap_or_default();
        let own = columns.iter().find(|candidate| candidate.code == *column);
        own.and_then(|column| column.unit.as_ref()).unwrap_or(&self.unit)
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

    /// The rows that published files merge under one label with the rows that neutral keys stand for.
    pub fn merged(&self, neutral: &[CellKey]) -> Vec<RowCode> {
        let base = |key: &CellKey| {
            let code = key.row.as_str();
            let base = code.strip_suffix("_A").or_else(|| code.strip_suffix("_B"))?;
            self.closed().iter().find(|row| row.code == *base)
        };
        let labels: Vec<&PublishedLabel> =
            neutral.iter().filter_map(base).flat_map(|row| &row.published).collect();
        let shares = |row: &&Row| row.published.iter().any(|label| labels.contains(&label));
        self.closed()
            .iter()
            .filter(|row| !row.import_only)
            .filter(shares)
            .map(|row| row.code.clone())
            .collect()
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
    /// Small counts are masked when they are published: a few arms linked to terrorism may show an open case.
    pub sensitive: bool,
    /// How published files name it.
    pub published: Vec<PublishedLabel>,
}

impl Row {
    /// Whether the form of a profile asks it.
    pub fn asked_in(&self, profile: Profile) -> bool {
        !self.import_only && (profile == Profile::Full || self.profile == Profile::Core)
    }
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
    /// Its unit, where that is not the table's: a code of the list `unit`.
    pub unit: Option<Code>,
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
