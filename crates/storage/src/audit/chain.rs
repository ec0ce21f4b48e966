//! The chain by itself: how an entry follows another, and whether a row of entries is the one a head stands for. No
//! database.

use sha2::{Digest, Sha256};

use super::AuditEntry;

/// The last entry of a chain: its number and hash. A chain without entries has 0 and no hash.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Head {
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// What an entry tells.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    /// When, RFC 3339.
    pub at: &'a str,
    /// Who.
    pub actor: &'a str,
    /// What, e.g. `return.submitted`.
    pub action: &'a str,
    /// Of what.
    pub object: &'a str,
    /// More, as JSON.
    pub detail: &'a str,
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
    /// The entry that comes behind a head.
    #[must_use]
    pub fn following(head: &Head, happened: &Happened<'_>) -> Self {
        let mut entry = Self {
            seq: head.seq.saturating_add(1),
            at: happened.at.to_owned(),
            actor: happened.actor.to_owned(),
            action: happened.action.to_owned(),
            object: happened.object.to_owned(),
            detail: happened.detail.to_owned(),
            previous_hash: head.hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.hash_of();
        entry
    }

    /// The head of a chain that ends in it.
    #[must_use]
    pub fn as_head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }

    /// Why it does not follow a head, where it does not.
    fn breaks(&self, head: &Head) -> Option<&'static str> {
        if Some(self.seq) != head.seq.checked_add(1) {
            Some("an entry is missing")
        } else if self.previous_hash != head.hash {
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

/// Takes entries one after another, and says where they leave the chain that a head stands for.
#[derive(Clone, Debug)]
pub struct ChainCheck {
    /// The head as it was before the entries were read.
    before: Head,
    /// The end of what was taken so far.
    reached: Head,
}

impl ChainCheck {
    /// From the first entry, against a head.
    #[must_use]
    pub fn against(before: Head) -> Self {
        Self { before, reached: Head::default() }
    }

    /// The number of the last entry taken.
    pub fn seq(&self) -> i64 {
        self.reached.seq
    }

    /// How many entries may be read at once: none is read across the head, since what comes behind it was appended
    /// meanwhile.
    pub(super) fn to_the_head(&self) -> i64 {
        match self.before.seq.saturating_sub(self.reached.seq) {
            left if left > 0 => left,
            _ => i64::MAX,
        }
    }

    /// Takes the next entry.
    pub fn add(&mut self, entry: &AuditEntry) -> Option<ChainFault> {
        if let Some(fault) = self.other_than_the_head() {
            return Some(fault);
        }
        if let Some(what) = entry.breaks(&self.reached) {
            return fault(entry.seq, what);
        }
        self.reached = entry.as_head();
        self.other_than_the_head()
    }

    /// Says whether the entries were all, with the head as it is after they were read.
    #[must_use]
    pub fn finish(&self, after: &Head) -> Option<ChainFault> {
        let reached = &self.reached;
        if let Some(fault) = self.other_than_the_head() {
            return Some(fault);
        }
        if reached.seq < self.before.seq {
            fault(reached.seq.saturating_add(1), "the last entries are missing")
        } else if after.seq < reached.seq || (after.seq == reached.seq && after.hash != reached.hash) {
            fault(after.seq.saturating_add(1), "the entry was not appended through the head")
        } else {
            None
        }
    }

    fn other_than_the_head(&self) -> Option<ChainFault> {
        let other = self.reached.seq == self.before.seq && self.reached.hash != self.before.hash;
        other.then_some(ChainFault {
            seq: self.reached.seq,
            what: "the entry is not the one at the head of the chain",
        })
    }
}

/// Whether entries are, from the first to the last, the chain that a head stands for; where not, the first fault.
pub fn check_chain<'a>(entries: impl IntoIterator<Item = &'a AuditEntry>, head: &Head) -> Option<ChainFault> {
    let mut check = ChainCheck::against(head.clone());
    entries.into_iter().find_map(|entry| check.add(entry)).or_else(|| check.finish(head))
}

#[expect(clippy::unnecessary_wraps, reason = "what the caller gives on")]
fn fault(seq: i64, what: &'static str) -> Option<ChainFault> {
    Some(ChainFault { seq, what })
}
