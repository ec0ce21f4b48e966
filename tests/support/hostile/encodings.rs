//! Row 24: other encodings, document types and entities.

use std::fmt::Write as _;

use super::book::{BOOK, BOOK_RELATIONS, Book, SEIZED, STYLES, TEXTS, TYPES};
use super::stream::Packed;
use super::{Expected, Reads, Recipe, from, read, refused};

const FOREIGN: &str = "foreign-encoding";
const TYPE: &str = "document-type";

/// A part in another encoding.
fn encoded(name: &'static str, part: &'static str, encode: fn(&str) -> Vec<u8>) -> Recipe {
    from(24, name, Expected::Refused(FOREIGN), (part, encode), |(part, encode)| {
        let mut book = Book::core();
        let text = book.text(part);
        book.with(part, Packed::from(encode(&text))).bytes()
    })
}

/// What the declaration of a sheet says.
fn declared(name: &'static str, declaration: &'static str) -> Recipe {
    from(24, name, Expected::Refused(FOREIGN), declaration, |declaration| {
        Book::core().change(SEIZED, |text| text.replacen(super::book::DECLARATION, declaration, 1)).bytes()
    })
}

/// A document type in a part, and where its entity is used.
fn typed(name: &'static str, part: &'static str, document_type: &'static str) -> Recipe {
    from(24, name, Expected::Refused(TYPE), (part, document_type), |(part, document_type)| {
        Book::core().replace(part, "?>", &format!("?>{document_type}")).bytes()
    })
}

fn little(text: &str) -> Vec<u8> {
    text.replace("UTF-8", "UTF-16").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn big(text: &str) -> Vec<u8> {
    text.replace("UTF-8", "UTF-16").encode_utf16().flat_map(u16::to_be_bytes).collect()
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = vec![
        encoded("a-sheet-in-utf-16-with-its-mark", SEIZED, |text| [&[0xFF, 0xFE], &*little(text)].concat()),
        encoded("a-sheet-in-utf-16-the-other-way-round", SEIZED, |text| {
            [&[0xFE, 0xFF], &*big(text)].concat()
        }),
        encoded("a-sheet-in-utf-16-without-a-mark", SEIZED, little),
        encoded("a-sheet-in-utf-16-the-other-way-round-without-a-mark", SEIZED, big),
        encoded("the-texts-in-utf-16", TEXTS, |text| [&[0xFF, 0xFE], &*little(text)].concat()),
        encoded("the-workbook-in-utf-16", BOOK, |text| [&[0xFF, 0xFE], &*little(text)].concat()),
        encoded("the-list-of-kinds-in-utf-16", TYPES, little),
        encoded("a-sheet-in-utf-32", SEIZED, |text| {
            text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect()
        }),
        encoded("a-document-type-in-utf-16", SEIZED, |text| {
            [&[0xFF, 0xFE], &*little(&text.replacen("?>", "?><!DOCTYPE x>", 1))].concat()
        }),
        encoded("a-sheet-with-bytes-of-latin-1", SEIZED, |text| {
            let (before, after) = text.split_at(text.find("</sheetData>").unwrap());
            let row = b"<row r=\"90\"><c r=\"B90\" t=\"str\"><v>\xE9\xE8</v></c></row>";
            [before.as_bytes(), row, after.as_bytes()].concat()
        }),
        encoded("texts-with-bytes-longer-than-they-need-to-be", TEXTS, |text| {
            let (before, after) = text.split_at(text.find("</t>").unwrap());
            [before.as_bytes(), b"\xC0\xAF\xE0\x80\xBC", after.as_bytes()].concat()
        }),
        declared("a-sheet-that-says-it-is-utf-7", r#"<?xml version="1.0" encoding="UTF-7"?>"#),
        declared("a-sheet-that-says-it-is-latin-1", r#"<?xml version="1.0" encoding="ISO-8859-1"?>"#),
        declared("a-sheet-that-says-so-with-space", "<?xml version='1.0' encoding = 'ISO-8859-1'?>"),
        declared(
            "a-sheet-that-says-so-on-a-second-line",
            "<?xml version='1.0'\n\tencoding\n=\n'windows-1256'?>",
        ),
        declared("a-sheet-that-says-it-is-utf-16-and-is-not", r#"<?xml version="1.0" encoding="UTF-16"?>"#),
        declared("a-sheet-that-says-it-is-nothing-known", r#"<?xml version="1.0" encoding="UTF-8-EVIL"?>"#),
        read(24, "a-sheet-with-a-byte-order-mark", &[], Reads::AsBefore, || {
            Book::core().change(SEIZED, |text| format!("\u{FEFF}{text}")).bytes()
        }),
        read(24, "a-sheet-that-says-utf-8-in-small-letters", &[], Reads::AsBefore, || {
            Book::core().replace(SEIZED, r#"encoding="UTF-8""#, "encoding='utf-8'").bytes()
        }),
    ];
    all.extend(types());
    all.extend(entities());
    all
}

fn types() -> Vec<Recipe> {
    const OUTSIDE: &str = r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>"#;
    vec![
        typed("a-sheet-with-an-entity-of-another-file", SEIZED, OUTSIDE),
        typed("texts-with-an-entity-of-another-file", TEXTS, OUTSIDE),
        typed("a-workbook-with-an-entity-of-another-file", BOOK, OUTSIDE),
        typed("kinds-with-an-entity-of-another-file", TYPES, OUTSIDE),
        typed("relations-with-an-entity-of-another-file", BOOK_RELATIONS, OUTSIDE),
        typed("properties-with-an-entity-of-another-file", "docProps/custom.xml", OUTSIDE),
        typed("a-drawing-of-notes-with-an-entity-of-another-file", "xl/comments1.xml", OUTSIDE),
        typed("an-entity-of-a-web-page", SEIZED, r#"<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">"#),
        typed(
            "an-entity-that-declares-others",
            SEIZED,
            r#"<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>"#,
        ),
        typed("a-document-type-in-small-letters", SEIZED, "<!doctype x>"),
        typed("a-document-type-behind-a-long-comment", STYLES, concat_long()),
        refused(24, "a-document-type-in-a-part-that-is-not-named-xml", TYPE, || {
            let mut book = Book::core();
            let text = book.text(SEIZED).replacen("?>", "?><!DOCTYPE x>", 1);
            book.without(SEIZED)
                .with("xl/worksheets/sheet3.bin", text)
                .replace(BOOK_RELATIONS, "sheet3.xml", "sheet3.bin")
                .replace(TYPES, "sheet3.xml", "sheet3.bin")
                .bytes()
        }),
        read(24, "a-note-about-document-types", &[], Reads::Note(29), || {
            Book::core().note("&lt;!DOCTYPE x [&lt;!ENTITY e &quot;1&quot;>]").bytes()
        }),
    ]
}

/// A document type that stands far from the beginning.
fn concat_long() -> &'static str {
    static TEXT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    TEXT.get_or_init(|| format!("<!--{}--><!DOCTYPE x>", " ".repeat(1 << 20)))
}

fn entities() -> Vec<Recipe> {
    vec![
        refused(24, "a-billion-laughs", TYPE, || {
            let mut entities = r#"<!ENTITY l0 "laugh">"#.to_owned();
            for level in 1..10 {
                let inner = format!("&l{};", level - 1).repeat(10);
                let _ = write!(entities, r#"<!ENTITY l{level} "{inner}">"#);
            }
            let book = Book::core().replace(SEIZED, "?>", &format!("?><!DOCTYPE x [{entities}]>"));
            book.typed("&l9;").bytes()
        }),
        refused(24, "one-entity-of-a-hundred-kilobytes-a-hundred-thousand-times", TYPE, || {
            let entity = format!(r#"?><!DOCTYPE x [<!ENTITY q "{}">]>"#, "q".repeat(100_000));
            Book::core().replace(TEXTS, "?>", &entity).typed(&"&q;".repeat(100_000)).bytes()
        }),
        refused(24, "an-entity-that-nobody-declared", "damaged-workbook", || {
            Book::core().typed("&secret;").bytes()
        }),
        refused(24, "a-character-that-does-not-exist", "damaged-workbook", || {
            Book::core().typed("&#x110000;").bytes()
        }),
        refused(24, "a-character-of-nothing", "damaged-workbook", || Book::core().typed("1&#0;2").bytes()),
        refused(24, "half-a-character-by-its-number", "damaged-workbook", || {
            Book::core().typed("1&#xD800;2").bytes()
        }),
        read(24, "an-instruction-to-fetch-a-style-sheet", &[], Reads::AsBefore, || {
            let instruction = r#"?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl" type="text/xsl"?>"#;
            Book::core().replace(SEIZED, "?>", instruction).bytes()
        }),
        refused(24, "a-number-whose-digits-are-characters-by-number", "damaged-workbook", || {
            Book::core().pistols("><v>1&#50;</v>").bytes()
        }),
    ]
}
