//! What was literally in a file, keyed but not yet understood. Workbook and JSON reader meet here.

use std::collections::BTreeMap;

use schema::{
    Changes, ChildCode, ColumnCode, DeclarationItem, Explanation, Findings, Header, Origin, RowCode, TableId,
    Year,
};

/// What was literally in a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    pub(crate) header: Header,
    pub(crate) tables: BTreeMap<TableId, RawTable>,
    /// Corrected rows by year.
    pub(crate) corrections: BTreeMap<Year, BTreeMap<TableId, Vec<RawRow>>>,
    /// Reasons for what rules found strange.
    pub(crate) explanations: Vec<Explanation>,
    /// What became of the fields of the template, where it is an earlier one.
    pub(crate) changes: Option<Changes>,
    /// How many findings are listed at the most.
    pub(crate) most_findings: usize,
    /// What the reader itself has to say.
    pub(crate) findings: Findings,
    /// Whether the reader has more to say than is listed.
    pub(crate) more: bool,
}

impl Draft {
    /// What the file claims to be.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many findings are listed at the most: a limit it was read with.
    pub fn most_findings(&self) -> usize {
        self.most_findings
    }
}

/// A value as it stands in the file.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Raw {
    /// Nothing.
    Blank,
    /// A number of a workbook.
    Number(f64),
    /// A number as it is written: of a JSON document, or one that is another as a float.
    Literal(Box<str>),
    /// A text.
    Text(Box<str>),
    /// True or false.
    Bool(bool),
    /// A date cell.
    Date(chrono::NaiveDate),
    /// An error such as `#REF!`.
    Error(Box<str>),
    /// A formula, with its cached result.
    Formula(Box<str>),
}

impl Raw {
    /// As it was typed.
    pub(crate) fn typed(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Literal(text) | Self::Text(text) | Self::Error(text) | Self::Formula(text) => {
                text.to_string()
            }
            Self::Bool(truth) => truth.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// A value and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct RawCell {
    pub(crate) raw: Raw,
    pub(crate) origin: Origin,
}

/// Several cells that make one answer: the slots of a multiple choice, else one.
pub(crate) type RawAnswer = Vec<RawCell>;

/// A table as it stands in the file.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct RawTable {
    pub(crate) declaration: BTreeMap<DeclarationItem, RawAnswer>,
    pub(crate) rows: Vec<RawRow>,
    pub(crate) records: Vec<RawRecord>,
}

/// A row of a count table, or a field.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct RawRow {
    /// The row's code; for an open row what was chosen.
    pub(crate) code: Option<RowCode>,
    /// Where an open row's code was chosen.
    pub(crate) chosen: Option<RawCell>,
    pub(crate) cells: BTreeMap<ColumnCode, RawAnswer>,
    pub(crate) quality: RawAnswer,
    pub(crate) confidentiality: Option<RawCell>,
    pub(crate) note: Option<RawCell>,
    pub(crate) source: Option<RawCell>,
    pub(crate) reason: Option<RawCell>,
}

/// Answers by field.
pub(crate) type RawAnswers = BTreeMap<ColumnCode, RawAnswer>;

/// An incident.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct RawRecord {
    pub(crate) answers: RawAnswers,
    pub(crate) children: BTreeMap<ChildCode, Vec<RawAnswers>>,
    pub(crate) origin: Option<Origin>,
}

impl RawRow {
    /// What stands in the row, for the finding that takes it along where the row has no place.
    pub(crate) fn content(&self) -> String {
        let facets = self.quality.iter().chain(&self.confidentiality).chain(&self.note).chain(&self.reason);
        let cells = self.chosen.iter().chain(self.cells.values().flatten()).chain(facets);
        crate::values::content(cells.map(|cell| cell.raw.typed()))
    }
}
