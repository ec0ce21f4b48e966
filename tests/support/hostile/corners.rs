//! Row 23: cells at the ends of the grid, beyond it, and more of them than anybody fills.

use std::fmt::Write as _;

use super::book::{Book, SEIZED, SHEET, sheet};
use super::stream::Stream;
use super::{Expected, Reads, Recipe, from, read, refused};

const IMPOSSIBLE: &str = "impossible-cell";
const LARGE: &str = "too-large";

/// A row on a sheet of its own.
fn own(name: &'static str, expected: Expected, row: &'static str) -> Recipe {
    from(23, name, expected, row, |row| Book::core().sheet("Sheet1", "", sheet(row)).bytes())
}

/// A range that the sheet says it has.
fn dimension(name: &'static str, expected: Expected, range: &'static str) -> Recipe {
    from(23, name, expected, range, |range| {
        Book::core().replace(SEIZED, r#"<dimension ref="A1:H70"/>"#, &format!("<dimension{range}/>")).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = beyond();
    all.extend(dimensions());
    all.extend(many());
    all.extend(lists());
    all
}

fn beyond() -> Vec<Recipe> {
    const NO: Expected = Expected::Refused(IMPOSSIBLE);
    const EXTRA: Expected = Expected::Finds(&["STR-19"], Reads::AsBefore);
    vec![
        own(
            "a-sheet-with-its-first-and-its-last-cell",
            EXTRA,
            r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
        ),
        read(23, "the-last-cell-of-the-sheet-of-seized-arms", &["INT-06"], Reads::AsBefore, || {
            let rows = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
            Book::core().rows(rows).bytes()
        }),
        own("a-cell-one-column-beyond-the-grid", NO, r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#),
        own("a-cell-one-row-beyond-the-grid", NO, r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#),
        own("a-cell-far-beyond-the-grid", NO, r#"<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>"#),
        own("a-column-that-overflows", NO, r#"<row r="1"><c r="ZZZZZZZZZZZZ1"><v>1</v></c></row>"#),
        own("a-row-that-overflows", NO, r#"<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>"#),
        own("a-row-number-that-overflows", NO, r#"<row r="4294967297"><c><v>1</v></c></row>"#),
        own("a-row-zero", NO, r#"<row r="0"><c r="A0"><v>1</v></c></row>"#),
        own("a-row-below-zero", NO, r#"<row r="-1"><c><v>1</v></c></row>"#),
        own("a-cell-without-its-column", NO, r#"<row r="1"><c r="1"><v>1</v></c></row>"#),
        own("a-cell-without-its-row", NO, r#"<row r="1"><c r="A"><v>1</v></c></row>"#),
        own("a-cell-without-any-place", NO, r#"<row r="1"><c r=""><v>1</v></c></row>"#),
        own("a-cell-with-dollars", NO, r#"<row r="1"><c r="$A$1"><v>1</v></c></row>"#),
        own("a-cell-with-space", NO, r#"<row r="1"><c r=" A1"><v>1</v></c></row>"#),
        own("a-cell-that-is-a-range", NO, r#"<row r="1"><c r="A1:B2"><v>1</v></c></row>"#),
        own("a-cell-in-another-script", NO, r#"<row r="1"><c r="А1"><v>1</v></c></row>"#),
        own(
            "a-cell-behind-the-last-column",
            NO,
            r#"<row r="1"><c r="XFD1"><v>1</v></c><c><v>2</v></c></row>"#,
        ),
        own(
            "a-row-behind-the-last-row",
            NO,
            r#"<row r="1048576"><c><v>1</v></c></row><row><c><v>2</v></c></row>"#,
        ),
    ]
}

fn dimensions() -> Vec<Recipe> {
    const SAME: Expected = Expected::Finds(&[], Reads::AsBefore);
    const NO: Expected = Expected::Refused(IMPOSSIBLE);
    vec![
        dimension("a-sheet-that-says-it-has-one-cell", SAME, r#" ref="A1""#),
        dimension("a-sheet-that-says-it-fills-the-grid", SAME, r#" ref="A1:XFD1048576""#),
        dimension("a-sheet-that-says-it-is-elsewhere", SAME, r#" ref="AA100:AB101""#),
        dimension("a-sheet-that-says-it-is-larger-than-the-grid", NO, r#" ref="A1:ZZZZZZZZ99""#),
        dimension("a-sheet-that-says-it-ends-before-it-begins", NO, r#" ref="Z9:A1""#),
        dimension("a-sheet-that-says-nothing-of-its-range", NO, r#" ref="""#),
        read(23, "a-row-higher-than-the-moon", &[], Reads::AsBefore, || {
            let row = r#"<row r="29" spans="1:16384" ht="1e308" customHeight="1">"#;
            Book::core().replace(SEIZED, r#"<row r="29" spans="1:8">"#, row).bytes()
        }),
        read(23, "columns-wider-than-the-grid", &[], Reads::AsBefore, || {
            let columns = r#"<cols><col min="16000" max="16384" width="1e300" customWidth="1"/>"#;
            Book::core().replace(SEIZED, "<cols>", columns).bytes()
        }),
        read(23, "a-million-empty-rows-that-do-not-say-where", &[], Reads::AsBefore, || {
            let mut book = Book::core();
            let text = book.text(SEIZED);
            let (before, after) = text.split_once("</sheetData>").unwrap();
            let rows = Stream::default().then(before).times(r#"<row s="3"/>"#, 900_000);
            book.with(SEIZED, rows.then("</sheetData>").then(after).end()).bytes()
        }),
    ]
}

fn many() -> Vec<Recipe> {
    vec![
        read(23, "a-row-of-all-columns-below-the-form", &["INT-06"], Reads::AsBefore, || {
            let row = format!(r#"<row r="900">{}</row>"#, "<c><v>1</v></c>".repeat(16_384));
            Book::core().rows(&row).bytes()
        }),
        read(23, "a-row-of-the-form-of-all-columns", &["INT-06", "INT-10"], Reads::AsBefore, || {
            let mut cells = r#"<c r="J29"><v>1</v></c>"#.to_owned();
            cells.push_str(&"<c><v>1</v></c>".repeat(16_384 - 10));
            let change = |text: String| {
                let (before, after) = text.split_once(r#"<row r="30""#).unwrap();
                format!(r#"{}{cells}</row><row r="30"{after}"#, before.strip_suffix("</row>").unwrap())
            };
            Book::core().change(SEIZED, change).bytes()
        }),
        refused(23, "five-hundred-rows-of-all-columns", LARGE, || {
            let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_384));
            let rows = Stream::default().then(SHEET.0).times(row, 500).then(SHEET.1);
            Book::core().sheet("Sheet1", "", rows.end()).bytes()
        }),
        refused(23, "nine-hundred-thousand-rows-of-content", LARGE, || {
            let mut rows = String::new();
            for row in 1..=900_000 {
                let _ = write!(
                    rows,
                    r#"<row r="{row}"><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>"#
                );
            }
            Book::core().sheet("Sheet1", "", sheet(&rows)).bytes()
        }),
        refused(23, "a-full-column-of-every-one-of-four", LARGE, || {
            let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(4));
            let rows = Stream::default().then(SHEET.0).times(row, 1_048_576).then(SHEET.1);
            Book::core().sheet("Sheet1", "", rows.end()).bytes()
        }),
    ]
}

/// Sheets, merged ranges, names and styles.
fn lists() -> Vec<Recipe> {
    vec![
        refused(23, "sixty-five-sheets", LARGE, || sheets(65)),
        refused(23, "nine-hundred-sheets", LARGE, || sheets(900)),
        read(23, "a-thousand-merged-ranges", &[], Reads::AsBefore, || {
            let mut ranges = String::new();
            for row in 1..=1_200 {
                let _ = write!(ranges, r#"<mergeCell ref="J{row}:K{row}"/>"#);
            }
            Book::core().replace(SEIZED, "</mergeCells>", &format!("{ranges}</mergeCells>")).bytes()
        }),
        read(23, "a-hundred-thousand-defined-names", &[], Reads::AsBefore, || {
            let mut names = String::new();
            for name in 0..100_000 {
                let _ = write!(names, r#"<definedName name="n{name}">'M1'!$A$1</definedName>"#);
            }
            Book::core()
                .replace(super::book::BOOK, "</definedNames>", &format!("{names}</definedNames>"))
                .bytes()
        }),
        read(23, "sixty-five-thousand-styles", &[], Reads::AsBefore, || {
            let styles = r#"<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#.repeat(65_000);
            Book::core().replace(super::book::STYLES, "</cellXfs>", &format!("{styles}</cellXfs>")).bytes()
        }),
        refused(23, "twenty-million-defined-names", LARGE, || {
            let mut book = Book::core();
            let text = book.text(super::book::BOOK);
            let (before, after) = text.split_once("</definedNames>").unwrap();
            let name = r#"<definedName name="n">'M1'!$A$1</definedName>"#;
            let names = Stream::default().then(before).times(name, 20_000_000);
            book.with(super::book::BOOK, names.then("</definedNames>").then(after).end()).bytes()
        }),
        refused(23, "twenty-million-styles", LARGE, || {
            let mut book = Book::core();
            let text = book.text(super::book::STYLES);
            let (before, after) = text.split_once("</cellXfs>").unwrap();
            let style = r#"<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#;
            let styles = Stream::default().then(before).times(style, 20_000_000);
            book.with(super::book::STYLES, styles.then("</cellXfs>").then(after).end()).bytes()
        }),
    ]
}

/// A return with so many further sheets.
fn sheets(many: usize) -> Vec<u8> {
    let (mut listed, mut related) = (String::new(), String::new());
    let mut book = Book::core();
    for index in 100..100 + many {
        let _ = write!(listed, r#"<sheet name="S{index}" sheetId="{index}" r:id="rId{index}"/>"#);
        let _ = write!(
            related,
            r#"<Relationship Id="rId{index}" Type="{}/worksheet" Target="worksheets/sheet{index}.xml"/>"#,
            super::book::RELATION
        );
        book = book.with(&format!("xl/worksheets/sheet{index}.xml"), sheet("<row/>"));
    }
    book.replace(super::book::BOOK, "</sheets>", &format!("{listed}</sheets>"))
        .replace(super::book::BOOK_RELATIONS, "</Relationships>", &format!("{related}</Relationships>"))
        .bytes()
}
