//! The types of the frame: those of the draft without sharing, sheet names in a table of their own.

use std::collections::BTreeMap;

use schema::{
    CaseReference, ChildCode, Code, ColumnCode, CountryCode, EditionId, ListId, RowCode, RuleCode, TableId,
    Year,
};
use serde::{Deserialize, Serialize};

use crate::error::IntakeError;

/// What goes over.
pub(super) type Wire = Result<Draft, IntakeError>;

#[derive(Serialize, Deserialize)]
pub(super) struct Draft {
    /// The fingerprint of the questionnaire it was read with.
    pub(super) fingerprint: String,
    pub(super) header: Header,
    /// The names of sheets that origins point to.
    pub(super) sheets: Vec<String>,
    pub(super) tables: BTreeMap<TableId, Table>,
    pub(super) corrections: BTreeMap<Year, BTreeMap<TableId, Vec<Row>>>,
    pub(super) explanations: Vec<Explanation>,
    /// The edition of the template, where what became of its fields matters.
    pub(super) changes: Option<EditionId>,
    pub(super) most_findings: usize,
    pub(super) findings: Vec<Finding>,
    pub(super) not_evaluable: Vec<(RuleCode, Place, Vec<Cell>)>,
    pub(super) more: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) edition: EditionId,
    pub(super) country: CountryCode,
    pub(super) cycle: Year,
    pub(super) year: Year,
    pub(super) language: String,
    pub(super) profile: String,
    pub(super) template: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Origin {
    Sheet { sheet: usize, row: u32, column: u32 },
    Pointer(String),
    Line(u64),
}

#[derive(Serialize, Deserialize)]
pub(super) enum Raw {
    Blank,
    Number(f64),
    Literal(Box<str>),
    Text(Box<str>),
    Bool(bool),
    /// Days of the common era.
    Date(i32),
    Error(Box<str>),
    Formula(Box<str>),
}

pub(super) type RawCell = (Raw, Origin);
pub(super) type Answer = Vec<RawCell>;
pub(super) type Answers = BTreeMap<ColumnCode, Answer>;

#[derive(Serialize, Deserialize)]
pub(super) struct Table {
    /// Declarations by the name of the item.
    pub(super) declaration: BTreeMap<String, Answer>,
    pub(super) rows: Vec<Row>,
    pub(super) records: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) code: Option<RowCode>,
    pub(super) chosen: Option<RawCell>,
    pub(super) cells: Answers,
    pub(super) quality: Answer,
    pub(super) confidentiality: Option<RawCell>,
    pub(super) note: Option<RawCell>,
    pub(super) source: Option<RawCell>,
    pub(super) reason: Option<RawCell>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) answers: Answers,
    pub(super) children: BTreeMap<ChildCode, Vec<Answers>>,
    pub(super) origin: Option<Origin>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Explanation {
    pub(super) code: RuleCode,
    pub(super) place: String,
    pub(super) judged: Option<String>,
    pub(super) rule_version: Option<String>,
    pub(super) text: String,
    pub(super) origin: Option<Origin>,
}

pub(super) type Cell = (TableId, RowCode, ColumnCode);

#[derive(Serialize, Deserialize)]
pub(super) enum At {
    Submission,
    Table(TableId),
    /// Table and name of the item.
    Declaration(TableId, String),
    Cell(Cell),
    Record {
        table: TableId,
        case: CaseReference,
        child: Option<(ChildCode, u32)>,
        field: Option<ColumnCode>,
    },
}

pub(super) type Place = (Year, At);

/// An argument; no list holds lists, so that no frame nests without end.
#[derive(Serialize, Deserialize)]
pub(super) enum Arg {
    One(Single),
    List(Vec<Single>),
}

#[derive(Serialize, Deserialize)]
pub(super) enum Single {
    Number(f64),
    Count(u64),
    Text(String),
    Code(ListId, Code),
    Cell(Cell),
    Table(TableId),
}

#[derive(Serialize, Deserialize)]
pub(super) struct Finding {
    pub(super) code: RuleCode,
    pub(super) outcome: String,
    pub(super) severity: String,
    pub(super) gate: String,
    pub(super) locations: Vec<(Place, Option<Origin>)>,
    pub(super) args: BTreeMap<String, Arg>,
}
