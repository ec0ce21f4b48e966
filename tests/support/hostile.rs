//! Files that somebody made to harm, to hide or to mislead, and that the program must refuse, or read for what they are.
//! Each is made from a real return, so that what is hostile sits in an otherwise good file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a file that cannot be made must fail the test")]

mod bombs;
mod book;
mod containers;
mod content;
mod corners;
mod dates;
mod disguises;
mod documents;
mod encodings;
mod encrypted;
mod floods;
mod formulas;
mod hidden;
mod honest;
mod names;
mod nesting;
mod numbers;
mod overlaps;
mod package;
mod scripts;
mod stream;
mod strings;
mod syntax;
mod targets;
mod texts;
mod twice;

pub use honest::{Honest, honest};

/// How to make one hostile file, and what must become of it.
pub struct Recipe {
    /// What is hostile about it.
    pub name: &'static str,
    /// The row of the threat table it belongs to, from 20 to 36.
    pub row: u8,
    /// What must become of it.
    pub expected: Expected,
    make: Box<dyn Fn() -> Vec<u8> + Send + Sync>,
}

/// What must become of a file.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    /// It is refused with this code.
    Refused(&'static str),
    /// It is read; these rules are among the findings, and this is what was read.
    Finds(&'static [&'static str], Reads),
}

/// What must have been read.
#[derive(Clone, Copy, Debug)]
pub enum Reads {
    /// Nothing is asked.
    Anything,
    /// What the untouched return says, and nothing else.
    AsBefore,
    /// This number of seized pistols.
    Count(u64),
    /// No number of seized pistols: neither zero nor any other.
    NoCount,
    /// This first day of the period, as a date.
    Day(&'static str),
    /// No first day of the period.
    NoDay,
    /// A note on the seized pistols of so many characters.
    Note(usize),
}

impl Recipe {
    /// Makes the file. Some take a while; nothing is kept.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        (self.make)()
    }
}

/// Every hostile file.
#[must_use]
pub fn all() -> Vec<Recipe> {
    [
        texts::all(),
        bombs::all(),
        overlaps::all(),
        strings::all(),
        corners::all(),
        encodings::all(),
        nesting::all(),
        syntax::all(),
        content::all(),
        names::all(),
        targets::all(),
        disguises::all(),
        containers::all(),
        encrypted::all(),
        twice::all(),
        hidden::all(),
        numbers::all(),
        scripts::all(),
        formulas::all(),
        dates::all(),
        documents::all(),
        floods::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Make = fn() -> Vec<u8>;

/// A file that is refused.
fn refused(row: u8, name: &'static str, code: &'static str, make: Make) -> Recipe {
    Recipe { name, row, expected: Expected::Refused(code), make: Box::new(make) }
}

/// A file that is read.
fn read(row: u8, name: &'static str, finds: &'static [&'static str], reads: Reads, make: Make) -> Recipe {
    Recipe { name, row, expected: Expected::Finds(finds, reads), make: Box::new(make) }
}

/// A file that follows from something.
fn from<T: Send + Sync + 'static>(
    row: u8,
    name: &'static str,
    expected: Expected,
    of: T,
    make: fn(&T) -> Vec<u8>,
) -> Recipe {
    Recipe { name, row, expected, make: Box::new(move || make(&of)) }
}
