//! Row 22: tables of texts that are larger than they look.

use super::book::{Book, DECLARATION, MAIN, SEIZED, SHEET, TEXTS};
use super::stream::{Packed, Stream};
use super::{Expected, Reads, Recipe, from, read, refused};

const LARGE: &str = "too-large";

/// The table of texts with something repeated behind its own.
fn more(head: &str, same: &str, times: usize, tail: &str) -> Vec<u8> {
    let mut book = Book::core();
    let text = book.text(TEXTS);
    let own = text.strip_suffix("</sst>").unwrap();
    let table = Stream::default().then(own).then(head).times(same, times).then(tail).then("</sst>").end();
    book.with(TEXTS, table).bytes()
}

/// What the table says of its own size.
fn counted(name: &'static str, expected: Expected, attribute: &'static str) -> Recipe {
    from(22, name, expected, attribute, |attribute| {
        Book::core()
            .change(TEXTS, |text| {
                let (start, rest) = text.split_once(" count=").unwrap();
                let (_, rest) = rest.split_once('>').unwrap();
                format!("{start} {attribute}>{rest}")
            })
            .bytes()
    })
}

/// A cell that names a text by its place in the table.
fn place(name: &'static str, place: &'static str) -> Recipe {
    from(22, name, Expected::Refused("damaged-workbook"), place, |place| {
        Book::core().pistols(&format!(r#" t="s"><v>{place}</v>"#)).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = vec![
        counted(
            "a-table-that-says-it-has-four-thousand-million-texts",
            Expected::Refused(LARGE),
            r#"count="4294967295" uniqueCount="4294967295""#,
        ),
        counted(
            "a-table-that-says-it-has-more-texts-than-any-machine-holds",
            Expected::Refused(LARGE),
            r#"uniqueCount="9223372036854775807""#,
        ),
        counted(
            "a-table-whose-size-is-said-in-single-quotes-and-late",
            Expected::Refused(LARGE),
            "xml:space='preserve' uniqueCount = '4294967295'",
        ),
        counted(
            "a-table-that-says-it-has-no-texts",
            Expected::Finds(&[], Reads::AsBefore),
            r#"count="0" uniqueCount="0""#,
        ),
        counted("a-table-that-does-not-say-its-size", Expected::Finds(&[], Reads::AsBefore), ""),
        place("a-text-of-a-place-beyond-the-table", "4294967295"),
        place("a-text-of-a-place-before-the-table", "-1"),
        place("a-text-of-a-place-that-is-no-number", "first"),
        place("a-text-of-a-place-that-is-larger-than-any-number", "99999999999999999999999999"),
        refused(22, "a-workbook-without-its-table-of-texts", "damaged-workbook", || {
            Book::core().without(TEXTS).bytes()
        }),
        refused(22, "two-tables-of-texts", "duplicate-part", || {
            let table = format!("{DECLARATION}<sst {MAIN}><si><t>other</t></si></sst>");
            Book::core()
                .with("xl/otherStrings.xml", table)
                .related("sharedStrings", "otherStrings.xml")
                .bytes()
        }),
        read(22, "a-number-with-a-hint-how-to-say-it", &[], Reads::Count(12), || {
            let held = r#" t="inlineStr"><is><t>12</t><rPh sb="0" eb="2"><t>99</t></rPh></is>"#;
            Book::core().pistols(held).bytes()
        }),
    ];
    all.extend(huge());
    all
}

fn huge() -> Vec<Recipe> {
    vec![
        refused(22, "thirty-six-million-empty-texts", LARGE, || more("", "<si/>", 36_000_000, "")),
        refused(22, "ten-million-texts-of-one-letter", LARGE, || {
            more("", "<si><t>a</t></si>", 10_000_000, "")
        }),
        refused(22, "thirty-six-million-texts-under-a-prefix", LARGE, || {
            let open = format!(r#"{DECLARATION}<x:sst xmlns:x="{}">"#, MAIN.split('"').nth(1).unwrap());
            let table = Stream::default().then(open).times("<x:si/>", 36_000_000).then("</x:sst>").end();
            Book::core().with(TEXTS, table).bytes()
        }),
        refused(22, "one-text-of-a-hundred-megabytes", LARGE, || {
            more("<si><t>", &"a".repeat(1_000), 100_000, "</t></si>")
        }),
        refused(22, "one-text-of-ten-million-runs", LARGE, || {
            more("<si>", "<r><t>a</t></r>", 10_000_000, "</si>")
        }),
        refused(22, "a-text-of-32-kilobytes-in-three-hundred-thousand-cells", LARGE, referenced),
        refused(22, "a-gigabyte-of-texts-in-their-cells", LARGE, || {
            let cell = format!(r#"<row><c t="inlineStr"><is><t>{}</t></is></c></row>"#, "a".repeat(1_000));
            Book::core().sheet("Sheet1", "", rows(&cell, 1_000_000)).bytes()
        }),
        refused(22, "texts-of-the-seized-arms-are-a-gigabyte", LARGE, || {
            let mut book = Book::core();
            let text = book.text(SEIZED);
            let (before, after) = text.split_once("</sheetData>").unwrap();
            let cell = format!(r#"<row><c t="str"><v>{}</v></c></row>"#, "a".repeat(1_000));
            let sheet =
                Stream::default().then(before).times(cell, 1_000_000).then("</sheetData>").then(after);
            book.with(SEIZED, sheet.end()).bytes()
        }),
    ]
}

/// One text of the table in very many cells: 9.6 GB where each gets its own.
fn referenced() -> Vec<u8> {
    let mut book = Book::core();
    let last = book.text(TEXTS).matches("<si>").count();
    let text = format!("<si><t>{}</t></si></sst>", "a".repeat(32_000));
    let cell = format!(r#"<row><c t="s"><v>{last}</v></c></row>"#);
    book.replace(TEXTS, "</sst>", &text).sheet("Sheet1", "", rows(&cell, 300_000)).bytes()
}

/// A sheet of the same row again and again.
fn rows(row: &str, times: usize) -> Packed {
    Stream::default().then(SHEET.0).times(row, times).then(SHEET.1).end()
}
