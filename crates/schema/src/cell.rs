//! Places for answers, named the same in file, JSON path, database, message and export.

use std::fmt;

use crate::code::{CaseReference, ChildCode, ColumnCode, RowCode, TableId, Year};

/// One cell of a count table or one field of a fields table (whose column is [`CellKey::VALUE`]).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CellKey {
    /// The table.
    pub table: TableId,
    /// The row of a count table, the field of a fields table, or the open key (a country).
    pub row: RowCode,
    /// The column.
    pub column: ColumnCode,
}

impl CellKey {
    /// The column of a count table with a single count, and the default of one.
    pub const COUNT: &'static str = "COUNT";
    /// The one column of a fields table.
    pub const VALUE: &'static str = "VALUE";

    /// Names a cell.
    pub fn new(table: impl Into<TableId>, row: impl Into<RowCode>, column: impl Into<ColumnCode>) -> Self {
        Self { table: table.into(), row: row.into(), column: column.into() }
    }

    /// The cell of a single-count table.
    pub fn count(table: impl Into<TableId>, row: impl Into<RowCode>) -> Self {
        Self::new(table, row, Self::COUNT)
    }

    /// The cell of a field.
    pub fn field(table: impl Into<TableId>, field: impl Into<RowCode>) -> Self {
        Self::new(table, field, Self::VALUE)
    }

    /// Reads `TABLE/ROW` (column `COUNT`) or `TABLE/ROW/COLUMN`; `None` for any other form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('/');
        let (table, row) = (parts.next()?, parts.next()?);
        let column = parts.next().unwrap_or(Self::COUNT);
        let whole = parts.next().is_none() && ![table, row, column].iter().any(|part| part.is_empty());
        whole.then(|| Self::new(table, row, column))
    }
}

/// `TABLE/ROW` where the column is `COUNT`, else `TABLE/ROW/COLUMN`; [`CellKey::parse`] reads it back.
impl fmt::Display for CellKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.table, self.row)?;
        if self.column == Self::COUNT { Ok(()) } else { write!(out, "/{}", self.column) }
    }
}

/// A cell of some year: what an answer "included in …" points to. Text form `TABLE/ROW[/COLUMN][@YEAR]`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pointer {
    /// The reference year; `None` is the year of the return itself.
    pub year: Option<Year>,
    /// The cell that holds the number.
    pub cell: CellKey,
}

impl Pointer {
    /// Reads the text form; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (cell, year) = match text.trim().split_once('@') {
            Some((cell, year)) => (cell, Some(year.trim().parse().ok()?)),
            None => (text, None),
        };
        Some(Self { year, cell: CellKey::parse(cell)? })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cell.fmt(out)?;
        self.year.map_or(Ok(()), |year| write!(out, "@{year}"))
    }
}

/// What a table says of itself as a whole. The text form is `_` and the name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DeclarationItem {
    /// Whether the table is reported, not available, not applicable, or there was no such case.
    Status,
    /// What a blank cell of the table means: zero or not available.
    Blanks,
    /// Which arms a breakdown covers: all of the headline, criminal offences only, some institutions, other.
    Scope,
    /// The scope in words.
    ScopeNote,
    /// The institutions that supplied the table.
    Institution,
    /// Whether last cycle's figures of the table were confirmed or revised.
    Review,
    /// What the State allows to be published of the table.
    Consent,
    /// Anything else about the table: coverage, source system, reasons.
    Note,
}

impl DeclarationItem {
    /// All items, in the order in which the workbook shows them.
    pub const ALL: [Self; 8] = [
        Self::Status,
        Self::Blanks,
        Self::Scope,
        Self::ScopeNote,
        Self::Institution,
        Self::Review,
        Self::Consent,
        Self::Note,
    ];

    /// The name, e.g. `scope_note`: the key in definitions and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Blanks => "blanks",
            Self::Scope => "scope",
            Self::ScopeNote => "scope_note",
            Self::Institution => "institution",
            Self::Review => "review",
            Self::Consent => "consent",
            Self::Note => "note",
        }
    }

    /// The item of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.name() == name)
    }

    /// The code list its answer comes from; `None` where it is free text.
    pub fn list(self) -> Option<&'static str> {
        match self {
            Self::Status => Some("table-status"),
            Self::Blanks => Some("blanks"),
            Self::Scope => Some("scope"),
            Self::Institution => Some("institution"),
            Self::Review => Some("review"),
            Self::Consent => Some("consent"),
            Self::ScopeNote | Self::Note => None,
        }
    }
}

/// One answer in an incident record, or in a numbered line of one of its child tables.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordKey {
    /// The record table.
    pub table: TableId,
    /// The State's reference of the case.
    pub case: CaseReference,
    /// The child table and the line in it, counted from 1; `None` for the case itself.
    pub child: Option<(ChildCode, u32)>,
    /// The field; `None` for the whole record or line.
    pub field: Option<ColumnCode>,
}

impl RecordKey {
    /// The record of `case]`, `case]/FIELD` or `case].CHILD[2]/FIELD`; a reference may itself hold brackets.
    fn parse(table: &str, text: &str) -> Option<Self> {
        let (record, field) = match text.rsplit_once("]/").filter(|(_, field)| !field.contains(']')) {
            Some((record, field)) => (record, Some(field.into())),
            None => (text.strip_suffix(']')?, None),
        };
        let line = record.rsplit_once("].").and_then(|(case, line)| {
            let (child, number) = line.split_once('[')?;
            Some((case, (child.into(), number.parse().ok()?)))
        });
        let (case, child) = line.map_or((record, None), |(case, child)| (case, Some(child)));
        Some(Self { table: table.into(), case: case.into(), child, field })
    }
}

/// Where in a return.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum At {
    /// The submission as a whole, or a part of the file that belongs to no table.
    Submission,
    /// A table as a whole.
    Table(TableId),
    /// What a table says of itself.
    Declaration(TableId, DeclarationItem),
    /// A cell.
    Cell(CellKey),
    /// An answer in a record.
    Record(RecordKey),
}

/// A place: the reference year and where in that year's return.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The reference year.
    pub year: Year,
    /// Where in the return of that year.
    pub at: At,
}

impl Place {
    /// A place in the return of a year.
    pub fn new(year: Year, at: At) -> Self {
        Self { year, at }
    }

    /// The place of a stable text, such as explanations name.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, at) = text.split_once(':').map_or((text, None), |(year, at)| (year, Some(at)));
        let at = match at {
            None => At::Submission,
            Some(at) => match (at.split_once('['), at.split_once('/')) {
                (Some((table, record)), _) => At::Record(RecordKey::parse(table, record)?),
                (None, None) => At::Table(at.into()),
                (None, Some((table, item))) => match item.strip_prefix('_') {
                    Some(item) => At::Declaration(table.into(), DeclarationItem::from_name(item)?),
                    None => At::Cell(CellKey::parse(at)?),
                },
            },
        };
        Some(Self::new(year.parse().ok()?, at))
    }

    /// The table, where the place has one.
    pub fn table(&self) -> Option<&TableId> {
        match &self.at {
            At::Submission => None,
            At::Table(table) | At::Declaration(table, _) => Some(table),
            At::Cell(cell) => Some(&cell.table),
            At::Record(record) => Some(&record.table),
        }
    }
}

/// Stable text: `2025`, `2025:SZ.TYPE`, `2025:SZ.TYPE/_scope`, `2025:SZ.TYPE/PISTOL`,
/// `2025:SIG[case]`, `2025:SIG[case].ARMS[2]/COUNT`. Explanations are bound to it.
impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.year)?;
        match &self.at {
            At::Submission => Ok(()),
            At::Table(table) => write!(out, ":{table}"),
            At::Declaration(table, item) => write!(out, ":{table}/_{}", item.name()),
            At::Cell(cell) => write!(out, ":{cell}"),
            At::Record(record) => {
                write!(out, ":{}[{}]", record.table, record.case)?;
                if let Some((child, line)) = &record.child {
                    write!(out, ".{child}[{line}]")?;
                }
                record.field.as_ref().map_or(Ok(()), |field| write!(out, "/{field}"))
            }
        }
    }
}
