//! The audit chain: whatever is done to it behind the program's back is found, and what the program does is no fault.

use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use storage::{ChainFault, NewUpload, Store};

use crate::samples::*;
use crate::support::{open, with_postgresql, with_sqlite};
use crate::{database_tests, support};

/// What somebody with the database in hands does to five entries, and where the chain no longer holds.
const TAMPERED: [(&str, &str, i64, &str); 11] = [
    ("an edited entry", "UPDATE audit SET detail = '{}' WHERE seq = 3", 3, "was changed"),
    ("another actor", "UPDATE audit SET actor = 'nobody' WHERE seq = 1", 1, "was changed"),
    ("an edited last entry", "UPDATE audit SET at = '2020' WHERE seq = 5", 5, "was changed"),
    ("another hash", "UPDATE audit SET hash = 'f' WHERE seq = 2", 2, "was changed"),
    ("a deleted entry", "DELETE FROM audit WHERE seq = 3", 4, "is missing"),
    ("a deleted first entry", "DELETE FROM audit WHERE seq = 1", 2, "is missing"),
    (
        "a deleted entry, the rest renumbered",
        "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; \
         UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit_head SET seq = 4",
        3,
        "does not follow",
    ),
    (
        "two entries in the other order",
        "UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; \
         UPDATE audit SET seq = 3 WHERE seq = -1",
        2,
        "does not follow",
    ),
    ("a tail cut off", "DELETE FROM audit WHERE seq > 3", 4, "last entries are missing"),
    ("everything cut off", "DELETE FROM audit", 1, "last entries are missing"),
    ("a head set back", "UPDATE audit_head SET seq = 4", 4, "at the head"),
];

/// Keeps an original: one more entry.
fn append(store: &Store, content: &str) {
    let upload = NewUpload {
        country: Some("XDA".into()),
        cycle: 2026,
        file_name: None,
        media_type: None,
        bytes: content.as_bytes(),
        sha256: format!("sha-of-{content}"),
    };
    store.keep_original(&of("XDA"), &upload, now()).unwrap();
}

fn of_five(url: &str) -> Store {
    let store = open(url);
    for content in ["one", "two", "three", "four", "five"] {
        append(&store, content);
    }
    assert_eq!(store.verify_chain().unwrap(), None);
    store
}

fn found(store: &Store, (name, _, seq, what): (&str, &str, i64, &str)) {
    let fault: Option<ChainFault> = store.verify_chain().unwrap();
    let fault = fault.unwrap_or_else(|| unreachable!("{name} is not found"));
    assert!(fault.seq == seq && fault.what.contains(what), "{name}: {fault:?}");
}

#[test]
fn whatever_is_done_to_the_chain_is_found_on_sqlite() {
    for tampered in TAMPERED {
        with_sqlite(|url| {
            let store = of_five(url);
            let mut connection = SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap();
            let unguarded = "DROP TRIGGER audit_refuses_update; DROP TRIGGER audit_refuses_delete;";
            connection.batch_execute(&format!("{unguarded} {}", tampered.1)).unwrap();
            found(&store, tampered);
        });
    }
}

#[test]
fn whatever_is_done_to_the_chain_is_found_on_postgresql() {
    for tampered in TAMPERED {
        with_postgresql(|url| {
            let store = of_five(url);
            let mut connection = PgConnection::establish(url).unwrap();
            let unguarded = "ALTER TABLE audit DISABLE TRIGGER USER;";
            connection.batch_execute(&format!("{unguarded} {}", tampered.1)).unwrap();
            found(&store, tampered);
        });
    }
}

database_tests! {
    fn an_entry_that_is_appended_while_the_chain_is_verified_is_no_fault(store: Store) {
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for index in 0..150 {
                    append(&store, &format!("upload {index}"));
                }
                done.store(true, Ordering::Relaxed);
            });
            while !done.load(Ordering::Relaxed) {
                assert_eq!(store.verify_chain().unwrap(), None);
            }
        });
        assert_eq!(store.verify_chain().unwrap(), None);
    }
}
