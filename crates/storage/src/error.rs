//! Why the database did not do what it was asked. No message holds SQL or a value.

use diesel::result::{DatabaseErrorKind, Error};

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
    /// A newer program has changed the database.
    #[error(
        "the database was made by a newer version of this program (migration {version}); use that version"
    )]
    NewerDatabase {
        /// The first migration that is not known.
        version: String,
    },
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

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }
}

impl From<Error> for StorageError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::Conflict { what: "somebody else stored the same at the same moment".to_owned() }
            }
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => {
                Self::Unavailable { reason: "the connection was closed".to_owned() }
            }
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Unavailable { reason: "it is busy".to_owned() }
            }
            Error::DatabaseError(_, information) if is_busy(information.message()) => {
                Self::Unavailable { reason: "it is busy".to_owned() }
            }
            Error::DatabaseError(_, information) if information.message().contains("0x00") => {
                Self::Invalid { what: "a text holds the character U+0000, which cannot be stored".to_owned() }
            }
            Error::DatabaseError(kind, _) => Self::Internal { kind: format!("{kind:?}") },
            _ => Self::Internal { kind: "unexpected answer".to_owned() },
        }
    }
}

/// What passes: repeated a little later it may be done. PostgreSQL's lock timeout (55P03) and deadlock (40P01) are told
/// by their words, since diesel does not pass their codes on.
const PASSING: [&str; 5] = [
    "database is locked",
    "disk is full",
    "No space left",
    "canceling statement due to lock timeout",
    "deadlock detected",
];

fn is_busy(message: &str) -> bool {
    PASSING.iter().any(|words| message.contains(words))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_unavailable_and_the_rest_is_a_fault() {
        let unknown =
            |message: &str| Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()));
        let serialization = Error::DatabaseError(
            DatabaseErrorKind::SerializationFailure,
            Box::new("could not serialize access due to concurrent update".to_owned()),
        );
        for error in [
            unknown("canceling statement due to lock timeout"),
            unknown("deadlock detected"),
            unknown("database is locked"),
            serialization,
        ] {
            assert!(matches!(StorageError::from(error), StorageError::Unavailable { .. }));
        }
        assert!(matches!(StorageError::from(unknown("syntax error")), StorageError::Internal { .. }));
        let nul = unknown("invalid byte sequence for encoding \"UTF8\": 0x00");
        assert!(matches!(StorageError::from(nul), StorageError::Invalid { .. }));
    }
}
