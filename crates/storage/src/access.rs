//! Who read what is not published: sealed in batches, each with one entry in the chain.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::schema::{access_batch, access_log};
use crate::sight::Sight;
use crate::{Store, audit, new_id};

/// That somebody read something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Access {
    /// When, RFC 3339.
    pub at: String,
    /// Who: the id of an account.
    pub actor: String,
    /// By which route, e.g. `GET /api/v1/returns/{country}/{year}`.
    pub route: String,
    /// What: the address that was asked.
    pub object: String,
}

/// Who seals.
const SERVICE: &str = "service";
/// Rows of one statement.
const BATCH: usize = 200;

impl Store {
    /// Seals reads: keeps them with their SHA-256 in the chain. Nothing is written where there are none.
    ///
    /// # Errors
    /// As the database says; then none is kept.
    pub fn seal(&self, reads: &[Access], now: DateTime<Utc>) -> Result<(), StorageError> {
        let (Some(first), Some(last)) = (reads.first(), reads.last()) else { return Ok(()) };
        let count = i32::try_from(reads.len())
            .map_err(|_| StorageError::Invalid { what: "too many reads at once".to_owned() })?;
        let (id, sha256) = (new_id(), sha256(reads));
        self.write(Sight::Record, |connection| {
            diesel::insert_into(access_batch::table)
                .values((
                    access_batch::id.eq(&id),
                    access_batch::reads.eq(count),
                    access_batch::first_at.eq(&first.at),
                    access_batch::last_at.eq(&last.at),
                    access_batch::sha256.eq(&sha256),
                ))
                .execute(connection)?;
            insert(connection, &id, reads)?;
            let detail = json!({ "reads": count, "first": first.at, "last": last.at, "sha256": sha256 });
            audit::append(connection, now, SERVICE, "access.sealed", &id, &detail)
        })
    }

    /// The reads of an object that are sealed, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn accesses(&self, object: &str) -> Result<Vec<Access>, StorageError> {
        self.read(Sight::Record, |connection| {
            let query = access_log::table
                .filter(access_log::object.eq(object))
                .order((access_log::at, access_log::batch_id, access_log::position))
                .select((access_log::at, access_log::actor, access_log::route, access_log::object));
            let rows: Vec<(String, String, String, String)> = query.load(connection)?;
            Ok(rows.into_iter().map(access).collect())
        })
    }
}

fn insert(connection: &mut Backend, batch: &str, reads: &[Access]) -> Result<(), StorageError> {
    let numbered: Vec<_> = (1_i32..).zip(reads).collect();
    for some in numbered.chunks(BATCH) {
        let rows: Vec<_> = some
            .iter()
            .map(|(position, read)| {
                (
                    access_log::batch_id.eq(batch),
                    access_log::position.eq(*position),
                    access_log::at.eq(&read.at),
                    access_log::actor.eq(&read.actor),
                    access_log::route.eq(&read.route),
                    access_log::object.eq(&read.object),
                )
            })
            .collect();
        dispatch!(connection, connection => diesel::insert_into(access_log::table).values(rows).execute(connection))?;
    }
    Ok(())
}

fn access((at, actor, route, object): (String, String, String, String)) -> Access {
    Access { at, actor, route, object }
}

/// How many reads a batch holds, and their SHA-256, as they stand in the database.
pub(crate) fn of_batch(connection: &mut Backend, batch: &str) -> Result<(usize, String), StorageError> {
    let query = access_log::table
        .filter(access_log::batch_id.eq(batch))
        .order(access_log::position)
        .select((access_log::at, access_log::actor, access_log::route, access_log::object));
    let rows: Vec<(String, String, String, String)> = query.load(connection)?;
    let reads: Vec<_> = rows.into_iter().map(access).collect();
    Ok((reads.len(), sha256(&reads)))
}

fn sha256(reads: &[Access]) -> String {
    let mut hasher = Sha256::new();
    for read in reads {
        for part in [&read.at, &read.actor, &read.route, &read.object] {
            // Lengths stand before the parts, so that no two batches give the same bytes.
            hasher.update(part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    schema::hex(&hasher.finalize())
}
