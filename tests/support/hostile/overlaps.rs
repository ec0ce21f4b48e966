//! Row 21: entries that lie over one another, and room between them.

use super::book::{Book, SEIZED};
use super::package::{Entry, Local};
use super::stream::{Packed, Stream};
use super::{Recipe, refused};

const MORE: &str = "not-only-a-workbook";

pub(super) fn all() -> Vec<Recipe> {
    vec![
        refused(21, "two-entries-that-share-one-record", MORE, || {
            Book::core()
                .contained(|package| {
                    let mut copy = package.entry(SEIZED).clone();
                    copy.name = b"xl/media/image1.png".to_vec();
                    let of = package.entries.iter().position(|entry| entry.name == SEIZED.as_bytes());
                    copy.says.local = Local::Of(of.unwrap());
                    package.entries.push(copy);
                })
                .bytes()
        }),
        refused(21, "an-entry-within-the-content-of-another", MORE, || {
            Book::core()
                .contained(|package| {
                    let mut inner = Entry::new("xl/media/image2.png", "a picture");
                    let outer = Entry::new("xl/media/image1.png", Packed::stored(&inner.record()));
                    inner.says.local = Local::Within(package.entries.len(), 0);
                    package.entries.extend([outer, inner]);
                })
                .bytes()
        }),
        refused(21, "nine-hundred-entries-that-share-one-bomb", MORE, || {
            Book::core()
                .contained(|package| {
                    let bomb = Stream::default().times([0; 1 << 20], 100).end();
                    let first = package.entries.len();
                    package.entries.push(Entry::new("xl/media/image0.png", bomb.clone()));
                    for index in 1..900 {
                        let mut other = Entry::new(format!("xl/media/image{index}.png"), bomb.clone());
                        other.says.local = Local::Of(first);
                        package.entries.push(other);
                    }
                })
                .bytes()
        }),
        refused(21, "bytes-between-the-last-entry-and-the-directory", MORE, || {
            Book::core().contained(|package| package.gap = b"hidden between".repeat(1_000)).bytes()
        }),
        refused(21, "an-entry-that-the-directory-does-not-name", MORE, || {
            Book::core()
                .contained(|package| {
                    let mut hidden = Entry::new("hidden.exe", "MZ and so on");
                    hidden.says.unlisted = true;
                    package.entries.insert(3, hidden);
                })
                .bytes()
        }),
    ]
}
