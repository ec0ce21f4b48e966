//! Originals: kept in pieces, given back as they came, also through the migration that made pieces of them.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use storage::{NewUpload, Store, UploadId};

use crate::samples::*;
use crate::support;

const PIECE: usize = 256 * 1024;

/// Lengths around the edges of pieces.
const LENGTHS: [usize; 6] = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE];

/// Bytes of which no piece is like another.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at * 31 + at / PIECE * 7) % 251).unwrap()).collect()
}

fn keep(store: &Store, bytes: &[u8]) -> UploadId {
    let new = NewUpload {
        country: Some("XDA".into()),
        cycle: 2026,
        file_name: None,
        media_type: None,
        bytes,
        sha256: format!("sha-of-{}", bytes.len()),
    };
    store.keep_original(&of("XDA"), &new, now()).unwrap()
}

fn come_back_as_they_came(store: &Store, uploads: &[UploadId]) {
    for (id, length) in uploads.iter().zip(LENGTHS) {
        let original = store.upload(&of("XDA"), id).unwrap();
        assert!(original.bytes == bytes(length), "{length} bytes are others");
    }
}

fn through_the_migration(url: &str, down_and_up: impl FnOnce()) {
    let store = support::open(url);
    let uploads = LENGTHS.map(|length| keep(&store, &bytes(length)));
    come_back_as_they_came(&store, &uploads);
    let again = keep(&store, &bytes(PIECE));
    assert!(store.upload(&of("XDA"), &again).unwrap().bytes == bytes(PIECE), "the same bytes are kept once");
    down_and_up();
    come_back_as_they_came(&store, &uploads);
}

#[test]
fn an_original_comes_back_as_it_came_through_the_migration_to_pieces_on_sqlite() {
    support::with_sqlite(|url| {
        through_the_migration(url, || {
            let path = url.strip_prefix("sqlite:").unwrap();
            let mut connection = SqliteConnection::establish(path).unwrap();
            let (down, up) = (
                include_str!("../../../../migrations/sqlite/2026-11-28-090000_original_pieces/down.sql"),
                include_str!("../../../../migrations/sqlite/2026-11-28-090000_original_pieces/up.sql"),
            );
            connection.batch_execute(down).unwrap();
            connection.batch_execute(up).unwrap();
        });
    });
}

#[test]
fn an_original_comes_back_as_it_came_through_the_migration_to_pieces_on_postgresql() {
    support::with_postgresql(|url| {
        through_the_migration(url, || {
            let mut connection = PgConnection::establish(url).unwrap();
            let (down, up) = (
                include_str!("../../../../migrations/postgresql/2026-11-28-090000_original_pieces/down.sql"),
                include_str!("../../../../migrations/postgresql/2026-11-28-090000_original_pieces/up.sql"),
            );
            connection.batch_execute(down).unwrap();
            connection.batch_execute(up).unwrap();
        });
    });
}
