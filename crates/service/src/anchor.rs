//! Anchors: the signed head of the record, a small file that is kept where the database's keepers cannot reach it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use storage::Head;

use crate::signing::{self, Signer};

/// What the signed text begins with.
const KIND: &str = "iafq-anchor-1";

/// The signed head of the record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Anchor {
    /// `iafq-anchor-1`.
    kind: String,
    /// The number of the last entry.
    pub(crate) seq: i64,
    /// Its hash.
    pub(crate) hash: String,
    /// When it was made, RFC 3339.
    at: String,
    /// The key that verifies it, in hexadecimal.
    pub(crate) public_key: String,
    /// Ed25519, in hexadecimal.
    signature: String,
}

impl Anchor {
    /// The anchor of a head.
    pub(crate) fn new(head: Head, now: DateTime<Utc>, signer: &Signer) -> Self {
        let mut anchor = Self {
            kind: KIND.to_owned(),
            seq: head.seq,
            hash: head.hash,
            at: now.to_rfc3339(),
            public_key: signer.public_key(),
            signature: String::new(),
        };
        anchor.signature = signer.sign(&anchor.message());
        anchor
    }

    /// The head that was signed.
    pub(crate) fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }

    /// Whether its signature is that of its key.
    pub(crate) fn is_signed(&self) -> bool {
        self.kind == KIND && signing::is_signed(&self.public_key, &self.message(), &self.signature)
    }

    fn message(&self) -> String {
        let members = [("seq", self.seq.to_string()), ("hash", self.hash.clone()), ("at", self.at.clone())];
        signing::message(KIND, &members.each_ref().map(|(name, value)| (*name, value.as_str())))
    }
}
