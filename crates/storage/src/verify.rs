//! Whether the record holds: the chain from its first entry to its head, and every row it speaks of.

mod claims;
mod contents;
mod contributed;

use diesel::prelude::*;
use schema::Response;

use crate::Store;
use crate::audit::{self, AuditEntry, ChainCheck, Head};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::schema::audit as entries;
use crate::sight::Sight;

/// Something that is not as the record says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordFault {
    /// The entry of the chain, where one is known.
    pub entry: Option<i64>,
    /// What it is about: the id of a row, the SHA-256 of a file, or a file that was kept outside.
    pub object: String,
    /// What is not as it was.
    pub what: &'static str,
}

/// A receipt that somebody kept outside of the database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptReceipt {
    /// Its id.
    pub id: String,
    /// The head of the chain it names: the hash of its entry.
    pub chain_head: String,
    /// SHA-256 of the original file.
    pub original_sha256: String,
    /// SHA-256 of the answers.
    pub content_sha256: String,
}

/// What was looked at, and what is not as it was.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verified {
    /// The head of the chain.
    pub head: Head,
    /// Entries of the chain.
    pub entries: u64,
    /// Files whose bytes were hashed again.
    pub originals: u64,
    /// Revisions whose answers were hashed again.
    pub revisions: u64,
    /// Faults, the first [`MOST_FAULTS`]; none where the record holds.
    pub faults: Vec<RecordFault>,
}

/// How many faults are told: who changed more changed enough.
const MOST_FAULTS: usize = 1000;
/// Entries read at a time.
const BATCH: i64 = 1000;

impl Verified {
    fn fault(&mut self, entry: Option<i64>, object: impl Into<String>, what: &'static str) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(RecordFault { entry, object: object.into(), what });
        }
    }
}

/// The hash of what is read back; `None` where the edition is not known.
type ContentHash<'a> = dyn Fn(&Response) -> Option<String> + 'a;

impl Store {
    /// Looks through the whole record as it is at one moment: the chain, the rows it speaks of, the files, the answers,
    /// where the returns stand. `anchors` are heads and `receipts` receipts that were kept outside; `content` gives the
    /// hash of answers.
    ///
    /// # Errors
    /// As the database says.
    pub fn verify(
        &self,
        anchors: &[Head],
        receipts: &[KeptReceipt],
        content: &ContentHash<'_>,
    ) -> Result<Verified, StorageError> {
        self.snapshot(Sight::Record, |connection| {
            let mut verified = Verified { head: audit::stored_head(connection)?, ..Verified::default() };
            let mut claims = claims::Claims::new(receipts);
            chain(connection, anchors, &mut claims, &mut verified)?;
            claims.finish(connection, &mut verified)?;
            contents::originals(connection, &mut verified)?;
            contents::revisions(connection, content, &mut verified)?;
            Ok(verified)
        })
    }
}

/// Walks the chain, and looks after the rows of each entry also behind a fault.
fn chain(
    connection: &mut Backend,
    anchors: &[Head],
    claims: &mut claims::Claims<'_>,
    verified: &mut Verified,
) -> Result<(), StorageError> {
    let mut check = ChainCheck::against(verified.head.clone());
    let (mut broken, mut after) = (None, i64::MIN);
    let mut unseen: Vec<&Head> = anchors.iter().filter(|anchor| anchor.seq > 0).collect();
    loop {
        let query = entries::table.filter(entries::seq.gt(after)).order(entries::seq).limit(BATCH);
        let batch: Vec<AuditEntry> = query.select(AuditEntry::as_select()).load(connection)?;
        let Some(last) = batch.last() else { break };
        after = last.seq;
        for entry in &batch {
            verified.entries += 1;
            broken = broken.or_else(|| check.add(entry));
            let (here, elsewhere) = unseen.into_iter().partition(|anchor| anchor.seq == entry.seq);
            unseen = elsewhere;
            compare(entry, &here, verified);
        }
        claims.of(connection, &batch, verified)?;
    }
    if let Some(fault) = broken.or_else(|| check.finish(&verified.head.clone())) {
        verified.fault(Some(fault.seq), "audit", fault.what);
    }
    for anchor in unseen {
        let what = "the record has no such entry, but the anchor saw it: entries were cut off, or an older copy was put back";
        verified.fault(Some(anchor.seq), "anchor", what);
    }
    Ok(())
}

fn compare(entry: &AuditEntry, anchors: &[&Head], verified: &mut Verified) {
    for anchor in anchors {
        if anchor.hash != entry.hash {
            let what = "the entry is not the one the anchor saw: the record was rebuilt";
            verified.fault(Some(entry.seq), "anchor", what);
        }
    }
}
