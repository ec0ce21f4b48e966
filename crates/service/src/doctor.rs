//! What stands between a service and its work. Each check looks at one thing of the world, leaves nothing behind, and
//! says what it found and what to do.

mod addresses;
mod database;
mod machine;
mod openid;
mod surroundings;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use serde::Serialize;

pub(crate) use addresses::{Meeting, addresses};
pub(crate) use database::database;
pub(crate) use machine::{descriptors, memory, reader};
pub(crate) use openid::{NAME as OPENID, openid};
pub(crate) use surroundings::{configuration, definitions, mail, secret, tls, variables};

/// How a check went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// As it should be.
    Ok,
    /// The service runs, but somebody may be surprised.
    Warning,
    /// The service does not run, or not for long.
    Failed,
}

impl Outcome {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// A check that was made.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    /// What was looked at.
    pub(crate) name: &'static str,
    /// How it went.
    pub(crate) outcome: Outcome,
    /// What was found, and what it means.
    pub(crate) found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to_do: Option<String>,
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Ok, found: found.into(), to_do: None }
    }

    fn warning(name: &'static str, found: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Warning, found: found.into(), to_do: Some(to_do.into()) }
    }

    fn failed(name: &'static str, found: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Failed, found: found.into(), to_do: Some(to_do.into()) }
    }
}

/// A setting that is none.
pub(crate) fn wrong(name: &'static str, why: impl Into<String>) -> Check {
    Check::failed(name, why, "correct the setting; `iafq config show` says whence it comes")
}

/// Whether files can be made in a folder: one is, and taken away.
fn can_write_in(folder: &Path) -> io::Result<()> {
    // A path without a folder is of the folder where the program runs.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let path = folder.join(format!(".iafq-doctor-{}", uuid::Uuid::now_v7()));
    OpenOptions::new().write(true).create_new(true).open(&path)?;
    fs::remove_file(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_tried_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        can_write_in(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(can_write_in(&folder.path().join("nowhere")).is_err());
    }
}
