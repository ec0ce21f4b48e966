//! Why the database did not do what it was asked. No message holds SQL or a value.

use diesel::result::{DatabaseErrorKind, Error};

use crate::trouble;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// It is not there, or not for this scope.
    #[error("there is no such thing here")]
    NotFound,
    /// Somebody else was first.
    #[error("{what}. Read it again and repeat.")]
    Conflict {
        /// What changed.
        what: String,
    },
    /// The return has another version by now than a merge rests on.
    #[error("the return was changed in the meantime. Read it again and repeat.")]
    OtherVersion,
    /// A revision was judged against earlier years of which other revisions stand by now.
    #[error(
        "the return was judged against figures of {} that were replaced since. Send the file again: it is then judged \
         against what stands now.",
        years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    EarlierChanged {
        /// Of which years.
        years: Vec<schema::Year>,
    },
    /// A step of the workflow does not start where the return stands.
    #[error("a return that is {from} cannot {}: that takes one that is {}", step.phrase(), starts(*step))]
    WrongStep {
        /// Which step.
        step: crate::names::Step,
        /// Where the return stands.
        from: crate::names::ReturnState,
    },
    /// The same person did what is to be checked by another.
    #[error("who {who} does not do this: somebody else has to")]
    FourEyes {
        /// What they did.
        who: &'static str,
    },
    /// What a reviewer has to do first.
    #[error(
        "the review is not finished. Open questions: {questions}. Explanations that wait for a decision or were \
         questioned: {explanations}. Findings that the State has neither corrected nor explained: {findings}. Close the \
         questions and accept the explanations, or give the return back."
    )]
    ReviewOpen {
        /// Questions that are open.
        questions: usize,
        /// Explanations that were not accepted.
        explanations: usize,
        /// Errors, and warnings without an explanation.
        findings: usize,
    },
    /// A revision is accepted: what was said of it is the ground of that.
    #[error(
        "the revision is accepted, and what was said of it stands. It changes where the return is given back first."
    )]
    Settled,
    /// What was asked cannot be.
    #[error("{what}")]
    Invalid {
        /// Why.
        what: String,
    },
    /// The database does not answer.
    #[error("the database does not answer: {reason}")]
    Unavailable {
        /// What it said, without secrets.
        reason: String,
    },
    /// The database has no room left.
    #[error("the database has no room left on its disk")]
    Full,
    /// A newer program has changed the database.
    #[error(
        "the database was made by a newer version of this program (migration {version}); use that version"
    )]
    NewerDatabase {
        /// The first migration that is not known.
        version: String,
    },
    /// The database was made by an older version of this program, or is empty.
    #[error(
        "the database is empty or was made by an older version of this program; a command that writes (`iafq serve`) \
         brings it up to date"
    )]
    OlderDatabase,
    /// What is stored cannot be what was stored.
    #[error("stored data are damaged: {what}")]
    Corrupt {
        /// Where.
        what: String,
    },
    /// A fault of this program.
    #[error("the database refused an operation ({kind})")]
    Internal {
        /// Which kind.
        kind: String,
    },
}

impl StorageError {
    pub(crate) fn unavailable(reason: &impl std::fmt::Display) -> Self {
        Self::Unavailable { reason: without_secrets(&reason.to_string()) }
    }

    /// An error that something else wraps: told by its words, a fault of this program where they say nothing.
    pub(crate) fn wrapped(error: &(dyn std::error::Error + 'static)) -> Self {
        let unexpected = || Self::Internal { kind: "unexpected answer".to_owned() };
        trouble::told(&error.to_string()).unwrap_or_else(unexpected)
    }

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }
}

impl From<Error> for StorageError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(kind, information) => said(kind, information.message()),
            // What the commit met is the reason; the rollback could only fail after it.
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            Error::BrokenTransactionManager => {
                Self::Unavailable { reason: "the connection was lost".to_owned() }
            }
            // COPY, and rows that stop in the middle, wrap what the connection said.
            Error::QueryBuilderError(error)
            | Error::SerializationError(error)
            | Error::DeserializationError(error) => Self::wrapped(&*error),
            _ => Self::Internal { kind: "unexpected answer".to_owned() },
        }
    }
}

fn said(kind: DatabaseErrorKind, message: &str) -> StorageError {
    match kind {
        DatabaseErrorKind::UniqueViolation => {
            StorageError::Conflict { what: "somebody else stored the same at the same moment".to_owned() }
        }
        DatabaseErrorKind::SerializationFailure => {
            StorageError::Unavailable { reason: "it is busy".to_owned() }
        }
        // The last words before a connection ends may say why.
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            trouble::told(message)
                .unwrap_or_else(|| StorageError::Unavailable { reason: "the connection was lost".to_owned() })
        }
        DatabaseErrorKind::Unknown if message.contains("0x00") => StorageError::Invalid {
            what: "a text holds the character U+0000, which cannot be stored".to_owned(),
        },
        kind => {
            trouble::told(message).unwrap_or_else(|| StorageError::Internal { kind: format!("{kind:?}") })
        }
    }
}

/// The password of a URL in a message is replaced.
fn without_secrets(message: &str) -> String {
    message
        .split(' ')
        .map(|word| match (word.find("://"), word.rfind('@')) {
            (Some(scheme), Some(at)) if scheme < at => {
                format!(
                    "{}://…{}",
                    word.get(..scheme).unwrap_or_default(),
                    word.get(at..).unwrap_or_default()
                )
            }
            _ => word.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where a step starts, in words.
fn starts(step: crate::names::Step) -> String {
    let starts: Vec<_> = crate::workflow::starts(step).map(crate::names::ReturnState::code).collect();
    starts.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(message: &str) -> Error {
        Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()))
    }

    fn of_kind(kind: DatabaseErrorKind, message: &str) -> Error {
        Error::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn what_passes_is_unavailable_and_the_rest_is_a_fault() {
        for error in [
            unknown("canceling statement due to lock timeout"),
            unknown("deadlock detected"),
            unknown("database is locked"),
            of_kind(DatabaseErrorKind::SerializationFailure, "could not serialize access"),
            of_kind(DatabaseErrorKind::UnableToSendCommand, "no connection to the server"),
            of_kind(DatabaseErrorKind::ClosedConnection, ""),
            of_kind(
                DatabaseErrorKind::ReadOnlyTransaction,
                "cannot execute INSERT in a read-only transaction",
            ),
            Error::BrokenTransactionManager,
        ] {
            assert!(matches!(StorageError::from(error), StorageError::Unavailable { .. }));
        }
        for error in [
            unknown("syntax error"),
            of_kind(DatabaseErrorKind::CheckViolation, "a check"),
            Error::NotInTransaction,
        ] {
            assert!(matches!(StorageError::from(error), StorageError::Internal { .. }));
        }
        let nul = unknown("invalid byte sequence for encoding \"UTF8\": 0x00");
        assert!(matches!(StorageError::from(nul), StorageError::Invalid { .. }));
    }

    #[test]
    fn a_commit_that_failed_says_why_it_failed() {
        let error = Error::RollbackErrorOnCommit {
            rollback_error: Box::new(unknown("cannot rollback - no transaction is active")),
            commit_error: Box::new(unknown("database or disk is full")),
        };
        assert!(matches!(StorageError::from(error), StorageError::Full));
    }

    #[test]
    fn what_copy_wraps_is_told_by_its_words() {
        let lost = std::io::Error::other("server closed the connection unexpectedly");
        let error = StorageError::from(Error::SerializationError(Box::new(lost)));
        assert!(matches!(error, StorageError::Unavailable { .. }), "{error}");
        let fault = std::io::Error::other("a number that is none");
        let error = StorageError::from(Error::DeserializationError(Box::new(fault)));
        assert!(matches!(error, StorageError::Internal { .. }), "{error}");
    }
}
