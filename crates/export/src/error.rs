//! Why a file could not be written.

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The writer said no.
    #[error("cannot write: {0}")]
    Write(#[from] std::io::Error),
    /// The workbook writer said no.
    #[error("cannot write the workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The CSV writer said no.
    #[error("cannot write CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The JSON writer said no.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A workbook has room for the corrections of one earlier year.
    #[error(
        "the submission corrects several earlier years ({0}); a workbook has room for one. Send it as JSON."
    )]
    SeveralCorrectedYears(String),
}
