//! The program as a user starts it.

use std::path::PathBuf;
use std::process::{Command, Output};

/// What a run of the program left.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Where the executable of the suite is: beside the test binary's folder.
///
/// # Panics
/// Where the test binary has no folder.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn executable() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(|deps| deps.parent()).unwrap();
    folder.join(format!("iafq-under-test{}", std::env::consts::EXE_SUFFIX))
}

/// The program with arguments and a clean environment.
#[must_use]
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(executable());
    command.args(arguments).env_clear();
    for kept in ["PATH", "HOME", "TMPDIR"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command
}

/// Runs the program to its end.
///
/// # Panics
/// Where it cannot be started.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn iafq(arguments: &[&str]) -> Outcome {
    command(arguments).output().unwrap().into()
}
