//! Files that look like an attack and are none: large, odd, and to be read in full.

use std::fmt::Write as _;

use super::book::{BOOK, BOOK_RELATIONS, Book, SEIZED, TYPES};
use super::package::{LargeEnd, Says};
use super::stream::Stream;

/// A file that must be read.
pub struct Honest {
    /// What is odd about it.
    pub name: &'static str,
    /// How many significant seizures it reports at least, where it is not the untouched return.
    pub cases: Option<usize>,
    make: fn() -> Vec<u8>,
}

impl Honest {
    /// Makes the file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        (self.make)()
    }

    /// The profile of limits it must pass: that of the service, where it is not a file of incidents.
    #[must_use]
    pub fn limits(&self) -> &'static str {
        if self.cases.is_some() { "bulk" } else { "interactive" }
    }
}

/// Every honest file.
#[must_use]
pub fn honest() -> Vec<Honest> {
    let same = |name, make| Honest { name, cases: None, make };
    vec![
        same("a-million-empty-rows-with-a-style", empty_rows),
        Honest { name: "a-hundred-thousand-significant-seizures", cases: Some(CASES), make: cases },
        same("a-workbook-part-of-another-name", || named("xl/book.xml", "xl/_rels/book.xml.rels")),
        same("a-workbook-part-in-large-letters", || named("xl/Workbook.xml", "xl/_rels/Workbook.xml.rels")),
        same("names-with-backslashes", || {
            Book::core()
                .contained(|package| {
                    for entry in &mut package.entries {
                        for byte in entry.name.iter_mut().filter(|byte| **byte == b'/') {
                            *byte = b'\\';
                        }
                    }
                })
                .bytes()
        }),
        same("sizes-behind-the-content", || said(|says| says.descriptor = true)),
        same("sizes-in-records-for-large-files", || said(|says| says.zip64 = true)),
        same("a-directory-for-large-files", || {
            Book::core().contained(|package| package.zip64 = LargeEnd::True).bytes()
        }),
        same("parts-that-are-not-deflated", || {
            Book::core()
                .contained(|package| {
                    for entry in &mut package.entries {
                        entry.content = super::stream::Packed::stored(&entry.content.inflated());
                    }
                })
                .bytes()
        }),
        same("parts-in-another-order", || {
            Book::core().contained(|package| package.entries.reverse()).bytes()
        }),
        same("a-label-of-sensitivity", || {
            Book::core()
                .part(
                    "docMetadata/LabelInfo.xml",
                    "application/vnd.ms-office.classificationlabels+xml",
                    r#"<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>"#,
                )
                .bytes()
        }),
    ]
}

/// All entries with something in their records.
fn said(change: fn(&mut Says)) -> Vec<u8> {
    let book = Book::core().contained(|package| {
        package.entries.iter_mut().for_each(|entry| change(&mut entry.says));
    });
    book.bytes()
}

/// The workbook part under another name.
fn named(part: &str, relations: &str) -> Vec<u8> {
    let book = Book::core().contained(|package| {
        package.entry(BOOK).name = part.as_bytes().to_vec();
        package.entry(BOOK_RELATIONS).name = relations.as_bytes().to_vec();
    });
    book.replace(TYPES, BOOK, part).replace("_rels/.rels", BOOK, part).bytes()
}

/// What happens where somebody gives a whole column a format.
fn empty_rows() -> Vec<u8> {
    let mut book = Book::core();
    let text = book.text(SEIZED);
    let (before, after) = text.split_once("</sheetData>").unwrap();
    let mut stream = Stream::default().then(before);
    let last = before.rsplit_once("<row r=\"").and_then(|(_, row)| row.split_once('"')).unwrap().0;
    let rows: Vec<u32> = (last.parse::<u32>().unwrap() + 1..=1_048_576).collect();
    for rows in rows.chunks(50_000) {
        let mut written = String::new();
        for row in rows {
            let _ = write!(written, r#"<row r="{row}"><c r="B{row}" s="4"/></row>"#);
        }
        stream = stream.then(written);
    }
    book.with(SEIZED, stream.then("</sheetData>").then(after).end()).bytes()
}

/// So many significant seizures beside those of the return.
const CASES: usize = 100_000;
/// Their sheet in the full return, and the first row of it that holds one.
const SIGNIFICANT: (&str, u32) = ("xl/worksheets/sheet10.xml", 13);

/// The first case of a return again and again under references of its own, behind the others.
fn cases() -> Vec<u8> {
    let (sheet, first) = SIGNIFICANT;
    let mut book = Book::full();
    let text = book.text(sheet);
    let start = |row: u32| text.find(&format!(r#"<row r="{row}""#)).unwrap();
    // Spare rows have cells without content.
    let is_spare =
        |row: &u32| text.split_at(start(*row)).1.split("</row>").next().unwrap().find("</").is_none();
    let first_spare = (first..first + 1_000).find(is_spare).unwrap();
    let (before, rest) = text.split_at(start(first_spare));
    let (_, after) = rest.split_once("</sheetData>").unwrap();
    let model = model(text.split_at(start(first)).1, first);
    let mut stream = Stream::default().then(before);
    for chunk in (0..CASES).collect::<Vec<_>>().chunks(10_000) {
        let mut written = String::new();
        for index in chunk {
            let row = (usize::try_from(first_spare).unwrap() + index).to_string();
            let reference = super::book::inline(&format!("Z-{index:06}"));
            let _ = write!(written, r#"<row r="{row}"><c r="B{row}"{reference}</c>"#);
            written.push_str(&model.replace('@', &row));
            written.push_str("</row>");
        }
        stream = stream.then(written);
    }
    book.with(sheet, stream.then("</sheetData>").then(after).end()).bytes()
}

/// The cells of the first row but that of the reference, with a mark for the number of the row.
fn model(rows: &str, first: u32) -> String {
    let (row, _) = rows.split_once("</row>").unwrap();
    let cells = row.split("<c r=\"").skip(1).filter(|cell| !cell.ends_with("/>"));
    let cells = cells.filter_map(|cell| cell.split_once('"')).filter(|(place, _)| {
        place.strip_suffix(&first.to_string()).is_some_and(|column| column != "A" && column != "B")
    });
    let cells = cells.map(|(place, rest)| {
        let column = place.strip_suffix(&first.to_string()).unwrap();
        format!(r#"<c r="{column}@"{rest}"#)
    });
    cells.collect()
}
