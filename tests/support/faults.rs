//! Disk faults that a test switches on and off while a program runs.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// What stands between a program and libc.
const SHIM: &str = include_str!("faults.c");

/// The library that makes faults, and the file that says which.
pub struct Faults {
    folder: TempDir,
}

impl Faults {
    /// Compiles the library. No fault is on.
    ///
    /// # Panics
    /// Where there is no C compiler.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A PostgreSQL server runs under an account of its own.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let faults = Self { folder };
        let source = faults.folder.path().join("faults.c");
        fs::write(&source, SHIM).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-Wall", "-O1", "-shared", "-fPIC", "-o"]).arg(faults.library()).arg(source);
        let compiled = compiler.arg("-ldl").output();
        assert!(
            compiled.as_ref().is_ok_and(|output| output.status.success()),
            "the tests of disk faults need a C compiler named cc: {compiled:?}"
        );
        faults
    }

    /// The library, to be loaded before all others.
    #[must_use]
    pub fn library(&self) -> PathBuf {
        self.folder.path().join("faults.so")
    }

    fn control(&self) -> PathBuf {
        self.folder.path().join("now")
    }

    /// The environment of a program that meets the faults.
    #[must_use]
    pub fn environment(&self) -> [(&'static str, OsString); 2] {
        [("LD_PRELOAD", self.library().into()), self.told_by()]
    }

    /// The variable that tells the library where it is told what fails.
    #[must_use]
    pub fn told_by(&self) -> (&'static str, OsString) {
        ("IAFQ_FAULTS", self.control().into())
    }

    /// From now on this fails, e.g. `ENOSPC write`; see `faults.c`.
    ///
    /// # Panics
    /// Where the file cannot be written.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn begin(&self, what: &str) {
        let whole = self.folder.path().join("next");
        fs::write(&whole, what).unwrap();
        fs::rename(whole, self.control()).unwrap();
    }

    /// From now on nothing fails.
    ///
    /// # Panics
    /// Where nothing failed before.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn end(&self) {
        fs::remove_file(self.control()).unwrap();
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self::new()
    }
}
