//! A filled copy of the questionnaire: one year's response, and the submission that carries it.

use std::collections::BTreeMap;

use crate::cell::{At, CellKey, DeclarationItem};
use crate::code::{CaseReference, ChildCode, Code, ColumnCode, CountryCode, EditionId, TableId, Year};
use crate::explanation::Explanation;
use crate::questionnaire::Profile;
use crate::text::Lang;
use crate::value::{Observation, Origin, Value, code_enum};
use std::fmt;

code_enum! {
    /// What a table says of itself (code list `table-status`).
    TableStatus {
        /// The table is reported.
        Reported = "REPORTED",
        /// The data exist, but are not recorded or not available.
        NotAvailable = "NOT_AVAILABLE",
        /// The table cannot apply to the State.
        NotApplicable = "NOT_APPLICABLE",
        /// There was no such case: every cell is a stated zero.
        NoSuchCase = "NO_SUCH_CASE",
    }
}

code_enum! {
    /// What blank cells of a reported table mean (code list `blanks`).
    Blanks {
        /// Blank cells are zero.
        Zero = "ZERO",
        /// Blank cells are not available.
        NotAvailable = "NOT_AVAILABLE",
    }
}

code_enum! {
    /// Which arms a breakdown covers (code list `scope`).
    Scope {
        /// All arms of the headline.
        All = "ALL",
        /// Arms seized for criminal offences only.
        CriminalOffences = "CRIMINAL",
        /// The arms of some institutions only.
        SomeInstitutions = "SOME_INSTITUTIONS",
        /// Something else, said in the scope note.
        Other = "OTHER",
    }
}

code_enum! {
    /// Whether last cycle's figures of a table were looked at again (code list `review`).
    Review {
        /// Confirmed.
        Confirmed = "CONFIRMED",
        /// Revised.
        Revised = "REVISED",
        /// Not reviewed.
        NotReviewed = "NOT_REVIEWED",
    }
}

/// What a table says of itself, item by item.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Declaration {
    /// The answers given; an item not answered is absent or blank.
    pub items: BTreeMap<DeclarationItem, Observation>,
}

impl Declaration {
    fn code(&self, item: DeclarationItem) -> Option<&str> {
        let value = self.items.get(&item)?.value.as_ref()?;
        value.codes().first().map(Code::as_str)
    }

    fn text(&self, item: DeclarationItem) -> Option<&str> {
        self.items.get(&item)?.value.as_ref()?.text()
    }

    /// The table's status.
    pub fn status(&self) -> Option<TableStatus> {
        self.code(DeclarationItem::Status).and_then(TableStatus::from_code)
    }

    /// What blanks mean.
    pub fn blanks(&self) -> Option<Blanks> {
        self.code(DeclarationItem::Blanks).and_then(Blanks::from_code)
    }

    /// Which arms are covered.
    pub fn scope(&self) -> Option<Scope> {
        self.code(DeclarationItem::Scope).and_then(Scope::from_code)
    }

    /// Whether last cycle's figures were reviewed.
    pub fn review(&self) -> Option<Review> {
        self.code(DeclarationItem::Review).and_then(Review::from_code)
    }

    /// The institutions that supplied the table.
    pub fn institutions(&self) -> &[Code] {
        self.items
            .get(&DeclarationItem::Institution)
            .and_then(|observation| observation.value.as_ref())
            .map_or(&[], Value::codes)
    }

    /// The code of the State's consent to publication.
    pub fn consent(&self) -> Option<&str> {
        self.code(DeclarationItem::Consent)
    }

    /// The scope in words.
    pub fn scope_note(&self) -> Option<&str> {
        self.text(DeclarationItem::ScopeNote)
    }

    /// The note on the table.
    pub fn note(&self) -> Option<&str> {
        self.text(DeclarationItem::Note)
    }
}

/// The answers of one record or of one line of a child table.
pub type Answers = BTreeMap<ColumnCode, Observation>;

/// One incident.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Record {
    /// The answers of the case itself, its reference among them.
    pub answers: Answers,
    /// The lines of each child table, in the order given.
    pub children: BTreeMap<ChildCode, Vec<Answers>>,
    /// Where the record stands.
    pub origin: Option<Origin>,
}

impl Record {
    /// The case reference: the text answer of the key field, or `#n` with its position (from 1) where it is missing.
    pub fn case(&self, key: &ColumnCode, position: usize) -> CaseReference {
        match self.answers.get(key).and_then(|answer| answer.value.as_ref()) {
            Some(value) => CaseReference::from(value.to_string()),
            None => CaseReference::from(format!("#{position}")),
        }
    }
}

/// One State's answers for one reference year.
#[derive(Clone, PartialEq, Debug)]
pub struct Response {
    /// The edition under which the answers are read.
    pub edition: EditionId,
    /// The reporting State.
    pub country: CountryCode,
    /// The reference year.
    pub year: Year,
    /// What each table says of itself.
    pub declarations: BTreeMap<TableId, Declaration>,
    /// The cells of count tables and fields.
    pub cells: BTreeMap<CellKey, Observation>,
    /// The records of record tables, in the order given.
    pub records: BTreeMap<TableId, Vec<Record>>,
}

impl Response {
    /// A response with no answers.
    pub fn new(edition: EditionId, country: CountryCode, year: Year) -> Self {
        Self {
            edition,
            country,
            year,
            declarations: BTreeMap::new(),
            cells: BTreeMap::new(),
            records: BTreeMap::new(),
        }
    }

    /// The observation of a cell.
    pub fn cell(&self, key: &CellKey) -> Option<&Observation> {
        self.cells.get(key)
    }

    /// The count of a cell, if one is known.
    pub fn count(&self, key: &CellKey) -> Option<u64> {
        self.cells.get(key).and_then(Observation::count)
    }

    /// The cells of one table, by row and column code.
    pub fn table<'a>(&'a self, table: &'a TableId) -> impl Iterator<Item = (&'a CellKey, &'a Observation)> {
        let first = CellKey::new(table.clone(), "", "");
        self.cells.range(first..).take_while(move |(key, _)| key.table == *table)
    }

    /// What a table says of itself.
    pub fn declaration(&self, table: &TableId) -> Option<&Declaration> {
        self.declarations.get(table)
    }

    /// Takes out every answer of the tables that are not asked for.
    pub fn keep_tables(&mut self, asked: impl Fn(&TableId) -> bool) {
        self.cells.retain(|key, _| asked(&key.table));
        self.declarations.retain(|table, _| asked(table));
        self.records.retain(|table, _| asked(table));
    }

    /// Where the answer at a place was read. An answer of a record is asked of the record itself, since two records may
    /// stand under one reference.
    pub fn origin(&self, at: &At) -> Option<Origin> {
        match at {
            At::Submission | At::Table(_) | At::Record(_) => None,
            At::Declaration(table, item) => self.declarations.get(table)?.items.get(item)?.origin.clone(),
            At::Cell(cell) => self.cells.get(cell)?.origin.clone(),
        }
    }
}

/// A cell of an earlier year, given again with a reason.
#[derive(Clone, PartialEq, Debug)]
pub struct Corrected {
    /// The new answer.
    pub observation: Observation,
    /// Why (code list `correction-reason`); required, so `None` is a finding.
    pub reason: Option<Code>,
}

/// The head of a submission: what it claims to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// The edition.
    pub edition: EditionId,
    /// The reporting State.
    pub country: CountryCode,
    /// The year of the cycle in which it is sent.
    pub cycle: Year,
    /// The reference year.
    pub year: Year,
    /// The language of the file.
    pub language: Lang,
    /// Which tables the file asks for.
    pub profile: Profile,
    /// The fingerprint of the template's structure; `None` in JSON.
    pub template: Option<String>,
}

/// One file or document of a State in a cycle.
#[derive(Clone, PartialEq, Debug)]
pub struct Submission {
    /// What it claims to be.
    pub header: Header,
    /// The answers for the cycle's reference year.
    pub response: Response,
    /// Corrections of earlier years, cell by cell.
    pub corrections: BTreeMap<Year, BTreeMap<CellKey, Corrected>>,
    /// Reasons for what rules found strange.
    pub explanations: Vec<Explanation>,
}

impl Submission {
    /// Answers for one year, without corrections and explanations.
    pub fn of(header: Header, response: Response) -> Self {
        Self { header, response, corrections: BTreeMap::new(), explanations: Vec::new() }
    }
}
