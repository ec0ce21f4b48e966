//! The record of every state change: hash-chained under a locked head, in the transaction of the change.

mod chain;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value as Json;

use crate::Store;
use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::schema::{audit, audit_head};
use crate::sight::Sight;
pub use chain::{ChainCheck, ChainFault, Happened, Head, check_chain};

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
    let (at, detail) = (now.to_rfc3339(), detail.to_string());
    let happened = Happened { at: &at, actor, action, object, detail: &detail };
    let entry = AuditEntry::following(&head(connection)?, &happened);
    diesel::insert_into(audit::table).values(&entry).execute(connection)?;
    diesel::update(audit_head::table.find(1))
        .set((audit_head::seq.eq(entry.seq), audit_head::hash.eq(&entry.hash)))
        .execute(connection)?;
    Ok(entry.hash)
}

/// The head, locked until the transaction ends. SQLite's write lock is already held.
fn head(connection: &mut Backend) -> Result<Head, StorageError> {
    let query = audit_head::table.find(1).select((audit_head::seq, audit_head::hash));
    let (seq, hash) = match connection {
        Backend::Sqlite(sqlite) => query.first(sqlite)?,
        Backend::Postgresql(postgresql) => query.for_update().first(postgresql)?,
    };
    Ok(Head { seq, hash })
}

impl Store {
    /// Entries after a number, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn audit(&self, after: i64, most: i64) -> Result<Vec<AuditEntry>, StorageError> {
        self.read(Sight::Record, |connection| {
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
        let mut check = ChainCheck::against(self.chain_head()?);
        loop {
            let entries = self.audit(check.seq(), check.to_the_head().min(BATCH))?;
            if entries.is_empty() {
                break;
            }
            if let Some(fault) = entries.iter().find_map(|entry| check.add(entry)) {
                return Ok(Some(fault));
            }
        }
        // An entry and its head are committed together: no entry that was read can be beyond a head read later.
        let after = self.chain_head()?;
        Ok(check.finish(&after))
    }

    /// Number and hash of the last entry, as the head says.
    ///
    /// # Errors
    /// As the database says.
    pub fn chain_head(&self) -> Result<Head, StorageError> {
        self.read(Sight::Record, stored_head)
    }
}

/// Number and hash of the last entry, as the head says; others may append behind it.
pub(crate) fn stored_head(connection: &mut Backend) -> Result<Head, StorageError> {
    let query = audit_head::table.find(1).select((audit_head::seq, audit_head::hash));
    let (seq, hash) = dispatch!(connection, connection => query.first(connection))?;
    Ok(Head { seq, hash })
}
