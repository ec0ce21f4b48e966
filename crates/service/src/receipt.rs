//! Receipts as they are handed out: signed, so that they are evidence also where the database is not.

use schema::{CountryCode, Year};
use serde::{Deserialize, Serialize};
use storage::{KeptReceipt, Receipt};
use utoipa::ToSchema;

use crate::signing::{self, Signer};

/// What the signed text begins with.
const KIND: &str = "iafq-receipt-1";

/// The receipt of a submitted return.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ReceiptView {
    /// The receipt.
    pub(crate) receipt: String,
    /// The reporting State.
    pub(crate) country: String,
    /// The reference year.
    pub(crate) year: u16,
    /// The revision's number.
    pub(crate) revision: i32,
    /// When it was submitted, RFC 3339.
    pub(crate) submitted_at: String,
    /// SHA-256 of the original file.
    pub(crate) original_sha256: String,
    /// SHA-256 of the normalised content.
    pub(crate) content_sha256: String,
    /// The version of the rule set.
    pub(crate) rule_set: String,
    /// The head of the audit chain after the submission.
    pub(crate) chain_head: String,
}

/// A receipt with the service's signature. `signature` is Ed25519 over the line `iafq-receipt-1` and a line
/// `name=value` for each of the other members but `public_key`, in this order, each ended by a line feed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SignedReceipt {
    /// What is signed.
    #[serde(flatten)]
    pub(crate) receipt: ReceiptView,
    /// The key that verifies it, in hexadecimal, one of `/api/v1/keys`.
    pub(crate) public_key: String,
    /// Ed25519, in hexadecimal.
    pub(crate) signature: String,
}

impl ReceiptView {
    /// From what is stored.
    pub(crate) fn new(country: &CountryCode, year: Year, receipt: Receipt) -> Self {
        Self {
            receipt: receipt.id,
            country: country.to_string(),
            year,
            revision: receipt.number,
            submitted_at: receipt.submitted_at.to_rfc3339(),
            original_sha256: receipt.original_sha256,
            content_sha256: receipt.content_sha256,
            rule_set: receipt.rule_set,
            chain_head: receipt.chain_head,
        }
    }

    /// With a signature.
    pub(crate) fn signed(self, signer: &Signer) -> SignedReceipt {
        let signature = signer.sign(&self.message());
        SignedReceipt { receipt: self, public_key: signer.public_key(), signature }
    }

    fn message(&self) -> String {
        let members = [
            ("receipt", self.receipt.as_str()),
            ("country", &self.country),
            ("year", &self.year.to_string()),
            ("revision", &self.revision.to_string()),
            ("submitted_at", &self.submitted_at),
            ("original_sha256", &self.original_sha256),
            ("content_sha256", &self.content_sha256),
            ("rule_set", &self.rule_set),
            ("chain_head", &self.chain_head),
        ];
        signing::message(KIND, &members)
    }
}

impl SignedReceipt {
    /// Whether one of these keys signed it.
    pub(crate) fn is_signed_by(&self, keys: &[String]) -> bool {
        let message = self.receipt.message();
        keys.iter().any(|key| signing::is_signed(key, &message, &self.signature))
    }

    /// What the record must say of it.
    pub(crate) fn kept(&self) -> KeptReceipt {
        KeptReceipt {
            id: self.receipt.receipt.clone(),
            chain_head: self.receipt.chain_head.clone(),
            original_sha256: self.receipt.original_sha256.clone(),
            content_sha256: self.receipt.content_sha256.clone(),
        }
    }
}
