//! Row 29: encrypted workbooks.

use super::book::{Book, SEIZED};
use super::package::Says;
use super::{Expected, Recipe, from, refused};

const CODE: &str = "encrypted-workbook";

/// A compound file with these streams in its directory.
fn compound(sector: usize, streams: &[&str], content: &[u8]) -> Vec<u8> {
    let mut out = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    out.resize(24, 0);
    let shift: u16 = if sector == 512 { 9 } else { 12 };
    for number in [0x3E_u16, if shift == 9 { 3 } else { 4 }, 0xFFFE, shift, 6] {
        out.extend(number.to_le_bytes());
    }
    out.resize(48, 0);
    out.resize(sector, 0xFF);
    for name in ["Root Entry"].iter().chain(streams) {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(entry.len() + 2).unwrap();
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.resize(128, 0);
        out.extend(entry);
    }
    out.resize(out.len().div_ceil(sector) * sector, 0);
    out.extend(content);
    out
}

/// A compound file of a workbook, encrypted; with how that was done.
fn package(name: &'static str, sector: usize, how: &'static [u8]) -> Recipe {
    from(29, name, Expected::Refused(CODE), (sector, how), |(sector, how)| {
        let secret: Vec<u8> =
            (0..40_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]).collect();
        compound(
            *sector,
            &["\u{6}DataSpaces", "EncryptionInfo", "EncryptedPackage"],
            &[how, secret.as_slice()].concat(),
        )
    })
}

/// Entries whose records say that they are encrypted.
fn flagged(name: &'static str, change: fn(&mut Says)) -> Recipe {
    from(29, name, Expected::Refused(CODE), change, |change| Book::core().says(SEIZED, *change).bytes())
}

pub(super) fn all() -> Vec<Recipe> {
    const AGILE: &[u8] = b"\x04\0\x04\0\x40\0\0\0<encryption><keyEncryptors/></encryption>";
    const STANDARD: &[u8] = b"\x04\0\x02\0\x24\0\0\0M\0i\0c\0r\0o\0s\0o\0f\0t\0";
    vec![
        package("a-workbook-with-a-password", 512, AGILE),
        package("a-workbook-with-the-password-that-every-program-tries", 512, STANDARD),
        package("a-workbook-with-a-password-in-large-sectors", 4_096, AGILE),
        refused(29, "a-workbook-whose-rights-are-managed", CODE, || {
            compound(512, &["\u{6}DataSpaces", "DRMEncryptedDataSpace", "EncryptedPackage"], &[9; 9_000])
        }),
        refused(29, "an-old-workbook-that-names-the-stream-in-a-text", "not-a-workbook", || {
            compound(512, &["Workbook"], b"\x09\x08 a note about EncryptedPackage")
        }),
        flagged("a-sheet-that-is-said-to-be-encrypted", |says| says.flags = 1),
        flagged("a-sheet-that-is-said-to-be-strongly-encrypted", |says| says.flags = 1 | 1 << 6),
        flagged("a-sheet-that-only-the-directory-calls-encrypted", |says| says.flags_in_directory = 1),
        flagged("a-sheet-of-the-method-of-encryption", |says| {
            (says.flags, says.method) = (1, Some(99));
            says.extra = b"\x01\x99\x07\0\x02\0AE\x03\x08\0".to_vec();
        }),
        refused(29, "a-workbook-all-of-whose-parts-are-encrypted", CODE, || {
            Book::core()
                .contained(|package| package.entries.iter_mut().for_each(|entry| entry.says.flags = 1))
                .bytes()
        }),
    ]
}
