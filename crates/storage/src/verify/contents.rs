//! Files and answers, hashed again.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{ContentHash, Verified};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::revisions::responses;
use crate::schema::{original, original_piece, revision};

/// Revisions whose answers are in memory at a time.
const REVISIONS: i64 = 20;

/// Every file, one in memory at a time.
pub(super) fn originals(connection: &mut Backend, verified: &mut Verified) -> Result<(), StorageError> {
    let all: Vec<String> =
        original::table.order(original::sha256).select(original::sha256).load(connection)?;
    for sha256 in all {
        let mut hasher = Sha256::new();
        for number in 0.. {
            let piece = original_piece::table.find((&sha256, number)).select(original_piece::bytes);
            let piece: Option<Vec<u8>> = piece.first(connection).optional()?;
            let Some(piece) = piece else { break };
            hasher.update(&piece);
        }
        verified.originals += 1;
        if schema::hex(&hasher.finalize()) != sha256 {
            verified.fault(None, sha256, "the bytes of the file are not those that arrived");
        }
    }
    Ok(())
}

/// The answers of every revision.
pub(super) fn revisions(
    connection: &mut Backend,
    content: &ContentHash<'_>,
    verified: &mut Verified,
) -> Result<(), StorageError> {
    let mut after = String::new();
    loop {
        let query = revision::table.filter(revision::id.gt(&after)).order(revision::id).limit(REVISIONS);
        let some: Vec<(String, String)> =
            query.select((revision::id, revision::content_sha256)).load(connection)?;
        let Some((last, _)) = some.last() else { return Ok(()) };
        after.clone_from(last);
        let ids: Vec<_> = some.iter().map(|(id, _)| id.clone()).collect();
        let mut found = responses(connection, &ids)?;
        for (id, stored) in some {
            verified.revisions += 1;
            let hash = found.remove(&id).map(|response| content(&response));
            let fault = match hash.flatten() {
                Some(hash) if hash == stored => continue,
                Some(_) => "the answers of the revision are not those that were stored",
                None => "the edition of the revision is not known here; name its definitions: --forms",
            };
            verified.fault(None, id, fault);
        }
    }
}
