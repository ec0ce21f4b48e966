//! What stands at a place: a value, its status in three facets, and where it came from.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::cell::Pointer;
use crate::code::Code;

/// The largest count: 2^53 − 1, the largest integer that JSON and spreadsheets keep exactly.
pub const LARGEST_COUNT: u64 = (1 << 53) - 1;

macro_rules! code_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// All, in the order of the code list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code used in files, JSON, SQL and exports.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The member with a code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(self.code())
            }
        }
    };
}
pub(crate) use code_enum;

code_enum! {
    /// First facet of a status: whether there is a number (`domain.md` CL-STATUS).
    Availability {
        /// A value was reported; a count greater than zero.
        Reported = "V",
        /// Zero, stated by the State.
        Zero = "Z",
        /// Zero in an imported publication, never confirmed by the State. Only imports create it.
        ZeroUnconfirmed = "ZU",
        /// Exists, but is not recorded or not available.
        NotAvailable = "NAV",
        /// Cannot exist.
        NotApplicable = "NAP",
        /// Included in another cell, to which a pointer leads.
        Included = "INC",
        /// Not answered.
        Blank = "BLK",
    }
}

impl Availability {
    /// Whether a number stands there: V, Z or ZU.
    pub fn is_known(self) -> bool {
        matches!(self, Self::Reported | Self::Zero | Self::ZeroUnconfirmed)
    }
}

code_enum! {
    /// Second facet of a status: how good the number is.
    Quality {
        /// Provisional.
        Provisional = "PRV",
        /// Estimate; the method is in the note.
        Estimate = "EST",
        /// Series break: the definition changed.
        Break = "BRK",
    }
}

code_enum! {
    /// Third facet of a status: who may see the number.
    Confidentiality {
        /// May be published.
        Public = "PUB",
        /// Known, but withheld from publication.
        Confidential = "CNF",
    }
}

/// An answer as such.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A count in the unit of its column, 0 ..= [`LARGEST_COUNT`].
    Count(u64),
    /// A share in per cent, or an amount in the currency of its row; finite.
    Decimal(f64),
    /// Free text, Unicode NFC.
    Text(Arc<str>),
    /// A code of the column's list.
    Code(Code),
    /// Several codes of the column's list, in the order given.
    Codes(Vec<Code>),
    /// A calendar date.
    Date(NaiveDate),
}

impl Value {
    /// The count, if it is one.
    pub fn count(&self) -> Option<u64> {
        if let Self::Count(count) = self { Some(*count) } else { None }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The one code, or the codes; empty for other values.
    pub fn codes(&self) -> &[Code] {
        match self {
            Self::Code(code) => std::slice::from_ref(code),
            Self::Codes(codes) => codes,
            _ => &[],
        }
    }
}

/// As an official would type it: digits, ISO dates, codes joined by `; `.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(out, "{count}"),
            Self::Decimal(number) => write!(out, "{number}"),
            Self::Text(text) => out.write_str(text),
            Self::Code(code) => write!(out, "{code}"),
            Self::Codes(codes) => {
                for (index, code) in codes.iter().enumerate() {
                    write!(out, "{}{code}", if index == 0 { "" } else { "; " })?;
                }
                Ok(())
            }
            Self::Date(date) => write!(out, "{}", date.format("%Y-%m-%d")),
        }
    }
}

/// Where in a file a value was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// A cell of a workbook. Row and column count from 0.
    Sheet {
        /// The sheet's name as it is in the file.
        sheet: Arc<str>,
        /// Row, counted from 0.
        row: u32,
        /// Column, counted from 0.
        column: u32,
    },
    /// A JSON pointer (RFC 6901).
    Pointer(Arc<str>),
    /// A line of a CSV file, counted from 1.
    Line(u64),
}

impl Origin {
    /// The cell in spreadsheet form, e.g. `F6`; `None` unless it is a cell of a workbook.
    pub fn cell_name(&self) -> Option<String> {
        let Self::Sheet { row, column, .. } = self else { return None };
        Some(format!("{}{}", column_letters(*column), row + 1))
    }
}

/// `M1!F6`, `/tables/SZ.TYPE/rows/PISTOL/COUNT`, or `line 12`.
impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sheet { sheet, row, column } => {
                write!(out, "{sheet}!{}{}", column_letters(*column), row + 1)
            }
            Self::Pointer(pointer) => out.write_str(pointer),
            Self::Line(line) => write!(out, "line {line}"),
        }
    }
}

/// Spreadsheet letters of a column counted from 0: `A`, …, `Z`, `AA`, …
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// The answer at one place, with its status and its origin.
#[derive(Clone, PartialEq, Debug)]
pub struct Observation {
    /// First facet.
    pub availability: Availability,
    /// The value; always there when known, and never otherwise (rule STR-05).
    pub value: Option<Value>,
    /// Second facet; any number of flags.
    pub quality: BTreeSet<Quality>,
    /// Third facet.
    pub confidentiality: Confidentiality,
    /// Where the number is included; only with [`Availability::Included`].
    pub included_in: Option<Pointer>,
    /// The State's note on the row.
    pub note: Option<Arc<str>>,
    /// Who supplied the number, as published (`domain.md` CL-SRC), e.g. `IAFQ` or `PP/IAFQ`.
    pub source: Option<Arc<str>>,
    /// The status was not typed in the cell but follows from the table's declaration.
    pub inherited: bool,
    /// What was typed where it could not be read; the cell then counts as blank.
    pub unread: Option<Arc<str>>,
    /// Where it was read.
    pub origin: Option<Origin>,
    /// SHA-256 of the upload it was read from; `None` until it is stored, when it is the upload being stored.
    pub upload: Option<Arc<str>>,
}

impl Observation {
    /// An observation without a value.
    pub fn absent(availability: Availability) -> Self {
        Self {
            availability,
            value: None,
            quality: BTreeSet::new(),
            confidentiality: Confidentiality::Public,
            included_in: None,
            note: None,
            source: None,
            inherited: false,
            unread: None,
            origin: None,
            upload: None,
        }
    }

    /// An observation with a value; a count of 0 is a stated zero.
    pub fn of(value: Value) -> Self {
        let availability = match value {
            Value::Count(0) => Availability::Zero,
            _ => Availability::Reported,
        };
        Self { value: Some(value), ..Self::absent(availability) }
    }

    /// The same, read at an origin.
    #[must_use]
    pub fn at(self, origin: Origin) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// The count, if one is known.
    pub fn count(&self) -> Option<u64> {
        if self.availability.is_known() { self.value.as_ref().and_then(Value::count) } else { None }
    }

    /// Whether nothing at all was said here: blank, without note, flags or unread text.
    pub fn is_silent(&self) -> bool {
        self.availability == Availability::Blank
            && self.note.is_none()
            && self.quality.is_empty()
            && self.unread.is_none()
            && self.confidentiality == Confidentiality::Public
    }
}
