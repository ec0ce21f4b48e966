//! Bearer tokens: random, shown once, stored only as SHA-256.

use sha2::{Digest, Sha256};

/// What every token starts with, so that scanners of leaked secrets find it.
pub(crate) const PREFIX: &str = "iafq_pat_";

/// A new token: 32 bytes of the system's generator in hexadecimal.
pub(crate) fn generate() -> String {
    let secret: [u8; 32] = rand::random();
    format!("{PREFIX}{}", schema::hex(&secret))
}

/// The id of a session, or what a link carries: as random, without a name.
pub(crate) fn random() -> String {
    let secret: [u8; 32] = rand::random();
    schema::hex(&secret)
}

/// What is stored of a token.
pub(crate) fn hash(token: &str) -> String {
    sha256(token.as_bytes())
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    schema::hex(&Sha256::digest(bytes))
}
