//! Small secrets that leave the program sealed: XChaCha20-Poly1305, bound to whom they belong to.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;

/// Bytes of the nonce, which is drawn at random: long enough that none comes twice.
const NONCE: usize = 24;

/// Seals bytes for an owner. Whoever opens them must name the same owner.
pub(crate) fn seal(key: &[u8; 32], owner: &str, bytes: &[u8]) -> Option<String> {
    let nonce: [u8; NONCE] = rand::random();
    let payload = Payload { msg: bytes, aad: owner.as_bytes() };
    let sealed = XChaCha20Poly1305::new(&(*key).into()).encrypt(&XNonce::from(nonce), payload).ok()?;
    Some(HEXLOWER.encode(&[&nonce[..], &sealed].concat()))
}

/// Opens what was sealed for an owner; nothing where it was sealed for another, with another key, or was changed.
pub(crate) fn open(key: &[u8; 32], owner: &str, sealed: &str) -> Option<Vec<u8>> {
    let bytes = HEXLOWER.decode(sealed.as_bytes()).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: owner.as_bytes() };
    XChaCha20Poly1305::new(&(*key).into()).decrypt(&XNonce::from(nonce), payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_opened_by_its_owner_with_its_key_and_unchanged() {
        let key = [1; 32];
        let sealed = seal(&key, "a", b"seed").unwrap();
        assert_eq!(open(&key, "a", &sealed).unwrap(), b"seed");
        assert_ne!(sealed, seal(&key, "a", b"seed").unwrap());
        assert_eq!(open(&key, "b", &sealed), None);
        assert_eq!(open(&[2; 32], "a", &sealed), None);
        let changed = sealed.replace('0', "1");
        assert_eq!(open(&key, "a", &changed), None);
        for short in ["", "00", "no hexadecimal digits"] {
            assert_eq!(open(&key, "a", short), None);
        }
    }
}
