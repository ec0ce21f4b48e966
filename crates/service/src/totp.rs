//! Codes of second factors: RFC 6238 with SHA-1, 30 seconds, six digits, as all authenticator apps know them.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// Bytes of a seed, as RFC 4226 advises.
const SEED: usize = 20;
/// Seconds of a step.
const STEP: i64 = 30;
/// Steps before and after now whose codes are taken: clocks differ, and people type slowly.
const TOLERANCE: i64 = 1;

/// A new seed.
pub(crate) fn seed() -> [u8; SEED] {
    rand::random()
}

/// The seed as people type it where they cannot scan.
pub(crate) fn typed(seed: &[u8]) -> String {
    BASE32_NOPAD.encode(seed)
}

/// The address that authenticator apps read from a picture.
pub(crate) fn uri(account: &str, seed: &[u8]) -> String {
    let account: String = account.bytes().map(escaped).collect();
    format!(
        "otpauth://totp/IAFQ:{account}?secret={}&issuer=IAFQ&algorithm=SHA1&digits=6&period=30",
        typed(seed)
    )
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// The step whose code was given, where it is one that is good at a time (seconds since 1970). Of which a code may be used
/// once: whoever calls keeps the step.
pub(crate) fn step_of(seed: &[u8], given: &str, seconds: i64) -> Option<i64> {
    let now = seconds.div_euclid(STEP);
    // All are computed, whichever it is: time tells nothing.
    let steps = (now - TOLERANCE)..=(now + TOLERANCE);
    let same: Vec<i64> = steps.filter(|step| is_same(&code(seed, *step), given)).collect();
    same.last().copied()
}

fn is_same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && differing == 0
}

/// The code of a step.
fn code(seed: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(seed) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest.last().copied().unwrap_or_default() & 0x0f);
    let four = digest.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok()).unwrap_or_default();
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let seed = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(seed, seconds / STEP), expected);
            assert_eq!(step_of(seed, expected, seconds), Some(seconds / STEP));
        }
    }

    #[test]
    fn a_code_is_good_a_step_earlier_and_later_and_no_longer() {
        let seed = seed();
        let now = 1_800_000_000;
        let given = code(&seed, now / STEP);
        for (apart, good) in [(-60, false), (-30, true), (0, true), (30, true), (59, true), (60, false)] {
            assert_eq!(step_of(&seed, &given, now + apart).is_some(), good, "{apart}");
        }
        for wrong in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(step_of(&seed, wrong, now), None);
        }
    }

    #[test]
    fn the_address_for_apps_names_whose_it_is_and_escapes_it() {
        let uri = uri("a+b@example.org", b"12345678901234567890");
        let expected = "otpauth://totp/IAFQ:a%2Bb%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=IAFQ\
                        &algorithm=SHA1&digits=6&period=30";
        assert_eq!(uri, expected);
    }
}
