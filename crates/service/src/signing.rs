//! Signatures of what leaves the house and comes back as evidence: Ed25519, with a key derived from the secret.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::secret::Secret;

/// The purpose of the key.
const PURPOSE: &str = "iafq record signature 1";

/// Signs for a service.
#[derive(Clone)]
pub(crate) struct Signer(SigningKey);

impl Signer {
    /// The signer of a service with this secret.
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(SigningKey::from_bytes(&secret.key(PURPOSE)))
    }

    /// The key with which everybody can verify, in hexadecimal.
    pub(crate) fn public_key(&self) -> String {
        schema::hex(self.0.verifying_key().as_bytes())
    }

    /// The signature of a message, in hexadecimal.
    pub(crate) fn sign(&self, message: &str) -> String {
        schema::hex(&self.0.sign(message.as_bytes()).to_bytes())
    }
}

/// Whether a signature is that of a message under a public key, both in hexadecimal.
pub(crate) fn is_signed(public_key: &str, message: &str, signature: &str) -> bool {
    let (Some(key), Some(signature)) = (bytes::<32>(public_key), bytes::<64>(signature)) else {
        return false;
    };
    let signature = Signature::from_bytes(&signature);
    VerifyingKey::from_bytes(&key).is_ok_and(|key| key.verify_strict(message.as_bytes(), &signature).is_ok())
}

/// A message of a kind: a line for each member, so that anybody can write it again.
pub(crate) fn message(kind: &str, members: &[(&str, &str)]) -> String {
    let lines = members.iter().map(|(name, value)| format!("{name}={value}\n"));
    format!("{kind}\n{}", lines.collect::<String>())
}

/// So many bytes in hexadecimal.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let digits = (0..N).map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok());
    digits.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

/// Whether a text can be a public key.
pub(crate) fn is_public_key(text: &str) -> bool {
    bytes::<32>(text).is_some_and(|key| VerifyingKey::from_bytes(&key).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_and_key_alone() {
        let folder = tempfile::tempdir().unwrap();
        let signer = |name: &str| Signer::new(&Secret::read_or_make(&folder.path().join(name)).unwrap());
        let (ours, other) = (signer("ours"), signer("other"));
        let signature = ours.sign("a\nb");
        assert!(is_signed(&ours.public_key(), "a\nb", &signature));
        assert!(!is_signed(&ours.public_key(), "a\nc", &signature));
        assert!(!is_signed(&other.public_key(), "a\nb", &signature));
        assert!(!is_signed("", "a\nb", &signature) && !is_signed(&ours.public_key(), "a\nb", "é"));
        assert!(is_public_key(&ours.public_key()) && !is_public_key("abc"));
        assert_eq!(message("kind", &[("a", "1"), ("b", "2")]), "kind\na=1\nb=2\n");
    }
}
