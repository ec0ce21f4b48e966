//! Row 21: containers that inflate to more than anybody has room for.

use super::book::{BOOK_RELATIONS, Book, OFFICE, SEIZED, SHEET, STYLES, TYPES};
use super::package::{Entry, LargeEnd, Package};
use super::stream::{Packed, Stream};
use super::{Expected, Reads, Recipe, from, read, refused};

const LARGE: &str = "too-large";
/// Almost four gigabytes in megabytes.
const MOST: usize = 3_900;
static ZEROS: [u8; 1 << 20] = [0; 1 << 20];

/// A part of many megabytes of the same, between what makes it look right.
fn filled(head: &str, same: &[u8], megabytes: usize, tail: &str) -> Packed {
    let times = megabytes * (1 << 20) / same.len();
    Stream::default().then(head).times(same, times).then(tail).end()
}

/// A part that belongs to every workbook, as a bomb.
fn part(name: &'static str, part: &'static str) -> Recipe {
    from(21, name, Expected::Refused(LARGE), part, |part| {
        let mut book = Book::core();
        let text = book.text(part);
        let end = text.rfind("</").unwrap();
        let (head, tail) = text.split_at(end);
        book.with(part, filled(head, b"        ", 1_200, tail)).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = parts();
    all.extend(many());
    all.extend(nested());
    all
}

fn parts() -> Vec<Recipe> {
    vec![
        refused(21, "a-sheet-of-four-gigabytes-of-space", LARGE, || {
            Book::core().sheet("Sheet1", "", filled(SHEET.0, b"    ", MOST, SHEET.1)).bytes()
        }),
        refused(21, "a-sheet-of-two-gigabytes-of-empty-rows", LARGE, || {
            Book::core().sheet("Sheet1", "", filled(SHEET.0, b"<row/>", 2_000, SHEET.1)).bytes()
        }),
        refused(21, "a-picture-of-four-gigabytes-of-zeros", LARGE, || {
            Book::core().part("xl/media/image1.png", "image/png", filled("", &ZEROS, MOST, "")).bytes()
        }),
        refused(21, "a-cell-of-a-gigabyte-of-digits", LARGE, || {
            let (head, tail) = (format!("{}<row><c><v>", SHEET.0), format!("</v></c></row>{}", SHEET.1));
            Book::core().sheet("Sheet1", "", filled(&head, b"1111", 1_000, &tail)).bytes()
        }),
        refused(21, "a-comment-in-xml-of-a-gigabyte", LARGE, || {
            let (head, tail) = (format!("{}<!--", SHEET.0), format!("-->{}", SHEET.1));
            Book::core().sheet("Sheet1", "", filled(&head, b"    ", 1_000, &tail)).bytes()
        }),
        part("the-list-of-kinds-is-a-bomb", TYPES),
        part("the-relations-of-the-workbook-are-a-bomb", BOOK_RELATIONS),
        part("the-styles-are-a-bomb", STYLES),
        part("the-theme-is-a-bomb", "xl/theme/theme1.xml"),
        part("the-notes-of-a-sheet-are-a-bomb", "xl/comments1.xml"),
        part("the-drawing-of-the-notes-is-a-bomb", "xl/drawings/vmlDrawing1.vml"),
        part("the-properties-are-a-bomb", "docProps/custom.xml"),
        refused(21, "a-drawing-is-a-bomb", LARGE, || {
            let head = r#"<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">"#;
            let kind = format!("{OFFICE}.drawing+xml");
            let bomb = filled(head, b"<xdr:absoluteAnchor/>", 1_200, "</xdr:wsDr>");
            Book::core().part("xl/drawings/drawing1.xml", &kind, bomb).bytes()
        }),
        refused(21, "a-part-that-no-relation-names-is-a-bomb", LARGE, || {
            Book::core().with("xl/unknown.bin", filled("", &ZEROS, 2_000, "")).bytes()
        }),
    ]
}

fn many() -> Vec<Recipe> {
    vec![
        refused(21, "ten-megabytes-that-inflate-to-nine-gigabytes", LARGE, || {
            let bomb = filled("", &ZEROS, 3_000, "");
            (1..4)
                .fold(Book::core(), |book, index| {
                    book.with(&format!("xl/media/image{index}.png"), bomb.clone())
                })
                .bytes()
        }),
        refused(21, "nine-hundred-pictures-of-nine-megabytes", LARGE, || {
            let bomb = filled("", &ZEROS, 9, "");
            (0..900)
                .fold(Book::core(), |book, index| {
                    book.with(&format!("xl/media/image{index}.png"), bomb.clone())
                })
                .bytes()
        }),
        refused(21, "a-hundred-thousand-entries", LARGE, || entries(100_000, LargeEnd::True, None)),
        refused(21, "sixty-thousand-entries", LARGE, || entries(60_000, LargeEnd::None, None)),
        refused(21, "a-thousand-and-one-entries", LARGE, || entries(1_001, LargeEnd::None, None)),
        refused(21, "more-entries-than-the-directory-counts", "not-only-a-workbook", || {
            entries(65_536, LargeEnd::None, Some(36))
        }),
        refused(21, "a-directory-that-counts-four-thousand-million-entries", "damaged-workbook", || {
            Book::core().contained(|package| package.zip64 = LargeEnd::Says(4_000_000_000)).bytes()
        }),
    ]
}

/// A return and so many empty entries.
fn entries(many: usize, end: LargeEnd, count: Option<u16>) -> Vec<u8> {
    let more = (0..many).map(|index| Entry::new(format!("{index:x}"), Packed::stored(b"")));
    let book = Book::core().contained(|package| {
        package.entries.extend(more);
        (package.zip64, package.count) = (end, count);
    });
    book.bytes()
}

fn nested() -> Vec<Recipe> {
    vec![
        read(21, "a-picture-that-is-a-container-of-bombs", &[], super::Reads::AsBefore, || {
            Book::core().part("xl/media/image1.png", "image/png", russian_doll()).bytes()
        }),
        refused(21, "an-embedded-container-of-bombs", "external-content", || {
            Book::core().part("xl/embeddings/package1.zip", "application/zip", russian_doll()).bytes()
        }),
        refused(21, "a-size-that-is-said-to-be-small", "damaged-workbook", || {
            let bomb = filled(SHEET.0, b"<row/>", 2_000, SHEET.1);
            let book = Book::core().sheet("Sheet1", "", bomb);
            book.says("xl/worksheets/sheet99.xml", |says| says.size = Some(100)).bytes()
        }),
        refused(21, "a-size-that-is-said-to-be-small-in-the-directory", "damaged-workbook", || {
            let bomb = filled("", &ZEROS, MOST, "");
            let book = Book::core().part("xl/media/image1.png", "image/png", bomb);
            book.says("xl/media/image1.png", |says| says.size_in_directory = Some(100)).bytes()
        }),
        refused(21, "a-size-that-is-said-to-be-smaller-than-the-sheet", "damaged-workbook", || {
            Book::core().says(SEIZED, |says| says.size = Some(10)).bytes()
        }),
        refused(21, "a-size-that-is-said-to-be-four-gigabytes", LARGE, || {
            Book::core().says(SEIZED, |says| says.size = Some(u32::MAX - 1)).bytes()
        }),
        read(21, "a-deflated-part-with-more-behind-its-end", &[], Reads::AsBefore, || {
            Book::core().contained(|package| package.entry(SEIZED).content.data.extend([7; 5_000])).bytes()
        }),
    ]
}

/// A container of containers of a bomb.
fn russian_doll() -> Packed {
    let hold = |inner: &Packed| {
        let entries = (0..16).map(|index| Entry::new(format!("doll{index}.zip"), inner.clone()));
        Packed::from(Package { entries: entries.collect(), ..Package::default() }.bytes())
    };
    hold(&hold(&filled("", &ZEROS, 16, "")))
}
