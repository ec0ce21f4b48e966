//! What a database says when the world stands in its way. diesel passes neither SQLite's result code nor PostgreSQL's
//! SQLSTATE on, so that it is told by its words, which are English where `lc_messages` is.

use crate::error::StorageError;

/// There is no room left.
const FULL: [&str; 4] =
    ["database or disk is full", "No space left on device", "Disk quota exceeded", "File too large"];

/// PostgreSQL names the file between these two where the system wrote less than it was asked to.
const WROTE_LESS: (&str, &str) = ("could not ", ": wrote only ");

/// What passes: the words, and what is said of it.
const PASSING: [(&[&str], &str); 6] = [
    (
        &[
            "database is locked",
            "database table is locked",
            "database schema is locked",
            "locking protocol",
            "canceling statement due to",
            "deadlock detected",
            "could not obtain lock",
        ],
        "it is busy",
    ),
    (
        &[
            "disk I/O error",
            "unable to open database file",
            "Input/output error",
            "Stale file handle",
            "could not fsync",
            "could not read",
            "could not write",
            "could not extend",
            "could not open",
            "could not access",
            "could not truncate",
            "could not flush",
        ],
        "its disk cannot be read or written",
    ),
    // SQLite says so of every file that it cannot read, be the file damaged or the disk.
    (
        &["disk image is malformed", "file is not a database"],
        "its file is damaged, or its disk cannot be read",
    ),
    (
        &[
            "server closed the connection",
            "terminating connection",
            "no connection to the server",
            "connection to server",
            "connection has been closed",
            "connection not open",
            "could not receive data from server",
            "could not send data to server",
            "SSL SYSCALL error",
            "lost synchronization with server",
            "Connection reset by peer",
            "Broken pipe",
        ],
        "the connection was lost",
    ),
    (&["the database system is", "too many clients", "too many connections"], "it takes no connections"),
    (
        &["read-only transaction", "attempt to write a readonly database", "out of memory"],
        "it cannot write at present",
    ),
];

/// What a message tells of the world; `None` where it tells of the program.
pub(crate) fn told(message: &str) -> Option<StorageError> {
    let (before, after) = WROTE_LESS;
    let says = |words: &str| message.contains(words);
    if FULL.into_iter().any(says) || (says(before) && says(after)) {
        return Some(StorageError::Full);
    }
    let passing = PASSING.into_iter().find(|(words, _)| words.iter().any(|words| says(words)));
    passing.map(|(_, reason)| StorageError::Unavailable { reason: reason.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_room_is_told_from_a_disk_that_fails() {
        for message in [
            "database or disk is full",
            "could not extend file \"base/5/16384\": No space left on device",
            "could not extend file \"base/5/16384\": wrote only 4096 of 8192 bytes at block 7",
            "could not write to file \"pg_wal/xlogtemp.31\": No space left on device",
            "could not write to file \"base/pgsql_tmp/pgsql_tmp7.0\": Disk quota exceeded",
        ] {
            assert!(matches!(told(message), Some(StorageError::Full)), "{message}");
        }
        for message in [
            "disk I/O error",
            "database disk image is malformed",
            "could not extend file \"base/5/16384\": Input/output error",
            "could not fsync file \"base/5/16384\": Input/output error",
            "could not read block 3 in file \"base/5/16384\": Input/output error",
        ] {
            assert!(matches!(told(message), Some(StorageError::Unavailable { .. })), "{message}");
        }
    }

    #[test]
    fn a_database_that_went_away_comes_back() {
        for message in [
            "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
            "terminating connection due to administrator command",
            "terminating connection because of crash of another server process",
            "no connection to the server\n",
            "the database system is starting up",
            "the database system is shutting down",
            "the database system is in recovery mode",
            "the database system is not yet accepting connections",
            "sorry, too many clients already",
            "cannot execute INSERT in a read-only transaction",
            "attempt to write a readonly database",
        ] {
            assert!(matches!(told(message), Some(StorageError::Unavailable { .. })), "{message}");
        }
    }

    #[test]
    fn a_fault_of_the_program_stays_one() {
        for message in ["syntax error at or near \"SELEC\"", "no such table: x"] {
            assert!(told(message).is_none(), "{message}");
        }
    }
}
