//! Bytes to response: guard, read XLSX, JSON or a published file, normalise.
#![doc = include_str!("../README.md")]

mod draft;
mod error;
pub mod frame;
mod guard;
mod json;
mod limits;
mod normalise;
pub mod published;
mod rules;
mod values;
mod workbook;

use schema::Catalogue;

pub use draft::Draft;
pub use error::IntakeError;
pub use limits::{Limits, LimitsError};
pub use normalise::normalise;
pub use rules::{RULES, not_listed};

/// A file that arrived.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The name the sender gave it; nothing rests on it.
    pub file_name: Option<&'a str>,
    /// The media type the sender gave it; nothing rests on it.
    pub media_type: Option<&'a str>,
}

/// Reads a workbook or a JSON document: what is literally in it.
///
/// # Errors
/// Where the file cannot be read at all; what is wrong with single cells is a finding.
pub fn read(upload: &Upload<'_>, catalogue: &Catalogue, limits: &Limits) -> Result<Draft, IntakeError> {
    if upload.bytes.len() > limits.file_bytes {
        return Err(IntakeError::TooLarge {
            what: "bytes in the file".into(),
            found: upload.bytes.len(),
            limit: limits.file_bytes,
        });
    }
    let draft = match guard::kind(upload.bytes)? {
        guard::Kind::Workbook => workbook::read(upload.bytes, catalogue, limits)?,
        guard::Kind::Json => json::read(upload.bytes, catalogue, limits)?,
    };
    // What goes on from here takes memory of the service.
    let cases = draft.tables.values().map(|table| table.records.len()).sum();
    guard::at_most("cases", cases, limits.cases)?;
    guard::at_most("explanations", draft.explanations.len(), limits.findings)?;
    Ok(draft)
}
