//! The container itself: one archive from the first byte to the last, every entry once and for itself.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::at_most;
use super::kind::SAVE_AS;
use crate::error::IntakeError;
use crate::limits::Limits;

/// The archive of a workbook.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The length of the record that ends an archive, where it has no comment.
const END: usize = 22;
/// How it begins.
const MARK: &[u8] = b"PK\x05\x06";
/// What may stand behind a part: its sizes, where they were not known before.
const DESCRIPTOR: u64 = 24;

/// Opens the container.
pub(super) fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>, IntakeError> {
    let entries = end_record(bytes, limits)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    // The archive keys entries by name: fewer of them than the directory counts means that a name stands twice.
    if archive.len() < entries || archive.has_duplicate_names() {
        return Err(IntakeError::DuplicatePart { part: "a part".to_owned() });
    }
    if archive.len() > entries || archive.is_empty() {
        return Err(IntakeError::damaged("the container counts its parts wrongly"));
    }
    if archive.offset() != 0 {
        return Err(only("something stands before it"));
    }
    another_kind(&archive)?;
    if archive.has_overlapping_entries().map_err(|error| unreadable(&error))? {
        return Err(only("parts of it lie over each other"));
    }
    nothing_between(&mut archive)?;
    archive.validate_header_consistency().map_err(|error| unreadable(&error))?;
    Ok(archive)
}

/// Documents of other programs are containers as well.
fn another_kind(archive: &Archive<'_>) -> Result<(), IntakeError> {
    let names: Vec<_> = archive.file_names().flatten().map(|name| name.to_ascii_lowercase()).collect();
    let found = [
        ("word/document.xml", "a text document (.docx)"),
        ("ppt/presentation.xml", "a presentation (.pptx)"),
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("content.xml", "an OpenDocument file"),
    ];
    let found = found.into_iter().find(|(part, _)| names.iter().any(|name| name == part));
    match found {
        Some((_, found)) => Err(IntakeError::NotAWorkbook { found: found.into(), advice: SAVE_AS.into() }),
        None => Ok(()),
    }
}

/// Parts stand one behind the other, from the first byte to the directory; what hides between them no reader shows.
fn nothing_between(archive: &mut Archive<'_>) -> Result<(), IntakeError> {
    let directory = archive.central_directory_start();
    let mut places = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| unreadable(&error))?;
        if entry.encrypted() {
            return Err(IntakeError::EncryptedWorkbook);
        }
        let content = entry.data_start().ok_or_else(|| IntakeError::damaged("a part has no place"))?;
        places.push((entry.header_start(), content.saturating_add(entry.compressed_size())));
    }
    places.sort_unstable();
    let starts = places.iter().map(|(start, _)| *start).skip(1).chain([directory]);
    let hidden = places.iter().zip(starts).any(|((_, end), next)| next.saturating_sub(*end) > DESCRIPTOR);
    if hidden { Err(only("something stands between its parts")) } else { Ok(()) }
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

/// Whether the end of an archive stands at the end of a file.
pub(super) fn ends_as_archive(bytes: &[u8]) -> bool {
    let from = bytes.len().saturating_sub(END + usize::from(u16::MAX)).max(1);
    bytes.get(from..).is_some_and(|tail| memchr::memmem::rfind(tail, MARK).is_some())
}

/// How many entries the record says that ends the archive, which must be the last thing in the file.
fn end_record(bytes: &[u8], limits: &Limits) -> Result<usize, IntakeError> {
    let damaged = || IntakeError::damaged("the container has no directory");
    let at = memchr::memmem::rfind(bytes, MARK).ok_or_else(damaged)?;
    let record = bytes.get(at..).ok_or_else(damaged)?;
    let entries = number::<2>(record, 10).ok_or_else(damaged)?;
    let comment = number::<2>(record, 20).ok_or_else(damaged)?;
    let behind = u64::try_from(record.len() - END).unwrap_or(u64::MAX);
    if comment > behind {
        return Err(damaged());
    }
    if behind > comment {
        return Err(only("something stands behind it"));
    }
    if comment > 0 {
        return Err(only("a comment stands behind it"));
    }
    let entries = usize::try_from(entries).unwrap_or(usize::MAX);
    // Before the directory is read: it takes memory for each entry.
    at_most("parts", entries, limits.entries)?;
    match large_record(bytes, at) {
        Some(large) if usize::try_from(large) != Ok(entries) => {
            Err(IntakeError::damaged("the container counts its parts twice, and differently"))
        }
        _ => Ok(entries),
    }
}

/// How many entries the record for large archives says, where there is one before the end.
fn large_record(bytes: &[u8], end: usize) -> Option<u64> {
    let locator = bytes.get(end.checked_sub(20)?..end)?.strip_prefix(b"PK\x06\x07")?;
    let at = usize::try_from(number::<8>(locator, 4)?).ok()?;
    let record = bytes.get(at..)?.strip_prefix(b"PK\x06\x06")?;
    number::<8>(record, 28)
}

/// A number of so many bytes, the least first.
fn number<const BYTES: usize>(record: &[u8], at: usize) -> Option<u64> {
    let bytes = record.get(at..at.checked_add(BYTES)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}
