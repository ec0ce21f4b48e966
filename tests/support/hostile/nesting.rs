//! Row 25: XML that is nested too deeply, and tags that do not end.

use std::fmt::Write as _;

use super::book::{BOOK, Book, SEIZED, TEXTS};
use super::{Expected, Reads, Recipe, from, read, refused};

const LARGE: &str = "too-large";

/// Elements within elements, ten thousand deep, before something in a part.
fn deep(name: &'static str, part: &'static str, before: &'static str) -> Recipe {
    from(25, name, Expected::Refused(LARGE), (part, before), |(part, before)| {
        let nested = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
        Book::core().replace(part, before, &format!("{nested}{before}")).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    vec![
        deep("a-sheet-ten-thousand-elements-deep", SEIZED, "<sheetData>"),
        deep("rows-ten-thousand-elements-deep", SEIZED, "</sheetData>"),
        deep("texts-ten-thousand-elements-deep", TEXTS, "</sst>"),
        deep("a-workbook-ten-thousand-elements-deep", BOOK, "<sheets>"),
        deep("kinds-ten-thousand-elements-deep", super::book::TYPES, "</Types>"),
        deep("styles-ten-thousand-elements-deep", super::book::STYLES, "<fonts"),
        deep("notes-ten-thousand-elements-deep", "xl/comments1.xml", "</comments>"),
        // Nobody reads it: drawings of the old language need not be in order.
        read(25, "a-drawing-ten-thousand-elements-deep", &[], Reads::AsBefore, || {
            (deep("", "xl/drawings/vmlDrawing1.vml", "</xml>").make)()
        }),
        read(25, "a-formula-a-million-brackets-deep", &["STR-12"], Reads::NoCount, || {
            let formula = format!("{}1{}", "(".repeat(1 << 20), ")".repeat(1 << 20));
            Book::core().pistols(&format!("><f>{formula}</f><v>1</v>")).bytes()
        }),
        refused(25, "two-hundred-thousand-attributes-on-a-cell", LARGE, || {
            let mut attributes = String::new();
            for index in 0..200_000 {
                let _ = write!(attributes, r#" a{index}="1""#);
            }
            Book::core().pistols(&format!("{attributes}><v>5</v>")).bytes()
        }),
        refused(25, "two-hundred-thousand-attributes-on-a-text", LARGE, || {
            let mut attributes = String::new();
            for index in 0..200_000 {
                let _ = write!(attributes, r#" a{index}="1""#);
            }
            Book::core().replace(TEXTS, "<si>", &format!("<si{attributes}>")).bytes()
        }),
        refused(25, "a-tag-of-a-megabyte", LARGE, || {
            Book::core().pistols(&format!(r#" x="{}"><v>5</v>"#, "x".repeat(1 << 20))).bytes()
        }),
        refused(25, "a-tag-with-a-megabyte-of-space", LARGE, || {
            Book::core().pistols(&format!("{}><v>5</v>", " ".repeat(1 << 20))).bytes()
        }),
        refused(25, "an-element-with-a-name-of-a-megabyte", LARGE, || {
            let name = "n".repeat(1 << 20);
            Book::core().replace(SEIZED, "</sheetData>", &format!("</sheetData><{name}/>")).bytes()
        }),
        refused(25, "a-hundred-thousand-namespaces", LARGE, || {
            let mut attributes = String::new();
            for index in 0..100_000 {
                let _ = write!(attributes, r#" xmlns:n{index}="urn:{index}""#);
            }
            Book::core().replace(SEIZED, "<sheetData>", &format!("<sheetData{attributes}>")).bytes()
        }),
    ]
}
