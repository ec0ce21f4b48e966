//! A second service on the database of another one, as replicas are.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::{TestDatabase, TestService, program};

impl TestDatabase {
    /// The same database for another service, with the same secret. It is gone with the first one.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    fn again(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(self.path("secret"), folder.path().join("secret")).unwrap();
        Self { url: self.url.clone(), owner: self.owner.clone(), folder, postgresql: None }
    }
}

impl TestService {
    /// Starts another service on the same database.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    #[must_use]
    pub fn replica(&self) -> Self {
        Self::start_on(self.database.again(), &[])
    }
}

/// A program in the place of the one that reads: it takes so many seconds longer, and then reads as the other does.
///
/// # Panics
/// Where it cannot be written.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn slow_reader(folder: &tempfile::TempDir, seconds: u32) -> String {
    let path = folder.path().join("slow-reader");
    let program = program::executable().display().to_string();
    fs::write(&path, format!("#!/bin/sh\nsleep {seconds}\nexec '{program}' \"$@\"\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}
