//! The parts of a backup as bytes: each with its length before it.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use storage::{Piece, Value};

/// The longest part, in bytes: a row with a piece of a file, or the longest text, is much shorter.
const LONGEST: u32 = 256 << 20;

/// A part of a backup.
#[derive(Serialize, Deserialize)]
pub(super) enum Frame {
    /// The beginning: what it is of.
    Begin {
        /// The version of the program that made it.
        version: String,
        /// The last migration.
        migration: String,
        /// The number of the last entry of the record.
        seq: i64,
        /// Its hash.
        hash: String,
        /// The secret of the service.
        secret: Option<[u8; 32]>,
    },
    /// A table begins.
    Table {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A row of it.
    Row(Vec<Kept>),
    /// The end: how much there was.
    End {
        /// Tables.
        tables: u64,
        /// Rows.
        rows: u64,
    },
}

/// A value of a row.
#[derive(Serialize, Deserialize)]
pub(super) enum Kept {
    Null,
    Bool(bool),
    Integer(i64),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Frame {
    /// Writes it.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let bytes = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST);
        let length = length.ok_or_else(|| io::Error::other("a row is longer than a backup can hold"))?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(&bytes)
    }

    /// Reads one; `None` at the end.
    pub(super) fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut length = [0; 4];
        let (first, others) = length.split_at_mut(1);
        if input.read(first)? == 0 {
            return Ok(None);
        }
        input.read_exact(others)?;
        let length = u32::from_le_bytes(length);
        let mut bytes = Vec::new();
        input.by_ref().take(length.min(LONGEST).into()).read_to_end(&mut bytes)?;
        let whole = u32::try_from(bytes.len()) == Ok(length);
        let frame = postcard::from_bytes(&bytes).ok().filter(|_| whole);
        frame.map(Some).ok_or_else(super::damaged)
    }

    /// The piece it is, where it is one.
    pub(super) fn into_piece(self) -> Option<Piece> {
        match self {
            Self::Table { name, columns } => Some(Piece::Table { name, columns }),
            Self::Row(row) => Some(Piece::Row(row.into_iter().map(Value::from).collect())),
            Self::Begin { .. } | Self::End { .. } => None,
        }
    }
}

impl From<Piece> for Frame {
    fn from(piece: Piece) -> Self {
        match piece {
            Piece::Table { name, columns } => Self::Table { name, columns },
            Piece::Row(row) => Self::Row(row.into_iter().map(Kept::from).collect()),
        }
    }
}

impl From<Value> for Kept {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(yes),
            Value::Integer(number) => Self::Integer(number),
            Value::Double(number) => Self::Double(number),
            Value::Text(text) => Self::Text(text),
            Value::Bytes(bytes) => Self::Bytes(bytes),
        }
    }
}

impl From<Kept> for Value {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Null => Self::Null,
            Kept::Bool(yes) => Self::Bool(yes),
            Kept::Integer(number) => Self::Integer(number),
            Kept::Double(number) => Self::Double(number),
            Kept::Text(text) => Self::Text(text),
            Kept::Bytes(bytes) => Self::Bytes(bytes),
        }
    }
}
