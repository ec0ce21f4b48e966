//! Row 27: names of parts that lead elsewhere or cannot be shown.

use super::book::{Book, SEIZED};
use super::package::Entry;
use super::{Expected, Reads, Recipe, from, read, refused};

const UNSAFE: &str = "unsafe-part-name";

/// A further entry of a name.
fn named(name: &'static str, entry: &'static [u8]) -> Recipe {
    from(27, name, Expected::Refused(UNSAFE), entry, |entry| {
        Book::core()
            .contained(|package| {
                let mut own = Entry::new(entry, "content");
                if entry.iter().any(|byte| *byte > 127) && std::str::from_utf8(entry).is_ok() {
                    // The name is in UTF-8.
                    own.says.flags = 1 << 11;
                }
                package.entries.push(own);
            })
            .bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = vec![
        named("a-name-that-leads-up", b"../evil.txt"),
        named("a-name-that-leads-up-from-within", b"xl/../../evil.txt"),
        named("a-name-that-leads-up-and-down", b"xl/../xl/evil.xml"),
        named("a-name-that-leads-up-with-backslashes", br"..\..\evil.txt"),
        named("a-name-that-leads-up-in-mixed-slashes", br"xl\../..\evil.txt"),
        named("a-name-that-leads-up-in-codes", b"%2e%2e/evil.txt"),
        named("a-name-from-the-root", b"/etc/passwd"),
        named("a-name-from-the-root-with-a-backslash", br"\Windows\evil.dll"),
        named("a-name-of-a-drive", br"C:\evil.txt"),
        named("a-name-of-a-share", br"\\192.0.2.1\share\evil.txt"),
        named("a-name-of-a-stream", b"xl/workbook.xml:hidden"),
        named("a-name-with-nothing-in-it", b"xl/media/image.png\0.xml"),
        named("a-name-with-a-line-end", b"xl/media/image\n.png"),
        named("a-name-with-a-terminal-sequence", b"xl/media/\x1b[2Jimage.png"),
        named("a-name-that-turns-the-direction", "xl/media/gnp.\u{202E}exe".as_bytes()),
        named("a-name-of-no-width", "xl/media/\u{200B}image.png".as_bytes()),
        named("a-name-in-no-encoding", b"xl/media/\xFF\xFE.png"),
        named("a-name-of-a-step-of-nothing", b"xl//media/image.png"),
        named("a-name-of-a-step-that-stays", b"xl/./media/image.png"),
        named("a-name-of-nothing", b""),
    ];
    all.extend(further());
    all
}

fn further() -> Vec<Recipe> {
    vec![
        refused(27, "a-name-of-three-hundred-bytes", UNSAFE, || {
            Book::core().with(&format!("xl/media/{}.png", "n".repeat(300)), "x").bytes()
        }),
        refused(27, "a-name-of-sixty-thousand-bytes", UNSAFE, || {
            Book::core().with(&format!("xl/media/{}.png", "n".repeat(60_000)), "x").bytes()
        }),
        refused(27, "a-name-that-an-extra-field-replaces", "damaged-workbook", || {
            let name = b"xl/media/image1.png";
            let other = b"../../evil.txt";
            let mut extra = vec![0x75, 0x70];
            extra.extend(u16::try_from(5 + other.len()).unwrap().to_le_bytes());
            extra.push(1);
            extra.extend(crc32fast::hash(name).to_le_bytes());
            extra.extend(other);
            Book::core()
                .contained(|package| {
                    let mut entry = Entry::new(name, "x");
                    entry.says.extra = extra;
                    package.entries.push(entry);
                })
                .bytes()
        }),
        refused(27, "a-name-that-differs-between-record-and-directory", "damaged-workbook", || {
            let other = SEIZED.replace("sheet3", "sheet9").into_bytes();
            Book::core().says(SEIZED, |says| says.local_name = Some(other)).bytes()
        }),
        read(27, "an-entry-that-is-a-link-to-a-file", &[], Reads::AsBefore, || {
            Book::core()
                .with("xl/media/image1.png", "/etc/passwd")
                .says("xl/media/image1.png", |says| says.attributes = 0o120_777 << 16)
                .bytes()
        }),
        read(27, "folders-as-entries", &[], Reads::AsBefore, || {
            Book::core().with("xl/", "").with("xl/worksheets/", "").bytes()
        }),
    ]
}
