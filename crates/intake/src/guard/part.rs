//! One part of a workbook: its name, its encoding, its size.

use crate::error::IntakeError;
use crate::limits::Limits;

/// The most bytes of a part's name.
const MOST_NAME: usize = 255;

/// The name of a part as the format writes it; a name that leads elsewhere, or cannot be shown, is refused.
pub(super) fn name(raw: &str) -> Result<String, IntakeError> {
    // Some writers use backslashes.
    let name = raw.replace('\\', "/");
    let strange = name.is_empty()
        || name.len() > MOST_NAME
        // Some programs decode what others take as it is.
        || name.contains([':', '%', '&', '#', ';'])
        || name.chars().any(|c| c != ' ' && !c.is_ascii_graphic())
        || name.trim_end_matches('/').split('/').any(|step| ["", ".", ".."].contains(&step));
    if strange { Err(IntakeError::UnsafePartName) } else { Ok(name) }
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

/// Whether a part is XML, by name or by content: any part may be named as anything.
pub(super) fn is_xml(name: &str, content: &[u8]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    ["xml", "rels", "vml"].iter().any(|xml| ending.eq_ignore_ascii_case(xml))
        || content.trim_ascii_start().starts_with(b"<")
}

/// Pictures, and data of other programs, in whatever encoding: no reader of ours opens them.
pub(super) fn is_of_nobody(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("xl/media/") || (lower.starts_with("customxml/") && !lower.contains("/_rels/"))
}

/// Drawings in the old language: programs write them with elements that are not closed, and no reader of ours opens them.
pub(super) fn is_loose(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("vml"))
}

/// No document type, wherever it stands.
pub(super) fn no_document_type(name: &str, content: &[u8]) -> Result<(), IntakeError> {
    let declares = |word: &[u8]| {
        let mut marks = memchr::memmem::find_iter(content, b"<!");
        marks.any(|at| {
            content.get(at + 2..at + 2 + word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word))
        })
    };
    if declares(b"doctype") || declares(b"entity") {
        return Err(IntakeError::DocumentType { part: name.to_owned() });
    }
    Ok(())
}

/// UTF-8 and nothing else, said or not.
pub(super) fn check_encoding(name: &str, content: &[u8]) -> Result<(), IntakeError> {
    let foreign = || IntakeError::ForeignEncoding { part: name.to_owned() };
    if content.contains(&0) || std::str::from_utf8(content).is_err() {
        return Err(foreign());
    }
    let head = content.get(..content.len().min(200)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let declaration = head.trim_start_matches('\u{FEFF}').split_once("?>").map_or("", |(said, _)| said);
    let said = declaration.split_once("encoding").and_then(|(_, said)| said.split(['"', '\'']).nth(1));
    if said.is_none_or(|said| ["utf-8", "us-ascii"].contains(&said)) { Ok(()) } else { Err(foreign()) }
}

/// What has been counted so far, over all parts.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) total_bytes: usize,
    pub(super) sheets: usize,
    pub(super) cells: usize,
    pub(super) strings: usize,
    /// Runs of shared texts, and their bytes.
    pub(super) runs: usize,
    pub(super) text_bytes: usize,
    /// Tables of shared texts: one is read.
    pub(super) tables: usize,
    /// Tags outside of sheets and texts.
    pub(super) tags: usize,
    /// The cells that array formulas fill.
    pub(super) filled: usize,
}

impl Count {
    /// Refuses what is more than is read.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), IntakeError> {
        at_most("bytes when unpacked", self.total_bytes, limits.total_bytes)?;
        at_most("sheets", self.sheets, limits.sheets)?;
        at_most("cells", self.cells, limits.cells)?;
        at_most("texts", self.strings, limits.strings)?;
        at_most("runs of texts", self.runs, limits.cells)?;
        at_most("bytes of text", self.text_bytes, limits.text_bytes)?;
        at_most("tags outside of sheets", self.tags, limits.tags)?;
        at_most("cells with array formulas", self.filled, limits.filled)
    }
}

/// Refuses more of something than is read.
pub(crate) fn at_most(what: &'static str, found: usize, limit: usize) -> Result<(), IntakeError> {
    if found > limit { Err(IntakeError::TooLarge { what: what.into(), found, limit }) } else { Ok(()) }
}

/// Refuses a text that is longer than any answer may become. `place` says where it stands.
pub(crate) fn not_too_long(
    text: &str,
    limits: &Limits,
    place: impl FnOnce() -> String,
) -> Result<(), IntakeError> {
    let limit = limits.text_characters;
    // No text has more characters than bytes.
    let found = if text.len() > limit { text.chars().count() } else { 0 };
    if found > limit {
        return Err(IntakeError::TooLarge { what: format!("characters {}", place()).into(), found, limit });
    }
    Ok(())
}
