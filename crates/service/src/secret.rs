//! The one secret of a service, and the keys that are derived from it, each for one purpose.

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use hkdf::Hkdf;
use sha2::Sha256;

use crate::signing;

/// Bytes of the secret and of each key.
const BYTES: usize = 32;
/// Whether somebody else than the owner may do something with a file.
pub(crate) const OTHERS: u32 = 0o077;

/// The secret. It says nothing of itself where it is printed.
#[derive(Clone)]
pub(crate) struct Secret([u8; BYTES]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret")
    }
}

impl Secret {
    /// A secret that was kept.
    pub(crate) fn new(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }

    /// What is kept.
    pub(crate) fn bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    /// Reads the secret of a file, 64 hexadecimal digits.
    ///
    /// # Errors
    /// Where there is no such file, others than its owner may open it, or it holds something else.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let file = fs::File::open(path)?;
        if file.metadata()?.permissions().mode() & OTHERS != 0 {
            return Err(io::Error::other(
                "others than its owner may open it; take their rights away: chmod 600",
            ));
        }
        let mut text = String::new();
        file.take(256).read_to_string(&mut text)?;
        let wrong = || io::Error::other("it does not hold a secret: 64 hexadecimal digits");
        signing::bytes(text.trim()).map(Self).ok_or_else(wrong)
    }

    /// Reads the secret of a file, or makes one where there is no file. Of two that make it at once, one does.
    ///
    /// # Errors
    /// As [`Self::read`], and where the file cannot be written.
    pub(crate) fn read_or_make(path: &Path) -> io::Result<Self> {
        if !path.exists() {
            match Self(rand::random()).write_new(path) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Self::read(path)
    }

    /// Writes it into a file of its own.
    ///
    /// # Errors
    /// Where the file is there already, or cannot be written.
    pub(crate) fn write_new(&self, path: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        writeln!(file, "{}", schema::hex(&self.0))?;
        file.sync_all()
    }

    /// The key of a purpose. Another purpose has another key, and neither tells the secret.
    pub(crate) fn key(&self, purpose: &str) -> [u8; BYTES] {
        let mut key = [0; BYTES];
        let expanded = Hkdf::<Sha256>::new(None, &self.0).expand(purpose.as_bytes(), &mut key);
        debug_assert!(expanded.is_ok(), "32 bytes are never too many");
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_only_its_owner_may_open_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        assert_eq!(Secret::read(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
        let made = Secret::read_or_make(&path).unwrap();
        assert_eq!(made.0, Secret::read_or_make(&path).unwrap().0);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Secret::read(&path).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn something_else_than_a_secret_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "secret", &"g".repeat(64), &"é".repeat(32), &"a".repeat(63), &"a".repeat(66)] {
            let path = folder.path().join(text.len().to_string());
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            assert!(Secret::read(&path).is_err(), "{text}");
        }
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own_that_stays() {
        let secret = Secret([7; BYTES]);
        assert_ne!(secret.key("a"), secret.key("b"));
        assert_eq!(secret.key("a"), secret.key("a"));
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
