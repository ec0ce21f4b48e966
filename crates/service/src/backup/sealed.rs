//! A stream that only a passphrase opens, in pieces of 64 KiB, each sealed with ChaCha20-Poly1305 under its number and
//! whether it is the last: what is cut off, exchanged or changed is noticed. The key is drawn from the passphrase by
//! Argon2id with a salt of the file; a seal on the head tells another passphrase from a file that was changed.

use std::io::{self, Read, Write};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};

/// What a file begins with.
const MAGIC: &[u8] = b"iafq-backup-1\n";
const SALT: usize = 16;
/// Bytes of a piece, and of the seal on it.
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;
/// What a guess costs: 64 MiB, three times.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// What a seal is on.
#[derive(Clone, Copy)]
enum Part {
    Head,
    Piece,
    Last,
}

/// The seals of one file.
struct Seals {
    cipher: ChaCha20Poly1305,
    head: Vec<u8>,
    number: u64,
}

impl Seals {
    fn new(passphrase: &str, salt: [u8; SALT]) -> io::Result<Self> {
        let mut key = [0; 32];
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(key.len())).map_err(io::Error::other)?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, &mut key)
            .map_err(io::Error::other)?;
        Ok(Self { cipher: ChaCha20Poly1305::new(&key.into()), head: [MAGIC, &salt].concat(), number: 0 })
    }

    /// The next number and what it is on: never the same twice under one key, which is of one file.
    fn nonce(&mut self, part: Part) -> [u8; 12] {
        let on = match part {
            Part::Piece => 0,
            Part::Last => 1,
            Part::Head => 2,
        };
        let number = (u128::from(self.number) << 8) | on;
        self.number += 1;
        // A number has 64 bits: with the byte of what it is on it fits.
        number.to_be_bytes().last_chunk().copied().unwrap_or_default()
    }

    fn seal(&mut self, piece: &[u8], part: Part) -> io::Result<Vec<u8>> {
        let nonce = self.nonce(part);
        let payload = Payload { msg: piece, aad: &self.head };
        self.cipher.encrypt(&nonce.into(), payload).map_err(|_| io::Error::other("a piece cannot be sealed"))
    }

    fn open(&mut self, piece: &[u8], part: Part) -> io::Result<Vec<u8>> {
        let nonce = self.nonce(part);
        let payload = Payload { msg: piece, aad: &self.head };
        self.cipher.decrypt(&nonce.into(), payload).map_err(|_| match part {
            Part::Head => {
                refused("the passphrase is another one, or the beginning of the backup was changed")
            }
            Part::Piece | Part::Last => {
                refused("the backup was changed or cut off after it was made; take another copy of it")
            }
        })
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Seals what is written.
pub(crate) struct Sealed<W> {
    out: W,
    seals: Seals,
    waiting: Vec<u8>,
}

impl<W: Write> Sealed<W> {
    /// Begins a file.
    pub(crate) fn new(mut out: W, passphrase: &str) -> io::Result<Self> {
        let mut seals = Seals::new(passphrase, rand::random())?;
        out.write_all(&seals.head)?;
        out.write_all(&seals.seal(&[], Part::Head)?)?;
        Ok(Self { out, seals, waiting: Vec::with_capacity(PIECE) })
    }

    /// Ends it: only then it is whole.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let sealed = self.seals.seal(&self.waiting, Part::Last)?;
        self.out.write_all(&sealed)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() == PIECE {
            let sealed = self.seals.seal(&self.waiting, Part::Piece)?;
            self.out.write_all(&sealed)?;
            self.waiting.clear();
        }
        let room = bytes.len().min(PIECE - self.waiting.len());
        self.waiting.extend(bytes.iter().take(room));
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what was sealed.
pub(crate) struct Opened<R> {
    input: R,
    seals: Seals,
    /// The sealed piece that comes next; none behind the last.
    next: Option<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl<R: Read> Opened<R> {
    /// Reads the head of a file.
    pub(crate) fn new(mut input: R, passphrase: &str) -> io::Result<Self> {
        let head = some(&mut input, MAGIC.len() + SALT)?;
        let salt = head.strip_prefix(MAGIC).and_then(|salt| salt.try_into().ok());
        let salt =
            salt.ok_or_else(|| refused("this is no backup of iafq, or one of which little is left"))?;
        let mut seals = Seals::new(passphrase, salt)?;
        seals.open(&some(&mut input, TAG)?, Part::Head)?;
        let next = Some(some(&mut input, PIECE + TAG)?);
        Ok(Self { input, seals, next, piece: io::Cursor::default() })
    }
}

/// So many bytes, or what is left.
fn some(input: &mut impl Read, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count);
    input.by_ref().take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.piece.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            let Some(sealed) = self.next.take() else { return Ok(0) };
            let following = some(&mut self.input, PIECE + TAG)?;
            let part = if following.is_empty() { Part::Last } else { Part::Piece };
            self.piece = io::Cursor::new(self.seals.open(&sealed, part)?);
            self.next = Some(following).filter(|following| !following.is_empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "correct horse battery staple";
    const HEAD: usize = MAGIC.len() + SALT + TAG;

    fn sealed(content: &[u8]) -> Vec<u8> {
        let mut sealed = Sealed::new(Vec::new(), PASSPHRASE).unwrap();
        sealed.write_all(content).unwrap();
        sealed.finish().unwrap()
    }

    fn opened(bytes: &[u8], passphrase: &str) -> Result<Vec<u8>, String> {
        let mut content = Vec::new();
        let read = Opened::new(bytes, passphrase).and_then(|mut opened| opened.read_to_end(&mut content));
        read.map(|_| content).map_err(|error| error.to_string())
    }

    #[test]
    fn what_was_sealed_is_opened_by_its_passphrase_alone() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let content = vec![7; length];
            let file = sealed(&content);
            assert_eq!(opened(&file, PASSPHRASE).unwrap(), content, "{length}");
            for other in ["correct horse battery stable", ""] {
                assert!(opened(&file, other).unwrap_err().contains("passphrase is another one"));
            }
        }
        assert_ne!(sealed(b"the same"), sealed(b"the same"));
    }

    #[test]
    fn a_file_that_was_cut_off_or_changed_anywhere_is_refused() {
        let file = sealed(&vec![7; 2 * PIECE + 100]);
        let second = HEAD + PIECE + TAG;
        for end in [0, 5, HEAD - TAG, HEAD - 1, HEAD, HEAD + 1, second, second + PIECE + TAG, file.len() - 1]
        {
            assert!(opened(file.get(..end).unwrap(), PASSPHRASE).is_err(), "cut at {end}");
        }
        for at in [0, MAGIC.len(), HEAD - 1, HEAD, second + 3, file.len() - 1] {
            let mut changed = file.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(opened(&changed, PASSPHRASE).is_err(), "changed at {at}");
        }
        let longer = [&file[..], &[0]].concat();
        assert!(opened(&longer, PASSPHRASE).unwrap_err().contains("changed or cut off"));
    }

    #[test]
    fn pieces_in_another_order_or_of_another_file_are_refused() {
        let (file, other) = (sealed(&vec![7; 3 * PIECE]), sealed(&vec![7; 3 * PIECE]));
        let part = |file: &[u8], number: usize| {
            let begin = HEAD + number * (PIECE + TAG);
            file.get(begin..(begin + PIECE + TAG).min(file.len())).unwrap().to_vec()
        };
        let with = |order: [usize; 3]| {
            [
                file.get(..HEAD).unwrap().to_vec(),
                part(&file, order[0]),
                part(&file, order[1]),
                part(&file, order[2]),
            ]
            .concat()
        };
        assert!(opened(&with([0, 1, 2]), PASSPHRASE).is_ok());
        for order in [[1, 0, 2], [0, 0, 2], [0, 2, 1], [2, 1, 0]] {
            assert!(opened(&with(order), PASSPHRASE).is_err(), "{order:?}");
        }
        let foreign =
            [file.get(..HEAD).unwrap().to_vec(), part(&other, 0), part(&file, 1), part(&file, 2)].concat();
        assert!(opened(&foreign, PASSPHRASE).is_err());
    }
}
