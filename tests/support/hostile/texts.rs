//! Row 20: texts longer than a cell can hold, or made to be shown as something else.

use super::book::{Book, inline};
use super::{Expected, Reads, Recipe, from, read, refused};

const UNSAFE: &[&str] = &["STR-20"];

/// A note of a character so many times over.
fn long(name: &'static str, character: char, times: usize) -> Recipe {
    let expected = Expected::Finds(UNSAFE, Reads::Anything);
    from(20, name, expected, (character, times), |(character, times)| {
        Book::core().note(&character.to_string().repeat(*times)).bytes()
    })
}

/// A note of a text.
fn note(name: &'static str, finds: &'static [&'static str], characters: usize, text: &'static str) -> Recipe {
    let expected = Expected::Finds(finds, Reads::Note(characters));
    from(20, name, expected, text, |text| Book::core().note(text).bytes())
}

pub(super) fn all() -> Vec<Recipe> {
    vec![
        long("a-note-of-as-many-characters-as-a-cell-holds", 'n', 32_767),
        long("a-note-of-one-character-more-than-a-cell-holds", 'n', 32_768),
        long("a-note-of-as-many-characters-beyond-the-basic-plane", '\u{1F600}', 32_767),
        long("a-note-of-half-as-many-characters-of-two-units-each", '\u{1F600}', 16_384),
        long("a-note-of-one-letter-and-its-combining-marks-without-end", '\u{301}', 20_000),
        long("a-note-of-one-character-more-than-is-asked-for", 'n', 2_001),
        read(20, "a-note-of-exactly-what-is-asked-for", &[], Reads::Note(2_000), || {
            Book::core().note(&"ن".repeat(2_000)).bytes()
        }),
        refused(20, "a-country-name-of-a-megabyte-in-a-code-cell", "too-large", || {
            Book::core().cell(super::book::SEIZED, "C21", &inline(&"A".repeat(1 << 20))).bytes()
        }),
        read(
            20,
            "a-country-name-of-sixty-thousand-letters-in-a-code-cell",
            &["STR-08"],
            Reads::Anything,
            || Book::core().cell(super::book::SEIZED, "C21", &inline(&"A".repeat(60_000))).bytes(),
        ),
        note("a-note-that-turns-the-direction", UNSAFE, 7, "safe\u{202E}gpj"),
        note("a-note-with-isolates-that-do-not-end", UNSAFE, 6, "a\u{2066}\u{2067}\u{2068}bcdef"),
        note("a-note-with-characters-of-no-width", UNSAFE, 6, "pis\u{200B}\u{2060}tol"),
        note("a-note-with-a-byte-order-mark-within", UNSAFE, 6, "pis\u{FEFF}tol"),
        note("a-note-with-invisible-tags", UNSAFE, 4, "note\u{E0041}\u{E0042}"),
        note("a-note-with-noncharacters", UNSAFE, 4, "no\u{FFFE}te"),
        note("a-note-in-persian-with-joiners", &[], 8, "می\u{200C}خواهم"),
        note("a-note-that-begins-like-a-formula-of-another-program", &[], 11, "@SUM(A1:A9)"),
        note("a-note-with-escaped-control-characters", UNSAFE, 4, "no_x0008_te"),
    ]
}
