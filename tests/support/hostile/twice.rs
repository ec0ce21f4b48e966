//! Row 30: what stands twice, so that staff sees the one and the machine reads the other.

use super::book::{BOOK, BOOK_RELATIONS, Book, OFFICE, SEIZED, TYPES, inline};
use super::package::Entry;
use super::{Expected, Reads, Recipe, from, read, refused};

const PART: &str = "duplicate-part";
const SHEET: &str = "duplicate-sheet";
const CELL: &str = "duplicate-cell";
const ORDER: &str = "cells-out-of-order";

/// The sheet of seized arms a second time, under a name that means the same, with another number.
fn part(name: &'static str, other: &'static str) -> Recipe {
    from(30, name, Expected::Refused(PART), other, |other| {
        let second = Book::core().pistols("><v>999</v>").text(SEIZED);
        Book::core().contained(|package| package.entries.push(Entry::new(other, second))).bytes()
    })
}

/// Another list of sheets.
fn sheets(name: &'static str, code: &'static str, from_to: (&'static str, &'static str)) -> Recipe {
    from(30, name, Expected::Refused(code), from_to, |(from, to)| {
        Book::core().replace(BOOK, from, to).bytes()
    })
}

/// The row of pistols, written so.
fn row(name: &'static str, code: &'static str, row: &'static str) -> Recipe {
    from(30, name, Expected::Refused(code), row, |row| {
        Book::core()
            .change(SEIZED, |text| {
                let (before, rest) = text.split_once(r#"<row r="29""#).unwrap();
                let (_, after) = rest.split_once("</row>").unwrap();
                format!("{before}{row}{after}")
            })
            .bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = parts();
    all.extend(cells());
    all.extend(keys());
    all
}

fn parts() -> Vec<Recipe> {
    vec![
        part("a-sheet-that-stands-twice", "xl/worksheets/sheet3.xml"),
        part("a-sheet-that-stands-twice-in-other-letters", "xl/Worksheets/Sheet3.XML"),
        part("a-sheet-that-stands-twice-with-backslashes", r"xl\worksheets\sheet3.xml"),
        refused(30, "a-sheet-that-stands-twice-in-codes", "unsafe-part-name", || {
            Book::core().part("xl/worksheets/sheet%33.xml", "", "<x/>").bytes()
        }),
        refused(30, "a-list-of-kinds-that-stands-twice", PART, || {
            Book::core()
                .contained(|package| {
                    let kinds = package.entry(TYPES).clone();
                    package.entries.push(kinds);
                })
                .bytes()
        }),
        refused(30, "a-workbook-part-that-stands-twice", PART, || {
            let other = Book::core().replace(BOOK, r#"name="M1""#, r#"name="Z1""#).text(BOOK);
            Book::core().contained(|package| package.entries.insert(0, Entry::new(BOOK, other))).bytes()
        }),
        refused(30, "every-part-twice", PART, || {
            Book::core().contained(|package| package.entries.extend(package.entries.clone())).bytes()
        }),
        sheets("two-sheets-of-one-name", SHEET, (r#"name="M2""#, r#"name="M1""#)),
        sheets("two-sheets-of-one-name-in-other-letters", SHEET, (r#"name="M2""#, r#"name="m1""#)),
        sheets("two-sheets-of-one-name-in-codes", SHEET, (r#"name="M2""#, r#"name="&#77;1""#)),
        sheets("two-sheets-of-one-part", PART, (r#"r:id="rId4""#, r#"r:id="rId3""#)),
        refused(30, "two-relations-to-one-sheet", PART, || {
            Book::core().replace(BOOK_RELATIONS, "worksheets/sheet4.xml", "worksheets/sheet3.xml").bytes()
        }),
        refused(30, "two-relations-of-one-name", PART, || {
            Book::core().replace(BOOK_RELATIONS, r#"Id="rId4""#, r#"Id="rId3""#).bytes()
        }),
        refused(30, "two-workbooks-in-one-container", "damaged-workbook", || {
            let mut book = Book::core();
            let other = book.text(BOOK);
            let kind = format!("{OFFICE}.spreadsheetml.sheet.main+xml");
            let relation = format!(
                r#"<Relationship Id="rId77" Type="{}/officeDocument" Target="xl/workbook2.xml"/></Relationships>"#,
                super::book::RELATION
            );
            book.part("xl/workbook2.xml", &kind, other)
                .replace("_rels/.rels", "</Relationships>", &relation)
                .bytes()
        }),
        refused(30, "a-return-whose-every-relation-has-one-name", PART, || {
            Book::core()
                .change(BOOK_RELATIONS, |text| {
                    text.replace("Id=\"rId1", "Id=\"rId3\" x=\"").replace("\"rId2\"", "\"rId3\"")
                })
                .bytes()
        }),
    ]
}

fn cells() -> Vec<Recipe> {
    vec![
        row(
            "a-cell-that-stands-twice",
            CELL,
            r#"<row r="29"><c r="C29"><v>5</v></c><c r="C29"><v>999</v></c></row>"#,
        ),
        row(
            "a-cell-that-stands-twice-once-empty",
            CELL,
            r#"<row r="29"><c r="C29"/><c r="C29"><v>999</v></c></row>"#,
        ),
        row(
            "a-cell-that-stands-twice-and-the-second-is-empty",
            CELL,
            r#"<row r="29"><c r="C29"><v>5</v></c><c r="C29"/></row>"#,
        ),
        row(
            "a-cell-that-stands-twice-in-other-letters",
            CELL,
            r#"<row r="29"><c r="C29"><v>5</v></c><c r="c29"><v>999</v></c></row>"#,
        ),
        row(
            "a-row-that-stands-twice",
            CELL,
            r#"<row r="29"><c r="C29"><v>5</v></c></row><row r="29"><c r="C29"><v>999</v></c></row>"#,
        ),
        row("a-cell-of-a-row-before", ORDER, r#"<row r="28"><c r="C28"><v>5</v></c></row>"#),
        row("columns-in-the-wrong-order", ORDER, r#"<row r="29"><c r="D29"/><c r="C29"><v>5</v></c></row>"#),
        row("an-empty-cell-in-the-wrong-order", ORDER, r#"<row r="29"><c r="D29"/><c r="C29"/></row>"#),
        row("a-cell-of-a-row-below", ORDER, r#"<row r="29"><c r="C40"><v>5</v></c></row>"#),
        row(
            "rows-in-the-wrong-order",
            ORDER,
            r#"<row r="29"><c r="J29"><v>5</v></c></row><row r="21"><c r="J21"><v>5</v></c></row>"#,
        ),
        row("a-row-that-says-another-number", ORDER, r#"<row r="20"><c r="J29"><v>5</v></c></row>"#),
    ]
}

fn keys() -> Vec<Recipe> {
    /// A row of these texts, at the end of the sheet of seized arms.
    fn added(number: u32, attributes: &str, cells: &[(&str, &str)]) -> Vec<u8> {
        let cells =
            cells.iter().map(|(column, text)| format!(r#"<c r="{column}{number}"{}</c>"#, inline(text)));
        Book::core()
            .rows(&format!(r#"<row r="{number}"{attributes}>{}</row>"#, cells.collect::<String>()))
            .bytes()
    }
    vec![
        read(30, "a-key-of-a-row-that-stands-twice", &["INT-04"], Reads::Anything, || {
            added(900, "", &[("A", "SZ.TYPE/PISTOL"), ("C", "999")])
        }),
        read(30, "a-key-of-a-hidden-row-that-stands-twice", &["INT-04"], Reads::Anything, || {
            added(900, r#" hidden="1""#, &[("A", "SZ.TYPE/PISTOL"), ("C", "999")])
        }),
        read(30, "a-key-of-a-column-that-stands-twice", &["INT-05"], Reads::Anything, || {
            let change = |text: String| {
                let (before, after) = text.split_once(r#"<row r="28""#).unwrap();
                let key = inline("COUNT");
                format!(
                    r#"{}<c r="J27"{key}</c></row><row r="28"{after}"#,
                    before.strip_suffix("</row>").unwrap()
                )
            };
            Book::core().change(SEIZED, change).bytes()
        }),
        read(30, "a-block-that-stands-twice", &["INT-04"], Reads::Anything, || {
            let mut book = Book::core();
            let text = book.text(SEIZED);
            let start = text.find(r#"<row r="27""#).unwrap();
            let end = text.find(r#"<row r="30""#).unwrap();
            let mut rows = text.get(start..end).unwrap().to_owned();
            for number in 27..30 {
                rows = rows.replace(&format!("{number}\""), &format!("9{number}\""));
            }
            book.rows(&rows).bytes()
        }),
        read(30, "a-table-whose-status-stands-twice", &["INT-04"], Reads::Anything, || {
            added(900, "", &[("A", "SZ.TYPE/_status"), ("C", "NOT_AVAILABLE")])
        }),
    ]
}
