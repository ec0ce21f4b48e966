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

/// Entries read at a time.
const BATCH: i64 = 1000;

/// Where the chain does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainFault {
    /// The first entry that does not fit.
    pub seq: i64,
    /// What does not fit.
    pub what: &'static str,
}

impl AuditEntry {
    /// Why it does not follow an entry, where it does not.
    fn breaks(&self, seq: i64, hash: &str) -> Option<&'static str> {
        if self.seq != seq + 1 {
            Some("an entry is missing")
        } else if self.previous_hash != hash {
            Some("the entry does not follow the one before")
        } else if self.hash != self.hash_of() {
            Some("the entry was changed")
        } else {
            None
        }
    }

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

    /// Computes the whole chain again and gives the first place where it does not hold. Entries that are appended
    /// meanwhile are no fault: the head is read before the entries, and again after them.
    ///
    /// # Errors
    /// As the database says.
    pub fn verify_chain(&self) -> Result<Option<ChainFault>, StorageError> {
        let before = self.chain_head()?;
        let (mut seq, mut hash) = (0, String::new());
        loop {
            if seq == before.0 && hash != before.1 {
                return Ok(fault(seq, "the entry is not the one at the head of the chain"));
            }
            let most = if seq < before.0 { (before.0 - seq).min(BATCH) } else { BATCH };
            let entries = self.audit(seq, most)?;
            if entries.is_empty() {
                break;
            }
            for entry in entries {
                if let Some(what) = entry.breaks(seq, &hash) {
                    return Ok(fault(entry.seq, what));
                }
                (seq, hash) = (entry.seq, entry.hash);
            }
        }
        // An entry and its head are committed together: no entry that was read can be beyond a head read later.
        let after = self.chain_head()?;
        Ok(if seq < before.0 {
            fault(seq + 1, "the last entries are missing")
        } else if after.0 < seq || (after.0 == seq && after.1 != hash) {
            fault(after.0 + 1, "the entry was not appended through the head")
        } else {
            None
        })
    }

    /// Number and hash of the last entry, as the head says.
    fn chain_head(&self) -> Result<(i64, String), StorageError> {
        self.read(|connection| {
            let query = audit_head::table.find(1).select((audit_head::seq, audit_head::hash));
            Ok(dispatch!(connection, connection => query.first(connection))?)
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what the caller gives on")]
fn fault(seq: i64, what: &'static str) -> Option<ChainFault> {
    Some(ChainFault { seq, what })
}
