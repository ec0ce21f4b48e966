//! Row 34: days of other calendars, beyond the calendar, and numbers that look like days.

use super::book::{BOOK, Book, COVER, STYLES, inline};
use super::{Expected, Reads, Recipe, from, read};

const NO: Expected = Expected::Finds(&["STR-11"], Reads::NoDay);
const FIRST: Expected = Expected::Finds(&[], Reads::Day("2025-02-01"));

/// The first day of the period, written so.
fn day(name: &'static str, expected: Expected, content: &'static str) -> Recipe {
    from(34, name, expected, content, |content| Book::core().cell(COVER, "C50", content).bytes())
}

/// The first day of the period, typed as a text.
fn typed(name: &'static str, expected: Expected, text: &'static str) -> Recipe {
    from(34, name, expected, text, |text| Book::core().cell(COVER, "C50", &inline(text)).bytes())
}

/// Twelve pistols in a format.
fn format(name: &'static str, expected: Expected, format: &'static str) -> Recipe {
    from(34, name, expected, format, |format| {
        let own = r##"formatCode="#,##0.##########""##;
        Book::core().replace(STYLES, own, &format!(r#"formatCode="{format}""#)).pistols("><v>12</v>").bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = serials();
    all.extend(texts());
    all.extend(formats());
    all
}

fn serials() -> Vec<Recipe> {
    vec![
        day("a-day-as-a-number", FIRST, "><v>45689</v>"),
        day("a-day-and-a-time", FIRST, "><v>45689.99</v>"),
        day("the-day-that-never-was", NO, "><v>60</v>"),
        day("the-day-before-the-calendar", NO, "><v>0</v>"),
        day("a-day-below-zero", NO, "><v>-1</v>"),
        day("a-time-without-a-day", NO, "><v>0.5</v>"),
        day("a-day-beyond-every-calendar", NO, "><v>1e300</v>"),
        day("a-day-at-infinity", NO, "><v>1E309</v>"),
        day("a-day-that-is-no-number", NO, "><v>NaN</v>"),
        day("the-last-day-of-the-calendar", NO, "><v>2958465</v>"),
        day("the-day-after-the-last", NO, "><v>2958466</v>"),
        day("a-day-in-the-far-future", NO, "><v>300000</v>"),
        read(34, "a-day-of-the-calendar-of-1904", &[], Reads::Day("2025-02-01"), || {
            Book::core()
                .replace(BOOK, "<workbookPr ", r#"<workbookPr date1904="1" "#)
                .cell(COVER, "C50", "><v>44227</v>")
                .bytes()
        }),
        read(34, "a-day-below-zero-of-the-calendar-of-1904", &["STR-11"], Reads::NoDay, || {
            Book::core()
                .replace(BOOK, "<workbookPr ", r#"<workbookPr date1904="true" "#)
                .cell(COVER, "C50", "><v>-45000</v>")
                .bytes()
        }),
        day("a-day-in-letters", FIRST, r#" t="d"><v>2025-02-01</v>"#),
        day("a-day-in-letters-with-a-time", FIRST, r#" t="d"><v>2025-02-01T10:00:00Z</v>"#),
        day("a-day-that-does-not-exist", NO, r#" t="d"><v>9999-99-99</v>"#),
        day("the-thirtieth-of-february", NO, r#" t="d"><v>2025-02-30</v>"#),
        day("a-time-that-does-not-exist", NO, r#" t="d"><v>2025-02-01T25:61:00Z</v>"#),
        day("a-truth-where-a-day-belongs", NO, r#" t="b"><v>1</v>"#),
    ]
}

fn texts() -> Vec<Recipe> {
    vec![
        typed("a-day-typed-in-full", FIRST, "2025-02-01"),
        typed("a-day-and-a-month-or-the-other-way-round", NO, "03/04/2025"),
        typed("a-day-with-points", NO, "31.12.2025"),
        typed("a-day-of-two-digits-of-a-year", NO, "01-02-25"),
        typed("a-month-that-does-not-exist", NO, "2025-13-01"),
        typed("a-day-after-the-end-of-a-month", NO, "2025-02-29"),
        typed("a-day-of-the-hijra", NO, "1446-09-01"),
        typed("a-day-of-the-persian-calendar", NO, "1403-10-12"),
        typed("a-day-of-the-buddhist-calendar", NO, "2568-01-31"),
        typed("a-day-in-arabic-digits", NO, "٢٠٢٥-٠٢-٠١"),
        typed("a-day-with-a-year-of-six-digits", NO, "+002025-02-01"),
        typed("a-day-below-zero-in-letters", NO, "-2025-02-01"),
        typed("a-day-in-words", NO, "1 February 2025"),
    ]
}

fn formats() -> Vec<Recipe> {
    const TWELVE: Expected = Expected::Finds(&[], Reads::Count(12));
    const DAY: Expected = Expected::Finds(&["STR-04"], Reads::NoCount);
    vec![
        format("a-count-in-the-format-of-a-day", DAY, "yyyy-mm-dd"),
        format("a-count-in-the-format-of-a-time", DAY, "[h]:mm:ss"),
        format("a-count-with-a-unit-that-has-letters-of-a-day", TWELVE, "0&quot; days&quot;"),
        format("a-count-with-escaped-letters-of-a-day", TWELVE, r"0\d\a\y\s"),
        format("a-count-in-a-colour-with-letters-of-a-day", TWELVE, "[Red]0"),
        format("a-count-in-a-format-with-a-condition", TWELVE, "[&lt;=100]0;[Red]0"),
        format("a-count-that-is-shown-as-a-thousandth", TWELVE, "0,"),
        format("a-count-that-is-shown-as-another-number", TWELVE, "&quot;999&quot;"),
        format("a-count-that-is-shown-in-per-cent", TWELVE, "0%"),
        from(34, "a-format-of-a-megabyte", Expected::Refused("too-large"), (), |()| {
            let own = r##"formatCode="#,##0.##########""##;
            let long = format!(r#"formatCode="{}""#, "#".repeat(1 << 20));
            Book::core().replace(STYLES, own, &long).pistols("><v>12</v>").bytes()
        }),
        read(34, "a-count-in-the-format-of-a-day-of-the-program", &["STR-04"], Reads::NoCount, || {
            Book::core()
                .replace(
                    STYLES,
                    r#"<xf numFmtId="164" fontId="4" fillId="3""#,
                    r#"<xf numFmtId="14" fontId="4" fillId="3""#,
                )
                .pistols("><v>12</v>")
                .bytes()
        }),
    ]
}
