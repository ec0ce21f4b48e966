//! Why a file cannot be read at all. Each has a stable code, and a sentence that says what to do.

/// Why a file cannot be read at all.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IntakeError {
    /// There are no bytes.
    #[error("the file is empty. Send the workbook or JSON document itself.")]
    EmptyFile,
    /// It is something else.
    #[error("the file is {found}, not an .xlsx workbook or a JSON document. {advice}")]
    NotAWorkbook {
        /// What it is.
        found: &'static str,
        /// How to convert it.
        advice: &'static str,
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
    /// It is larger than what is read.
    #[error(
        "the file has more {what} than are read ({found} found, {limit} allowed). Remove what does not belong to the return."
    )]
    TooLarge {
        /// Of what.
        what: &'static str,
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
        what: &'static str,
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
