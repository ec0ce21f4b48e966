//! A real return that can be changed part by part.

use std::sync::OnceLock;

use schema::{Lang, Profile};

use super::package::{Entry, Package};
use super::stream::Packed;
use crate::samples::sample;

/// The sheet of seized arms; its pistols stand in `C29`, their note in `F29`.
pub(super) const SEIZED: &str = "xl/worksheets/sheet3.xml";
/// The cover sheet; the first day of the period stands in `C50`.
pub(super) const COVER: &str = "xl/worksheets/sheet2.xml";
/// The sheet that says what the workbook is.
pub(super) const META: &str = "xl/worksheets/sheet14.xml";
pub(super) const BOOK: &str = "xl/workbook.xml";
pub(super) const BOOK_RELATIONS: &str = "xl/_rels/workbook.xml.rels";
pub(super) const TYPES: &str = "[Content_Types].xml";
pub(super) const TEXTS: &str = "xl/sharedStrings.xml";
pub(super) const STYLES: &str = "xl/styles.xml";
/// Where the names of kinds of relation begin.
pub(super) const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Where the names of kinds of part begin.
pub(super) const OFFICE: &str = "application/vnd.openxmlformats-officedocument";
pub(super) const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
/// The namespace of workbooks.
pub(super) const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

/// A workbook.
#[derive(Clone)]
pub(super) struct Book {
    pub(super) package: Package,
}

/// The short return, untouched.
pub(super) fn untouched() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let bytes = crate::reading::workbook(&sample("XDA", 2025, Lang::En, Profile::Core), Lang::En);
        let sheets = crate::grid::grids(&bytes);
        let key = |name: &str, row: u32| {
            let grid = &sheets.iter().find(|(own, _)| own == name).unwrap().1;
            grid.get(&row).and_then(|cells| cells.get(&0)).map(ToString::to_string)
        };
        // The files name these rows as they are written.
        assert_eq!(key("M1", 28).as_deref(), Some("SZ.TYPE/PISTOL"), "the form has other rows");
        assert_eq!(key("M0", 49).as_deref(), Some("M0.PERIOD/START"), "the form has other rows");
        bytes
    })
}

impl Book {
    /// The short return.
    pub(super) fn core() -> Self {
        static PACKAGE: OnceLock<Package> = OnceLock::new();
        Self { package: PACKAGE.get_or_init(|| Package::of(untouched())).clone() }
    }

    /// The full return, with incidents.
    pub(super) fn full() -> Self {
        Self { package: Package::of(&crate::reading::workbook(&crate::samples::full("XDA", 2025), Lang::En)) }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.package.bytes()
    }

    pub(super) fn text(&mut self, part: &str) -> String {
        String::from_utf8(self.package.entry(part).content.inflated()).unwrap()
    }

    /// A part with other content; it is added where there is none.
    pub(super) fn with(mut self, part: &str, content: impl Into<Packed>) -> Self {
        match self.package.entries.iter_mut().find(|entry| entry.name == part.as_bytes()) {
            Some(entry) => entry.content = content.into(),
            None => self.package.entries.push(Entry::new(part, content)),
        }
        self
    }

    pub(super) fn without(mut self, part: &str) -> Self {
        self.package.entry(part);
        self.package.entries.retain(|entry| entry.name != part.as_bytes());
        self
    }

    pub(super) fn change(mut self, part: &str, change: impl FnOnce(String) -> String) -> Self {
        let text = self.text(part);
        let changed = change(text.clone());
        assert_ne!(text, changed, "{part} was to be changed");
        self.with(part, changed)
    }

    /// Replaces the first place of a text.
    pub(super) fn replace(self, part: &str, from: &str, to: &str) -> Self {
        self.change(part, |text| text.replacen(from, to, 1))
    }

    /// Changes the records of a part.
    pub(super) fn says(mut self, part: &str, change: impl FnOnce(&mut super::package::Says)) -> Self {
        change(&mut self.package.entry(part).says);
        self
    }

    pub(super) fn contained(mut self, change: impl FnOnce(&mut Package)) -> Self {
        change(&mut self.package);
        self
    }

    /// A cell with other content: further attributes, `>`, and what it holds.
    pub(super) fn cell(self, part: &str, reference: &str, content: &str) -> Self {
        self.change(part, |text| {
            let start = text.find(&format!(r#"<c r="{reference}""#)).unwrap();
            let (before, rest) = text.split_at(start);
            let (own, style) = end_of_cell(rest);
            let rest = rest.split_at(own).1;
            format!(r#"{before}<c r="{reference}"{style}{content}</c>{rest}"#)
        })
    }

    /// The number of seized pistols as a cell.
    pub(super) fn pistols(self, content: &str) -> Self {
        self.cell(SEIZED, "C29", content)
    }

    /// The number of seized pistols as somebody typed a text.
    pub(super) fn typed(self, text: &str) -> Self {
        self.pistols(&inline(text))
    }

    /// A note on the seized pistols.
    pub(super) fn note(self, text: &str) -> Self {
        self.cell(SEIZED, "F29", &inline(text))
    }

    /// Rows behind the last one of the sheet of seized arms.
    pub(super) fn rows(self, rows: &str) -> Self {
        self.replace(SEIZED, "</sheetData>", &format!("{rows}</sheetData>"))
    }

    /// A further part with its kind.
    pub(super) fn part(self, part: &str, kind: &str, content: impl Into<Packed>) -> Self {
        let declared = format!(r#"<Override PartName="/{part}" ContentType="{kind}"/></Types>"#);
        self.with(part, content).replace(TYPES, "</Types>", &declared)
    }

    /// A further relation of the workbook.
    pub(super) fn related(self, kind: &str, target: &str) -> Self {
        let kind = if kind.contains(':') { kind.to_owned() } else { format!("{RELATION}/{kind}") };
        let own = format!(r#"<Relationship Id="rId99" Type="{kind}" Target="{target}"/></Relationships>"#);
        self.replace(BOOK_RELATIONS, "</Relationships>", &own)
    }

    /// A further sheet of any content, listed with further attributes.
    pub(super) fn sheet(self, name: &str, attributes: &str, content: impl Into<Packed>) -> Self {
        let listed = format!(r#"<sheet name="{name}" sheetId="99"{attributes} r:id="rId99"/></sheets>"#);
        self.part("xl/worksheets/sheet99.xml", &format!("{OFFICE}.spreadsheetml.worksheet+xml"), content)
            .related("worksheet", "worksheets/sheet99.xml")
            .replace(BOOK, "</sheets>", &listed)
    }
}

/// The length of the cell that stands first, and its style as it is written.
fn end_of_cell(text: &str) -> (usize, String) {
    let tag = text.find('>').unwrap() + 1;
    let (head, _) = text.split_at(tag);
    let style = head.split_once(" s=\"").and_then(|(_, rest)| rest.split_once('"'));
    let style = style.map_or_else(String::new, |(style, _)| format!(r#" s="{style}""#));
    let end = if head.ends_with("/>") { tag } else { text.find("</c>").unwrap() + "</c>".len() };
    (end, style)
}

/// A text that stands in its cell.
pub(super) fn inline(text: &str) -> String {
    format!(r#" t="inlineStr"><is><t xml:space="preserve">{text}</t></is>"#)
}

/// What stands before and behind the rows of a sheet.
pub(super) const SHEET: (&str, &str) = (
    r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    "</sheetData></worksheet>",
);

/// A sheet of these rows.
pub(super) fn sheet(rows: &str) -> String {
    format!("{}{rows}{}", SHEET.0, SHEET.1)
}
