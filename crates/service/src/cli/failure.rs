//! Why a command could not do what it was asked, and the exit code that says so.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use intake::IntakeError;
use storage::{BackupError, StorageError};

use crate::forms::FormsError;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command was asked something it cannot do.
    #[error("{0}")]
    Usage(String),
    /// A file cannot be opened or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not one of ours.
    #[error("{path}: {source} [{}]", .source.code())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: IntakeError,
    },
    /// A file can be read, but the service would not take it.
    #[error("{path}: {why} [wrong-correction]")]
    Refused {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The questionnaire definitions are wrong.
    #[error(transparent)]
    Forms(#[from] FormsError),
    /// The database said no.
    #[error("database: {0}")]
    Storage(#[from] StorageError),
    /// Writing a workbook or data file failed.
    #[error("{path}: {source}")]
    Export {
        /// Which.
        path: PathBuf,
        /// Why.
        source: export::ExportError,
    },
    /// The service could not run.
    #[error("{0}")]
    World(String),
}

impl Failure {
    /// A file could not be opened or written.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// A backup was not written or restored.
    pub(crate) fn backup(path: &Path) -> impl FnOnce(BackupError) -> Self {
        let path = path.to_owned();
        move |error| match error {
            BackupError::Storage(error) => error.into(),
            BackupError::Stream(source) => Self::File { path, source },
        }
    }

    /// Says it on standard error and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        // Nothing can be done where standard error is closed.
        let _ = writeln!(std::io::stderr(), "iafq: {self}");
        ExitCode::from(match self {
            Self::Usage(_) => 2,
            Self::File { .. } | Self::Unreadable { .. } | Self::Refused { .. } => 3,
            Self::Forms(_) | Self::Storage(_) | Self::Export { .. } | Self::World(_) => 4,
        })
    }
}

/// Standard output that went away (`iafq rules | head`) is no failure of ours.
pub(crate) fn printed(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::World(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
