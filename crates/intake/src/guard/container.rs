//! The container itself: one archive from the first byte to the last, every entry once and for itself.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::IntakeError;
use crate::limits::Limits;

/// The archive of a workbook.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The length of the record that ends an archive, where it has no comment.
const END: usize = 22;

/// Opens the container.
pub(super) fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>, IntakeError> {
    let end = end_record(bytes)?;
    // Before the directory is read: it takes memory for each entry.
    if end.entries > limits.entries {
        return Err(IntakeError::TooLarge {
            what: "parts".into(),
            found: end.entries,
            limit: limits.entries,
        });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    // The archive keys entries by name: fewer of them than the directory counts means that a name stands twice.
    if archive.len() < end.entries || archive.has_duplicate_names() {
        return Err(IntakeError::DuplicatePart { part: "a part".to_owned() });
    }
    if archive.len() > end.entries {
        return Err(IntakeError::damaged("the container counts its parts wrongly"));
    }
    if archive.offset() != 0 {
        return Err(only("something stands before it"));
    }
    if archive.has_overlapping_entries().map_err(|error| unreadable(&error))? {
        return Err(only("parts of it lie over each other"));
    }
    Ok(archive)
}

fn only(what: &'static str) -> IntakeError {
    IntakeError::NotOnlyAWorkbook { what: what.into() }
}

/// What the library says of a container it cannot read.
pub(super) fn unreadable(error: &ZipError) -> IntakeError {
    match error {
        ZipError::UnsupportedArchive(text) if text.contains("Password") => IntakeError::EncryptedWorkbook,
        _ => IntakeError::damaged("the container cannot be read"),
    }
}

struct End {
    /// The entries the directory states.
    entries: usize,
}

/// The record that ends the archive, which must be the last thing in the file.
fn end_record(bytes: &[u8]) -> Result<End, IntakeError> {
    let damaged = || IntakeError::damaged("the container has no directory");
    let from = bytes.len().saturating_sub(END + usize::from(u16::MAX));
    let tail = bytes.get(from..).unwrap_or(bytes);
    let at = memchr::memmem::rfind(tail, b"PK\x05\x06").ok_or_else(damaged)?;
    let record = tail.get(at..).ok_or_else(damaged)?;
    let number = |at: usize| {
        let bytes = record.get(at..at + 2).and_then(|bytes| <[u8; 2]>::try_from(bytes).ok());
        bytes.map(u16::from_le_bytes).ok_or_else(damaged)
    };
    let (entries, comment) = (number(10)?, number(20)?);
    if comment > 0 {
        return Err(only("a comment stands behind it"));
    }
    if record.len() > END {
        return Err(only("something stands behind it"));
    }
    Ok(End { entries: usize::from(entries) })
}
