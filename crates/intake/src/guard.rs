//! What is looked at before anything is parsed: the kind of file, its container, its parts. Every part is inflated to
//! its end, so that real sizes count and checksums are checked.

mod part;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::IntakeError;
use crate::limits::Limits;

pub(crate) use sheet::Position;

/// The two kinds of file that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Workbook,
    Json,
}

const SAVE_AS: &str = "Open it in a spreadsheet program and save it as .xlsx.";

/// What a file is, by its first bytes; names and media types are not believed.
pub(crate) fn kind(bytes: &[u8]) -> Result<Kind, IntakeError> {
    let other = |found: &'static str, advice: &'static str| {
        Err(IntakeError::NotAWorkbook { found: found.into(), advice: advice.into() })
    };
    let start = bytes.trim_ascii_start();
    if start.is_empty() || bytes.iter().all(|byte| *byte == 0) {
        return Err(IntakeError::EmptyFile);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Workbook);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // A compound file: an encrypted workbook names a stream in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(name.len()).any(|window| window == name) {
            return Err(IntakeError::EncryptedWorkbook);
        }
        return other("an old Excel file (.xls)", SAVE_AS);
    }
    if bytes.starts_with(b"%PDF") {
        return other("a PDF", "Send the workbook the PDF was made from.");
    }
    if bytes.starts_with(b"PK") {
        return Err(IntakeError::damaged("the container is empty or split"));
    }
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    if text.trim_ascii_start().starts_with(b"{") {
        return Ok(Kind::Json);
    }
    if start.starts_with(b"<") {
        return other("a web page or XML file", "Send the .xlsx workbook or the JSON document itself.");
    }
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return other("a text in UTF-16", "Save it as UTF-8.");
    }
    if std::str::from_utf8(text.get(..text.len().min(200)).unwrap_or_default()).is_ok() {
        return other(
            "a text file",
            "Send the workbook (.xlsx) or the JSON document; a published data file is read by `iafq import`.",
        );
    }
    other("something else", SAVE_AS)
}

/// What the guard learnt about a workbook.
#[derive(Debug, Default)]
pub(crate) struct Guarded {
    /// For each sheet part, the cells that hold a formula.
    pub(crate) sheets: BTreeMap<String, BTreeSet<Position>>,
    /// The parts by name, for those few the reader needs beside calamine.
    pub(crate) small_parts: BTreeMap<String, Vec<u8>>,
}

/// Looks at every part of a workbook.
pub(crate) fn workbook(bytes: &[u8], limits: &Limits) -> Result<Guarded, IntakeError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| container(&error))?;
    // The archive keys entries by name: fewer of them than the directory counts means that a name stands twice.
    if archive.len() != directory_count(bytes)? {
        return Err(IntakeError::DuplicatePart { part: "a part".to_owned() });
    }
    if archive.len() > limits.entries {
        return Err(IntakeError::TooLarge {
            what: "parts".into(),
            found: archive.len(),
            limit: limits.entries,
        });
    }
    let mut guarded = Guarded::default();
    let mut count = part::Count::default();
    let mut names = BTreeSet::new();
    let mut filled = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| container(&error))?;
        if entry.is_dir() {
            continue;
        }
        let raw_name = entry.name().map_err(|error| container(&error))?.into_owned();
        let name = part::name(&raw_name)?;
        if !names.insert(name.to_ascii_lowercase()) {
            return Err(IntakeError::DuplicatePart { part: format!("the part {name}") });
        }
        part::refuse_by_name(&name)?;
        let mut content = Vec::new();
        let most = u64::try_from(limits.part_bytes).unwrap_or(u64::MAX);
        let read = entry.by_ref().take(most.saturating_add(1)).read_to_end(&mut content);
        read.map_err(|_| {
            IntakeError::damaged(format!("the part {name} cannot be inflated or its checksum is wrong"))
        })?;
        count.add(&name, &content, limits)?;
        if part::is_xml(&name) {
            part::check_xml(&name, &content)?;
            if sheet::is_sheet(&content) {
                let found = sheet::scan(&name, &content, &mut filled)?;
                count.add_sheet(found.cells, limits)?;
                guarded.sheets.insert(name.clone(), found.formulas);
            }
        }
        if part::is_needed(&name) {
            guarded.small_parts.insert(name, content);
        }
    }
    if !names.contains("[content_types].xml") {
        return Err(IntakeError::NotAWorkbook {
            found: "an archive of files".into(),
            advice: SAVE_AS.into(),
        });
    }
    Ok(guarded)
}

fn container(error: &ZipError) -> IntakeError {
    match error {
        ZipError::UnsupportedArchive(text) if text.contains("Password") => IntakeError::EncryptedWorkbook,
        _ => IntakeError::damaged("the container cannot be read"),
    }
}

/// The number of entries the end of the central directory states.
fn directory_count(bytes: &[u8]) -> Result<usize, IntakeError> {
    let damaged = || IntakeError::damaged("the container has no directory");
    let tail = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(tail..).unwrap_or(bytes);
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06").ok_or_else(damaged)?;
    let count = tail.get(at + 10..at + 12).ok_or_else(damaged)?;
    let count = <[u8; 2]>::try_from(count).map_err(|_| damaged())?;
    Ok(usize::from(u16::from_le_bytes(count)))
}
