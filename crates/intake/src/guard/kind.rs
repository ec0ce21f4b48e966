//! What a file is, by its first bytes; names and media types are not believed.

use super::container;
use crate::error::IntakeError;

/// The two kinds of file that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Workbook,
    Json,
}

pub(super) const SAVE_AS: &str = "Open it in a spreadsheet program and save it as .xlsx.";

/// What a file is.
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
    if container::ends_as_archive(bytes) {
        return Err(IntakeError::NotOnlyAWorkbook { what: "something stands before it".into() });
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // A compound file: an encrypted workbook names a stream in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if memchr::memmem::find(bytes, &name).is_some() {
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
    if text.starts_with(b"{\\rtf") {
        return other("a rich text document", SAVE_AS);
    }
    if text.trim_ascii_start().starts_with(b"{") || text.trim_ascii_start().starts_with(b"[") {
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
