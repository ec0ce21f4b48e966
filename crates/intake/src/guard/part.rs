//! One part of a workbook: its name, its size, its kind.

use crate::error::IntakeError;
use crate::limits::Limits;

/// The name of a part as the format writes it; a name that leads elsewhere is refused.
pub(super) fn name(raw: &str) -> Result<String, IntakeError> {
    // Some writers use backslashes.
    let name = raw.replace('\\', "/");
    let leads_elsewhere = name.starts_with('/')
        || name.contains('\0')
        || name.contains(':')
        || name.len() > 255
        || name.split('/').any(|step| step == "..");
    if leads_elsewhere { Err(IntakeError::UnsafePartName) } else { Ok(name) }
}

/// Parts that a return never has.
pub(super) fn refuse_by_name(name: &str) -> Result<(), IntakeError> {
    let lower = name.to_ascii_lowercase();
    let part = || name.to_owned();
    if lower.ends_with("vbaproject.bin")
        || lower.contains("/macrosheets/")
        || lower.contains("/dialogsheets/")
    {
        return Err(IntakeError::WorkbookWithMacros { part: part() });
    }
    let external = ["xl/externallinks/", "xl/embeddings/", "xl/activex/", "xl/querytables/"];
    if external.iter().any(|folder| lower.starts_with(folder)) || lower == "xl/connections.xml" {
        return Err(IntakeError::ExternalContent { part: part() });
    }
    Ok(())
}

pub(super) fn is_xml(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["xml", "rels", "vml"].iter().any(|xml| ending.eq_ignore_ascii_case(xml))
}

/// The parts the reader needs beside calamine: which sheet stands in which part.
pub(super) fn is_needed(name: &str) -> bool {
    name == "xl/workbook.xml" || name == "xl/_rels/workbook.xml.rels"
}

/// No document type, no entities, no other encoding than UTF-8.
pub(super) fn check_xml(name: &str, content: &[u8]) -> Result<(), IntakeError> {
    if content.starts_with(&[0xFF, 0xFE]) || content.starts_with(&[0xFE, 0xFF]) || content.get(1) == Some(&0)
    {
        return Err(IntakeError::ForeignEncoding { part: name.to_owned() });
    }
    let head = content.get(..content.len().min(200)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let encoding = head.split("encoding=").nth(1).map(|rest| rest.trim_start_matches(['"', '\'']));
    if encoding.is_some_and(|encoding| !encoding.starts_with("utf-8")) && head.starts_with("<?xml") {
        return Err(IntakeError::ForeignEncoding { part: name.to_owned() });
    }
    if find(content, b"<!DOCTYPE").is_some() || find(content, b"<!ENTITY").is_some() {
        return Err(IntakeError::DocumentType { part: name.to_owned() });
    }
    Ok(())
}

/// What has been counted so far.
#[derive(Debug, Default)]
pub(super) struct Count {
    total: usize,
    sheets: usize,
    cells: usize,
    strings: usize,
}

impl Count {
    /// Counts one part.
    pub(super) fn add(&mut self, name: &str, content: &[u8], limits: &Limits) -> Result<(), IntakeError> {
        self.total += content.len();
        if name == "xl/sharedStrings.xml" {
            self.strings += occurrences(content, b"<si>") + occurrences(content, b"<si ");
        }
        for (what, found, limit) in [
            ("bytes in one part", content.len(), limits.part_bytes),
            ("bytes when unpacked", self.total, limits.total_bytes),
            ("texts", self.strings, limits.strings),
        ] {
            if found > limit {
                return Err(IntakeError::TooLarge { what: what.into(), found, limit });
            }
        }
        Ok(())
    }

    /// Counts a sheet and its cells.
    pub(super) fn add_sheet(&mut self, cells: usize, limits: &Limits) -> Result<(), IntakeError> {
        self.sheets += 1;
        self.cells += cells;
        for (what, found, limit) in
            [("sheets", self.sheets, limits.sheets), ("cells", self.cells, limits.cells)]
        {
            if found > limit {
                return Err(IntakeError::TooLarge { what: what.into(), found, limit });
            }
        }
        Ok(())
    }
}

/// Where a pattern first stands.
pub(super) fn find(content: &[u8], pattern: &[u8]) -> Option<usize> {
    let first = *pattern.first()?;
    let mut from = 0;
    while let Some(at) = content.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + at;
        if content.get(at..)?.starts_with(pattern) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn occurrences(content: &[u8], pattern: &[u8]) -> usize {
    let (mut count, mut from) = (0, 0);
    while let Some(at) = content.get(from..).and_then(|rest| find(rest, pattern)) {
        count += 1;
        from += at + pattern.len();
    }
    count
}
