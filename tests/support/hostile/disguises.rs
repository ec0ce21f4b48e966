//! Row 28: other files under the name of a workbook, and spreadsheets that are none of ours.

use super::book::{BOOK, Book, META, TYPES, untouched};
use super::package::{Entry, Package};
use super::{Expected, Recipe, from, refused};

const OTHER: &str = "not-a-workbook";
const EMPTY: &str = "empty-file";
const DAMAGED: &str = "damaged-workbook";

/// A file that begins like one of another kind.
fn file(name: &'static str, code: &'static str, bytes: &'static [u8]) -> Recipe {
    from(28, name, Expected::Refused(code), bytes, |bytes| bytes.to_vec())
}

/// A container of these files.
fn container(
    name: &'static str,
    code: &'static str,
    files: &'static [(&'static str, &'static str)],
) -> Recipe {
    from(28, name, Expected::Refused(code), files, |files| {
        let entries = files.iter().map(|(name, content)| Entry::new(name, content));
        Package { entries: entries.collect(), ..Package::default() }.bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = files();
    all.extend(containers());
    all.extend(not_ours());
    all
}

fn files() -> Vec<Recipe> {
    vec![
        file("nothing", EMPTY, b""),
        file("nothing-but-space", EMPTY, b" \n\t \r\n"),
        file("nothing-but-zeros", EMPTY, &[0; 4_096]),
        file("a-single-letter", OTHER, b"P"),
        file("the-first-bytes-of-a-container", DAMAGED, b"PK\x03\x04"),
        file("a-container-of-nothing", DAMAGED, b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        file("a-program-for-windows", OTHER, b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0\xB8\0\0\0"),
        file("a-program-for-linux", OTHER, b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0"),
        file("a-script", OTHER, b"#!/bin/sh\nrm -rf /\n"),
        file("a-printed-page", OTHER, b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<<>>\nendobj\n"),
        file("a-web-page", OTHER, b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        file("a-web-page-behind-space", OTHER, b"\n\n  <html><table><tr><td>5</td></tr></table></html>"),
        file(
            "a-spreadsheet-as-one-xml-file",
            OTHER,
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>",
        ),
        file("a-picture", OTHER, b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"),
        file("a-photograph", OTHER, b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        file("a-rich-text", OTHER, br"{\rtf1\ansi\deff0 Seized arms}"),
        file("a-table-as-text", OTHER, b"country,year,value\nXDA,2025,5\n"),
        file("a-table-as-text-in-utf-16", OTHER, b"\xFF\xFEc\0o\0u\0n\0t\0r\0y\0\t\0\x35\0\r\0\n\0"),
        file("a-compressed-file", OTHER, b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"),
        file("a-container-of-another-kind", OTHER, b"7z\xBC\xAF\x27\x1C\0\x04\0\0\0\0\0\0\0\0"),
        file("an-archive-of-another-kind", OTHER, b"Rar!\x1A\x07\x01\0\x33\x92\xB5\xE5\x0A\x01\x05\x06"),
        file("a-database", OTHER, b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20\0\0\0\0"),
        file("an-old-workbook", OTHER, &OLD),
        file(
            "an-old-workbook-without-a-container",
            OTHER,
            b"\x09\x08\x10\0\0\x06\x05\0\xBB\x0D\xCC\x07\0\0\0\0",
        ),
        refused(28, "a-workbook-as-base-64", OTHER, || b"UEsDBBQAAAAIAAAAIQDL".repeat(4_000)),
        refused(28, "half-a-workbook", DAMAGED, || {
            untouched().get(..untouched().len() / 2).unwrap().to_vec()
        }),
        refused(28, "a-workbook-without-its-last-byte", DAMAGED, || {
            untouched().get(..untouched().len() - 1).unwrap().to_vec()
        }),
        refused(28, "a-workbook-without-its-first-kilobyte", DAMAGED, || {
            [b"PK\x03\x04", untouched().get(1_024..).unwrap()].concat()
        }),
        refused(28, "a-workbook-whose-line-ends-were-changed", DAMAGED, || {
            untouched()
                .iter()
                .flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] })
                .collect()
        }),
        refused(28, "a-workbook-read-as-text-and-written-again", DAMAGED, || {
            String::from_utf8_lossy(untouched()).into_owned().into_bytes()
        }),
    ]
}

/// The first bytes of a compound file that holds no encrypted package.
const OLD: [u8; 16] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0, 0, 0, 0, 0, 0];

fn containers() -> Vec<Recipe> {
    vec![
        container("a-plain-container-of-texts", OTHER, &[("a.txt", "a"), ("b.txt", "b")]),
        container("a-container-of-a-workbook", OTHER, &[("return.xlsx", "PK")]),
        container(
            "a-program-for-java",
            OTHER,
            &[("META-INF/MANIFEST.MF", "Manifest-Version: 1.0"), ("A.class", "")],
        ),
        container(
            "a-spreadsheet-of-another-program",
            OTHER,
            &[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", "<office:document-content/>"),
                ("META-INF/manifest.xml", "<manifest:manifest/>"),
            ],
        ),
        container(
            "a-text-document",
            OTHER,
            &[
                (
                    "[Content_Types].xml",
                    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#,
                ),
                (
                    "_rels/.rels",
                    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#,
                ),
                ("word/document.xml", "<w:document/>"),
            ],
        ),
        refused(28, "a-binary-workbook", OTHER, || {
            let (xml, binary) = (
                "openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "ms-excel.sheet.binary.macroEnabled.main",
            );
            Book::core()
                .without(BOOK)
                .with("xl/workbook.bin", b"\x83\x01\0")
                .replace(TYPES, xml, binary)
                .replace(TYPES, "/xl/workbook.xml", "/xl/workbook.bin")
                .replace("_rels/.rels", "xl/workbook.xml", "xl/workbook.bin")
                .bytes()
        }),
        refused(28, "a-workbook-without-its-list-of-kinds", OTHER, || Book::core().without(TYPES).bytes()),
    ]
}

fn not_ours() -> Vec<Recipe> {
    /// The sheet that says what the workbook is, with something else in a cell.
    fn meta(reference: &str, text: &str) -> Vec<u8> {
        Book::core().cell(META, reference, &super::book::inline(text)).bytes()
    }
    vec![
        refused(28, "a-workbook-of-somebody-else", "not-an-iafq-workbook", || {
            let mut book = rust_xlsxwriter::Workbook::new();
            book.add_worksheet().write_string(0, 0, "Seized arms").unwrap();
            book.save_to_buffer().unwrap()
        }),
        refused(28, "a-return-whose-mark-was-changed", "not-an-iafq-workbook", || {
            meta("A1", "something else")
        }),
        refused(28, "a-return-of-an-unknown-format", "damaged-metadata", || meta("B1", "999")),
        refused(28, "a-return-of-an-unknown-edition", "unknown-edition", || meta("B2", "2099")),
        refused(28, "a-return-of-no-year", "damaged-metadata", || meta("B6", "twenty")),
        refused(28, "a-return-of-the-year-zero", "damaged-metadata", || meta("B6", "0")),
        refused(28, "a-return-in-an-unknown-language", "damaged-metadata", || meta("B7", "tlh")),
        refused(28, "a-return-that-says-what-it-is-twice", "damaged-metadata", || {
            let mut book = Book::core();
            let other = book.text(META);
            book.sheet("_iafq2", r#" state="veryHidden""#, other).bytes()
        }),
        refused(28, "a-return-that-names-its-state-twice", "damaged-metadata", || {
            let mut book = Book::core();
            let key = book
                .text(META)
                .split_once(r#"<c r="A4""#)
                .unwrap()
                .1
                .split_once("</c>")
                .unwrap()
                .0
                .to_owned();
            let value = super::book::inline("XDB");
            let row = format!(r#"<row r="20"><c r="A20"{key}</c><c r="B20"{value}</c></row></sheetData>"#);
            book.replace(META, "</sheetData>", &row).bytes()
        }),
        refused(28, "a-return-whose-state-is-a-formula", "damaged-metadata", || {
            Book::core().cell(META, "B4", r#" t="str"><f>"XD"&amp;"A"</f><v>XDA</v>"#).bytes()
        }),
    ]
}
