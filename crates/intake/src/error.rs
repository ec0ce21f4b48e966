//! Why a file cannot be read at all. Each has a stable code, and a sentence that says what to do.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Words of ours; owned only where they came through the frame of the reading process.
type Words = Cow<'static, str>;

/// Why a file cannot be read at all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum IntakeError {
    /// There are no bytes.
    #[error("the file is empty. Send the workbook or JSON document itself.")]
    EmptyFile,
    /// It is something else.
    #[error("the file is {found}, not an .xlsx workbook or a JSON document. {advice}")]
    NotAWorkbook {
        /// What it is.
        found: Words,
        /// How to convert it.
        advice: Words,
    },
    /// It is protected by a password.
    #[error("the workbook is encrypted. Save it without a password and send it again.")]
    EncryptedWorkbook,
    /// It holds macros.
    #[error("the workbook holds macros ({part}). Save it as .xlsx without macros and send it again.")]
    WorkbookWithMacros {
        /// The part.
        part: String,
    },
    /// It refers to other files or holds embedded ones.
    #[error(
        "the workbook holds {part}, which refers to or embeds another file. Remove external links and embedded objects and send it again."
    )]
    ExternalContent {
        /// The part.
        part: String,
    },
    /// Its container or a part of it is damaged.
    #[error("the workbook is damaged ({what}). Open it, save it as .xlsx again, and send that file.")]
    DamagedWorkbook {
        /// Where.
        what: String,
    },
    /// A part of it declares a document type, through which XML can be made to name other files or to grow without end.
    #[error(
        "the part {part} of the workbook declares a document type, which no spreadsheet program writes. Open the \
         workbook, save it as .xlsx again, and send that file."
    )]
    DocumentType {
        /// The part.
        part: String,
    },
    /// A part of it is not in UTF-8.
    #[error(
        "the part {part} of the workbook is not in UTF-8. Open it, save it as .xlsx again, and send that file."
    )]
    ForeignEncoding {
        /// The part.
        part: String,
    },
    /// A part stands in its container twice: programs differ about which counts.
    #[error(
        "{part} stands in the workbook twice, and programs differ about which counts. Open it, save it as .xlsx \
         again, and send that file."
    )]
    DuplicatePart {
        /// The part.
        part: String,
    },
    /// Two sheets have one name.
    #[error("two sheets of the workbook are named {sheet}. Rename or delete one and send it again.")]
    DuplicateSheet {
        /// The name.
        sheet: String,
    },
    /// A cell stands in a sheet twice: programs differ about which counts.
    #[error(
        "the cell {cell} stands twice in the sheet {sheet}, and programs differ about which counts. Open the \
         workbook, save it as .xlsx again, and send that file."
    )]
    DuplicateCell {
        /// The sheet or its part.
        sheet: String,
        /// The cell.
        cell: String,
    },
    /// The cells of a sheet do not stand in order.
    #[error(
        "the cell {cell} of the sheet {sheet} stands behind one that comes after it. Open the workbook, save it as \
         .xlsx again, and send that file."
    )]
    CellsOutOfOrder {
        /// The sheet or its part.
        sheet: String,
        /// The cell.
        cell: String,
    },
    /// A row, cell or range is none that a sheet can have.
    #[error(
        "the part {part} of the workbook names {what} that no sheet can have. Open it, save it as .xlsx again, and \
         send that file."
    )]
    ImpossibleCell {
        /// The part.
        part: String,
        /// A row, a cell, a range.
        what: Words,
    },
    /// A part has a name that leads out of the container, or one that cannot be shown.
    #[error(
        "a part of the workbook has a name that no spreadsheet program writes. Open the workbook, save it as .xlsx \
         again, and send that file."
    )]
    UnsafePartName,
    /// There is something else in the file beside the workbook.
    #[error(
        "the file is not only a workbook: {what}. Open it in a spreadsheet program, save it as .xlsx again, and send \
         that file."
    )]
    NotOnlyAWorkbook {
        /// What else.
        what: Words,
    },
    /// Reading it took more than any return takes, and was stopped.
    #[error(
        "reading the file was stopped: {why}. Nothing else was harmed. Take out what does not belong to the return, \
         save it again, and send that file."
    )]
    ReadingStopped {
        /// What it took too much of.
        why: Words,
    },
    /// It is larger than what is read.
    #[error(
        "the file has more {what} than are read ({found} found, {limit} allowed). Remove what does not belong to the return."
    )]
    TooLarge {
        /// Of what.
        what: Words,
        /// How many.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// It is a spreadsheet, but not one of ours.
    #[error("the workbook is not a return: it has no sheet `_iafq`. Download the template and fill that.")]
    NotAnIafqWorkbook,
    /// The sheet that says what it is has been damaged.
    #[error("the sheet `_iafq` is damaged: {what}. Download the template again and copy the answers over.")]
    DamagedMetadata {
        /// What is missing or cannot be read.
        what: String,
    },
    /// The edition is not known.
    #[error(
        "the file belongs to the edition {edition}, which is not known here. Download the template of this cycle."
    )]
    UnknownEdition {
        /// The edition it names.
        edition: String,
    },
    /// It is not JSON.
    #[error(
        "the document is not JSON: {what} at line {line}, column {column}. Correct it there and send it again."
    )]
    InvalidJson {
        /// What is wrong.
        what: Words,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It is JSON, but not a return.
    #[error("the document is not a return: {what}. The JSON Schema of the edition says what it holds.")]
    NotAnIafqDocument {
        /// What is missing or cannot be read.
        what: String,
    },
    /// It is not a published data file.
    #[error("the file is not a published data file: {what}.")]
    NotPublishedData {
        /// What is missing.
        what: String,
    },
}

impl IntakeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty-file",
            Self::NotAWorkbook { .. } => "not-a-workbook",
            Self::EncryptedWorkbook => "encrypted-workbook",
            Self::WorkbookWithMacros { .. } => "workbook-with-macros",
            Self::ExternalContent { .. } => "external-content",
            Self::DamagedWorkbook { .. } => "damaged-workbook",
            Self::DocumentType { .. } => "document-type",
            Self::ForeignEncoding { .. } => "foreign-encoding",
            Self::DuplicatePart { .. } => "duplicate-part",
            Self::DuplicateSheet { .. } => "duplicate-sheet",
            Self::DuplicateCell { .. } => "duplicate-cell",
            Self::CellsOutOfOrder { .. } => "cells-out-of-order",
            Self::ImpossibleCell { .. } => "impossible-cell",
            Self::UnsafePartName => "unsafe-part-name",
            Self::NotOnlyAWorkbook { .. } => "not-only-a-workbook",
            Self::ReadingStopped { .. } => "reading-stopped",
            Self::TooLarge { .. } => "too-large",
            Self::NotAnIafqWorkbook => "not-an-iafq-workbook",
            Self::DamagedMetadata { .. } => "damaged-metadata",
            Self::UnknownEdition { .. } => "unknown-edition",
            Self::InvalidJson { .. } => "invalid-json",
            Self::NotAnIafqDocument { .. } => "not-an-iafq-document",
            Self::NotPublishedData { .. } => "not-published-data",
        }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::DamagedWorkbook { what: what.into() }
    }
}
