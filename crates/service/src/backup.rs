//! Backups: the rows of a database, and the secret of its service, in one sealed file.
//!
//! Inside: what it is of, then each table and its rows, then how many rows there are. Only a file that was read to its
//! end is filled into a database.

mod frames;
mod sealed;

use std::io::{self, Read, Write};

use storage::{BackupError, Level, Piece, Store};

use crate::secret::Secret;
use frames::Frame;
pub(crate) use sealed::{Opened, Sealed};

/// What a backup holds.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    /// The version of the program that made it.
    pub(crate) version: String,
    /// What it is of.
    pub(crate) level: Level,
    /// The secret of the service, where it goes along.
    pub(crate) secret: Option<Secret>,
    /// How much.
    pub(crate) counted: Counted,
}

/// How much there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Counted {
    /// How many tables.
    pub(crate) tables: u64,
    /// How many rows in all.
    pub(crate) rows: u64,
}

impl Counted {
    fn see(&mut self, piece: &Piece) {
        match piece {
            Piece::Table { .. } => self.tables += 1,
            Piece::Row(_) => self.rows += 1,
        }
    }
}

/// Writes the whole database, as it is at one moment.
pub(crate) fn write(
    store: &Store,
    secret: Option<Secret>,
    out: &mut impl Write,
) -> Result<Contents, BackupError> {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let mut counted = Counted::default();
    let out = std::cell::RefCell::new(out);
    let begin = |level: &Level| {
        let frame = Frame::Begin {
            version: version.clone(),
            migration: level.migration.clone(),
            seq: level.head.seq,
            hash: level.head.hash.clone(),
            secret: secret.as_ref().map(|secret| *secret.bytes()),
        };
        Ok(frame.write(&mut *out.borrow_mut())?)
    };
    let mut take = |piece: Piece| {
        counted.see(&piece);
        Ok(Frame::from(piece).write(&mut *out.borrow_mut())?)
    };
    let level = store.dump(begin, &mut take)?;
    Frame::End { tables: counted.tables, rows: counted.rows }.write(&mut *out.borrow_mut())?;
    Ok(Contents { version, level, secret, counted })
}

/// The pieces of a backup, one after another; the last thing it says is whether they were all.
pub(crate) struct Pieces<R> {
    input: R,
    contents: Contents,
    ended: bool,
}

impl<R: Read> Pieces<R> {
    /// Reads the beginning.
    pub(crate) fn begin(mut input: R) -> io::Result<Self> {
        let Some(Frame::Begin { version, migration, seq, hash, secret }) = Frame::read(&mut input)? else {
            return Err(damaged());
        };
        let level = Level { migration, head: storage::Head { seq, hash } };
        let contents =
            Contents { version, level, secret: secret.map(Secret::new), counted: Counted::default() };
        Ok(Self { input, contents, ended: false })
    }

    /// Reads what is left, showing each piece, and says what there was.
    pub(crate) fn judge(mut self, mut see: impl FnMut(&Piece)) -> Result<Contents, BackupError> {
        while let Some(piece) = self.next_piece()? {
            see(&piece);
        }
        Ok(self.contents)
    }

    fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        if self.ended {
            return Ok(None);
        }
        match Frame::read(&mut self.input)? {
            Some(Frame::End { tables, rows }) => {
                let said = Counted { tables, rows };
                if self.contents.counted != said || Frame::read(&mut self.input)?.is_some() {
                    return Err(damaged());
                }
                self.ended = true;
                Ok(None)
            }
            Some(frame) => {
                let piece = frame.into_piece().ok_or_else(damaged)?;
                self.contents.counted.see(&piece);
                Ok(Some(piece))
            }
            None => Err(damaged()),
        }
    }
}

impl<R: Read> Iterator for Pieces<R> {
    type Item = Result<Piece, BackupError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_piece().map_err(BackupError::from).transpose()
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the backup does not hold what it says it holds")
}
