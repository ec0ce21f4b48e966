//! The record of every state change: hash-chained under a locked head, in the transaction of the change.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::Store;
use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::schema::{audit, audit_head};

/// One entry of the record.
#[derive(Queryable, Insertable, Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
pub struct AuditEntry {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What, e.g. `return.submitted`.
    pub action: String,
    /// Of what.
    pub object: String,
    /// More, as JSON; never a figure of a return.
    pub detail: String,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// SHA-256 over all of the above, in hexadecimal.
    pub hash: String,
}

/// Where the chain does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainFault {
    /// The first entry that does not fit.
    pub seq: i64,
    /// What does not fit.
    pub what: &'static str,
}

impl AuditEntry {
    fn hash_of(&self) -> String {
        let mut hasher = Sha256::new();
        for part in [
            &self.previous_hash,
            &self.seq.to_string(),
            &self.at,
            &self.actor,
            &self.action,
            &self.object,
            &self.detail,
        ] {
            // Lengths stand before the parts, so that no two entries give the same bytes.
            hasher.update(part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
        schema::hex(&hasher.finalize())
    }
}

/// Appends an entry; call it last in a transaction, since it takes the lock on the head.
pub(crate) fn append(
    connection: &mut Backend,
    now: DateTime<Utc>,
    actor: &str,
    action: &str,
    object: &str,
    detail: &Json,
) -> Result<(), StorageError> {
    append_hash(connection, now, actor, action, object, detail).map(drop)
}

/// Appends an entry and gives the new head of the chain.
pub(crate) fn append_hash(
    connection: &mut Backend,
    now: DateTime<Utc>,
    actor: &str,
    action: &str,
    object: &str,
    detail: &Json,
) -> Result<String, StorageError> {
    let (seq, previous_hash) = head(connection)?;
    let mut entry = AuditEntry {
        seq: seq + 1,
        at: now.to_rfc3339(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        object: object.to_owned(),
        detail: detail.to_string(),
        previous_hash,
        hash: String::new(),
    };
    entry.hash = entry.hash_of();
    diesel::insert_into(audit::table).values(&entry).execute(connection)?;
    diesel::update(audit_head::table.find(1))
        .set((audit_head::seq.eq(entry.seq), audit_head::hash.eq(&entry.hash)))
        .execute(connection)?;
    Ok(entry.hash)
}

/// The head, locked until the transaction ends. SQLite's write lock is already held.
fn head(connection: &mut Backend) -> Result<(i64, String), StorageError> {
    let query = audit_head::table.find(1).select((audit_head::seq, audit_head::hash));
    Ok(match connection {
        Backend::Sqlite(sqlite) => query.first(sqlite)?,
        Backend::Postgresql(postgresql) => query.for_update().first(postgresql)?,
    })
}

impl Store {
    /// Entries after a number, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn audit(&self, after: i64, most: i64) -> Result<Vec<AuditEntry>, StorageError> {
        self.read(|connection| {
            let query = audit::table.filter(audit::seq.gt(after)).order(audit::seq).limit(most);
            Ok(query.select(AuditEntry::as_select()).load(connection)?)
        })
    }

    /// Computes the whole chain again and gives the first place where it does not hold.
    ///
    /// # Errors
    /// As the database says.
    pub fn verify_chain(&self) -> Result<Option<ChainFault>, StorageError> {
        let (mut seq, mut hash) = (0, String::new());
        loop {
            let entries = self.audit(seq, 1000)?;
            if entries.is_empty() {
                break;
            }
            for entry in entries {
                let what = if entry.seq != seq + 1 {
                    "an entry is missing"
                } else if entry.previous_hash != hash {
                    "the entry does not follow the one before"
                } else if entry.hash != entry.hash_of() {
                    "the entry was changed"
                } else {
                    (seq, hash) = (entry.seq, entry.hash);
                    continue;
                };
                return Ok(Some(ChainFault { seq: entry.seq, what }));
            }
        }
        let head: (i64, String) = self.read(|connection| {
            let query = audit_head::table.find(1).select((audit_head::seq, audit_head::hash));
            Ok(dispatch!(connection, connection => query.first(connection))?)
        })?;
        let fault = ChainFault { seq: seq + 1, what: "the last entries are missing" };
        Ok((head != (seq, hash)).then_some(fault))
    }
}
