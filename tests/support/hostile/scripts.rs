//! Row 32: numbers typed as texts, in other scripts and with other signs.

use super::book::Book;
use super::{Expected, Reads, Recipe, from};

const ASKED: &[&str] = &["STR-11"];
const NO: &[&str] = &["STR-04"];

/// A text with more than one reading: none is taken.
fn asked(name: &'static str, text: &'static str) -> Recipe {
    typed(name, Expected::Finds(ASKED, Reads::NoCount), text)
}

/// A text that is no count.
fn no(name: &'static str, text: &'static str) -> Recipe {
    typed(name, Expected::Finds(NO, Reads::NoCount), text)
}

/// A text that is read as a number, and said to be.
fn converted(name: &'static str, text: &'static str, count: u64) -> Recipe {
    typed(name, Expected::Finds(ASKED, Reads::Count(count)), text)
}

fn typed(name: &'static str, expected: Expected, text: &'static str) -> Recipe {
    from(32, name, expected, text, |text| Book::core().typed(text).bytes())
}

pub(super) fn all() -> Vec<Recipe> {
    vec![
        converted("arabic-digits", "١٢٣", 123),
        converted("persian-digits", "۱۲۳", 123),
        converted("indian-digits", "१२३", 123),
        converted("wide-digits", "１２３", 123),
        converted("arabic-digits-in-groups", "١٬٢٣٤", 1_234),
        converted("groups-with-hard-spaces", "1\u{A0}234", 1_234),
        converted("groups-with-narrow-spaces", "1\u{202F}234\u{202F}567", 1_234_567),
        typed("digits-of-a-text-with-zeros-before", Expected::Finds(&[], Reads::Count(12)), "0012"),
        typed("zero-as-a-text", Expected::Finds(&[], Reads::Count(0)), "0"),
        asked("a-comma-that-may-be-a-point", "1,234"),
        asked("a-point-that-may-be-a-comma", "1.234"),
        asked("an-apostrophe-between-groups", "1'234"),
        asked("point-and-comma", "1.234,56"),
        asked("comma-and-point", "1,234.56"),
        asked("a-bound-from-above", "&lt;5"),
        asked("a-bound-from-below", "&gt;100"),
        asked("about-so-many", "~50"),
        asked("so-many-or-more", "50+"),
        asked("a-range", "12-15"),
        asked("a-number-and-a-remark", "12 (est.)"),
        asked("a-dash", "–"),
        asked("a-space-in-the-wrong-place", "12 34"),
        asked("a-number-with-nothing-of-no-width-within", "1\u{200B}2"),
        asked("a-sign-before-a-number", " +5"),
        asked("a-number-and-a-small-two", "12²"),
        no("a-number-in-brackets", "(12)"),
        no("a-number-below-zero-as-a-text", "-12"),
        no("a-number-below-zero-with-the-proper-sign", "−12"),
        no("a-number-that-is-shown-backwards", "\u{202E}21"),
        no("a-letter-that-looks-like-zero", "O"),
        no("letters-that-look-like-a-number", "l2О"),
        no("a-number-in-a-circle", "⑫"),
        no("a-number-in-letters-of-rome", "XII"),
        no("a-number-in-words", "twelve"),
        no("a-number-in-chinese-words", "十二"),
        no("an-arabic-fraction", "١٫٥"),
        no("a-day", "2025-01-31"),
        no("an-apostrophe-before-a-number", "'12"),
        typed("a-formula-as-a-text", Expected::Finds(&["STR-12"], Reads::NoCount), "=6+6"),
        from(32, "a-text-of-sixty-thousand-digits", Expected::Finds(NO, Reads::NoCount), (), |()| {
            Book::core().typed(&"1".repeat(60_000)).bytes()
        }),
        from(32, "a-text-of-a-megabyte-of-digits", Expected::Refused("too-large"), (), |()| {
            Book::core().typed(&"1".repeat(1 << 20)).bytes()
        }),
        from(32, "a-text-of-groups-without-end", Expected::Finds(NO, Reads::NoCount), (), |()| {
            Book::core().typed(&format!("1{}", " 234".repeat(16_000))).bytes()
        }),
    ]
}
