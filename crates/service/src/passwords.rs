//! Passwords, after NIST SP 800-63B-4: long, any characters, none that everybody tries. Kept as Argon2id.

use std::collections::HashSet;
use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use unicode_normalization::UnicodeNormalization as _;

/// Fewest characters, after normalisation.
const SHORTEST: usize = 15;
/// Most bytes, after normalisation: enough for any phrase in any script.
const LONGEST: usize = 256;
/// Most bytes that are normalised at all: NFKC makes at most 18 characters of one.
const LONGEST_GIVEN: usize = 1024;
/// What is repeated to the end is no longer than this for a password that says nothing.
const LONGEST_PATTERN: usize = 4;

/// Words that everybody tries, one a line, in lower case.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("common_passwords.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// A password as it is hashed: NFKC, so that it is the same from every keyboard. It says nothing of itself where it is
/// printed.
pub(crate) struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Password")
    }
}

/// Why a password is not taken, in a sentence.
pub(crate) type Refusal = &'static str;

impl Password {
    /// A password to sign in with: any text that could be one.
    pub(crate) fn given(text: &str) -> Option<Self> {
        if text.len() > LONGEST_GIVEN {
            return None;
        }
        let text: String = text.nfkc().collect();
        (text.len() <= LONGEST).then_some(Self(text))
    }

    /// A password to be, of somebody who is known by some words (name, address).
    ///
    /// # Errors
    /// Why it is not taken.
    pub(crate) fn chosen(text: &str, known_by: &[&str]) -> Result<Self, Refusal> {
        let password =
            Self::given(text).ok_or("The password is longer than 256 bytes. Choose a shorter one.")?;
        if password.0.chars().count() < SHORTEST {
            return Err(
                "The password has fewer than 15 characters. Choose a longer one: a few words that do not \
                        belong together are easy to remember.",
            );
        }
        if password.is_common(known_by) {
            return Err(
                "The password is one that is tried first: a common one, one of this service, or your own \
                        name. Choose another one.",
            );
        }
        Ok(password)
    }

    /// Whether it is, as a whole, a word of the list with digits and signs around it, the same over and over, or what
    /// its owner is known by.
    fn is_common(&self, known_by: &[&str]) -> bool {
        let text = self.0.to_lowercase();
        let text = text.split_whitespace().collect::<String>();
        let core = core(&text);
        let of_owner = known_by.iter().any(|word| is_owners(core, word));
        of_owner || [text.as_str(), core].iter().any(|text| COMMON.contains(text) || repeats(text))
    }

    /// Its hash, as a PHC string.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub(crate) fn hash(&self) -> Result<String, argon2::password_hash::Error> {
        let salt: [u8; 16] = rand::random();
        Ok(hasher().hash_password_with_salt(self.0.as_bytes(), &salt)?.to_string())
    }

    /// Whether a hash is that of it. Without a hash as much is computed, and nothing is the same.
    pub(crate) fn is(&self, phc: Option<&str>) -> bool {
        static NOBODYS: LazyLock<String> = LazyLock::new(|| {
            let random: [u8; 32] = rand::random();
            Password(schema::hex(&random)).hash().unwrap_or_default()
        });
        let (phc, known) = phc.map_or((NOBODYS.as_str(), false), |phc| (phc, true));
        let Ok(hash) = PasswordHash::new(phc) else { return false };
        hasher().verify_password(self.0.as_bytes(), &hash).is_ok() && known
    }
}

/// Argon2id with the least that OWASP advises: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// A text without what stands around its letters.
fn core(text: &str) -> &str {
    text.trim_matches(|character: char| !character.is_alphabetic())
}

/// Whether a text is a name or address, spaces and signs aside.
fn is_owners(text: &str, word: &str) -> bool {
    let letters = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let (text, word) = (letters(text), letters(word));
    !word.is_empty() && text == word
}

/// Whether a text is a listed word, or a few characters, over and over.
fn repeats(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let most = characters.len() / 2;
    (1..=most).any(|length| {
        let (Some(first), rest) = (characters.get(..length), characters.chunks(length)) else { return false };
        let same = rest.into_iter().all(|piece| first.starts_with(piece));
        let word: String = first.iter().collect();
        same && (length <= LONGEST_PATTERN || COMMON.contains(word.as_str()) || COMMON.contains(core(&word)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        Password::chosen(text, &["Maria Clara Gonzalez", "m.gonzalez-perez@example.org"]).is_err()
    }

    #[test]
    fn a_password_has_from_15_characters_to_256_bytes_of_any_kind() {
        assert!(refused("kestrel umbrel") && !refused("kestrel umbrell"));
        assert!(
            !refused(&"kestrel umbrella wagon teapot ".repeat(8)) && refused(&"kestrel umbrella ".repeat(16))
        );
        for fine in [
            "kestrel umbrella wagon teapot",
            "مظلة صقر عربة إبريق",
            "雨伞红隼马车茶壶雨伞红隼马车茶壶甲乙",
            "🦅☂🚗🫖 and something",
        ] {
            assert!(!refused(fine), "{fine}");
        }
    }

    #[test]
    fn passwords_that_everybody_tries_are_refused() {
        assert!(COMMON.len() >= 1_000, "{}", COMMON.len());
        for common in [
            "password1234567",
            "PasswordPassword",
            "Password2026!!!!",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "123456789012345",
            "illicit arms flows",
            "correct horse battery staple",
            "questionnaire2026",
            "firearmsfirearms",
            "maria clara gonzalez",
            "MariaClaraGonzalez1",
            "m.gonzalez-perez@example.org",
        ] {
            assert!(refused(common), "{common}");
        }
    }

    #[test]
    fn a_password_is_the_same_from_every_keyboard() {
        let hash = Password::given("crème brûlée à la ﬁn").unwrap().hash().unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            Password::given("cre\u{300}me bru\u{302}le\u{301}e a\u{300} la fin").unwrap().is(Some(&hash))
        );
        assert!(!Password::given("creme brulee a la fin").unwrap().is(Some(&hash)));
        assert!(!Password::given("crème brûlée à la fin").unwrap().is(None), "nobody has nobody's password");
    }

    #[test]
    fn a_flood_of_characters_is_no_password_and_costs_nothing() {
        assert!(Password::given(&"\u{FDFA}".repeat(300_000)).is_none());
        assert!(Password::given(&"\u{FDFA}".repeat(300)).is_none());
        assert_eq!(format!("{:?}", Password::given("secret")), "Some(Password)");
    }
}
