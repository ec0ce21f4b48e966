//! Files of the command line as uploads.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use intake::{IntakeError, Limits, Upload};

use crate::cli::Failure;
use crate::confine;
use crate::corrections::NothingToCorrect;

/// A file that was read whole, never more of it than the limits allow.
pub(crate) struct File {
    path: PathBuf,
    /// The name shown to people.
    pub(crate) name: String,
    /// The content.
    pub(crate) bytes: Vec<u8>,
    /// How much of it is read.
    pub(crate) limits: Limits,
}

/// Reads a file, or standard input for `-`. From here on the process takes no more memory than the limits say.
pub(crate) fn read_file(path: &Path, limits: Limits) -> Result<File, Failure> {
    confine::memory(&limits).map_err(|error| Failure::World(error.to_string()))?;
    let most = u64::try_from(limits.file_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(Failure::file(path))?;
        return Ok(File { path: path.to_owned(), name: "standard input".to_owned(), bytes, limits });
    }
    let file = std::fs::File::open(path).map_err(Failure::file(path))?;
    file.take(most).read_to_end(&mut bytes).map_err(Failure::file(path))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(File { path: path.to_owned(), name, bytes, limits })
}

impl File {
    /// The file as intake takes it.
    pub(crate) fn upload(&self) -> Upload<'_> {
        Upload { bytes: &self.bytes, file_name: Some(&self.name), media_type: None }
    }

    /// The failure of a file that cannot be read.
    pub(crate) fn unreadable(&self, source: IntakeError) -> Failure {
        Failure::Unreadable { path: self.path.clone(), source }
    }

    /// The failure of a file whose corrections cannot be taken.
    pub(crate) fn refused(&self, why: &NothingToCorrect) -> Failure {
        Failure::Refused { path: self.path.clone(), why: why.to_string() }
    }
}
