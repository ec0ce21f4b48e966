//! What is looked at before anything is parsed: the kind of file, its container, its parts. Every part is inflated to
//! its end, so that real sizes count and checksums are checked.

mod container;
mod kind;
mod look;
mod outside;
mod part;
mod sheet;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use crate::error::IntakeError;
use crate::limits::Limits;
use container::unreadable;
use look::Look;
use part::Count;

pub(crate) use kind::{Kind, kind};
pub(crate) use part::{at_most, not_too_long};
pub(crate) use sheet::{Position, written};

/// What the guard learnt about a sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    holds_cells: bool,
    /// The cells that hold a formula, or are filled by one: the reader gives cached results like typed values, and they
    /// are never trusted.
    pub(crate) formulas: BTreeSet<Position>,
    /// The cells that say they hold an error, with what stands there: the reader knows few of them.
    pub(crate) errors: BTreeMap<Position, String>,
    /// The numbers that are others as floats, as they are written.
    pub(crate) literals: BTreeMap<Position, String>,
    /// All cells, empty ones too: the reader must meet as many.
    pub(crate) cells: usize,
}

/// What a part is, by its first element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Root {
    None,
    Relations,
    ContentTypes,
    Texts,
    Sheet,
    Workbook,
    Other,
}

impl Root {
    fn of(name: &[u8]) -> Self {
        match name {
            b"Relationships" => Self::Relations,
            b"Types" => Self::ContentTypes,
            b"sst" => Self::Texts,
            b"worksheet" => Self::Sheet,
            b"workbook" => Self::Workbook,
            _ => Self::Other,
        }
    }
}

/// What the guard learnt about a workbook. Names of parts are in lower case: the format does not tell them apart.
#[derive(Debug, Default)]
pub(crate) struct Guarded {
    /// The sheets by part.
    pub(crate) sheets: BTreeMap<String, Sheet>,
    /// The parts that say which sheet stands where: relations and workbooks.
    pub(crate) small_parts: BTreeMap<String, Vec<u8>>,
}

/// Looks at every part of a workbook.
pub(crate) fn workbook(bytes: &[u8], limits: &Limits) -> Result<Guarded, IntakeError> {
    let mut archive = container::open(bytes, limits)?;
    let mut guarded = Guarded::default();
    let mut count = Count::default();
    let mut names = BTreeSet::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| unreadable(&error))?;
        let raw_name = entry.name().map_err(|error| unreadable(&error))?.into_owned();
        let name = part::name(&raw_name)?;
        if entry.is_dir() {
            continue;
        }
        if !names.insert(name.to_ascii_lowercase()) {
            return Err(IntakeError::DuplicatePart { part: format!("the part {name}") });
        }
        part::refuse_by_name(&name)?;
        let said = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        at_most("bytes in one part", said, limits.part_bytes)?;
        count.total_bytes = count.total_bytes.saturating_add(said);
        count.check(limits)?;
        // No more than the part says it holds; what says too little is damaged.
        let mut content = Vec::with_capacity(said + 1);
        let inflated = entry.take(u64::try_from(said).unwrap_or(u64::MAX) + 1).read_to_end(&mut content);
        if inflated.is_err() || content.len() != said {
            let what = format!("the part {name} cannot be inflated, or its size or checksum is wrong");
            return Err(IntakeError::damaged(what));
        }
        if part::is_xml(&name, &content) {
            look_at(&name, content, limits, &mut count, &mut guarded)?;
        }
    }
    if !names.contains("[content_types].xml") {
        let (found, advice) = ("an archive of files".into(), kind::SAVE_AS.into());
        return Err(IntakeError::NotAWorkbook { found, advice });
    }
    Ok(guarded)
}

fn look_at(
    name: &str,
    content: Vec<u8>,
    limits: &Limits,
    count: &mut Count,
    guarded: &mut Guarded,
) -> Result<(), IntakeError> {
    if part::is_of_nobody(name) {
        return Ok(());
    }
    part::check_encoding(name, &content)?;
    if part::is_loose(name) {
        return part::no_document_type(name, &content);
    }
    let mut look = Look::new(name, limits, count);
    xml::walk(name, &content, limits, |tag| look.tag(tag))?;
    let (root, sheet) = (look.root, look.sheet);
    if sheet.holds_cells {
        guarded.sheets.insert(name.to_ascii_lowercase(), sheet);
    }
    if matches!(root, Root::Relations | Root::Workbook) {
        guarded.small_parts.insert(name.to_ascii_lowercase(), content);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
