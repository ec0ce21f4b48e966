//! The parts of a workbook that hold its looks: links, notes and colours, read from their XML.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// What a sheet shows besides its values, by cell as `C12`.
#[derive(Debug, Default)]
pub struct Looks {
    /// Where the links of the sheet lead, within the workbook.
    pub links: BTreeMap<String, String>,
    /// The notes.
    pub notes: BTreeMap<String, String>,
    /// The colour of each cell that has one, as `FFRRGGBB`.
    pub colours: BTreeMap<String, String>,
}

/// The looks of every sheet, by name.
///
/// # Panics
/// Where the file is no workbook.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn looks(bytes: &[u8]) -> BTreeMap<String, Looks> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let colours = colours(&part(&mut package, "xl/styles.xml").unwrap());
    let targets = relations(&part(&mut package, "xl/_rels/workbook.xml.rels").unwrap());
    let book = part(&mut package, "xl/workbook.xml").unwrap();
    let mut sheets = BTreeMap::new();
    for element in elements(&book, "sheet") {
        let target = targets.get(&attribute(&element, "id").unwrap()).unwrap();
        let xml = part(&mut package, &format!("xl/{target}")).unwrap();
        let mut looks = Looks::default();
        for cell in elements(&xml, "c") {
            let style = attribute(&cell, "s").and_then(|style| style.parse::<usize>().ok());
            if let Some(colour) = style.and_then(|style| colours.get(style).cloned().flatten()) {
                looks.colours.insert(attribute(&cell, "r").unwrap(), colour);
            }
        }
        for link in elements(&xml, "hyperlink") {
            if let Some(location) = attribute(&link, "location") {
                looks.links.insert(attribute(&link, "ref").unwrap(), location);
            }
        }
        let file = target.rsplit('/').next().unwrap();
        let own = part(&mut package, &format!("xl/worksheets/_rels/{file}.rels")).unwrap_or_default();
        let comments = relations(&own).into_values().find(|target| target.contains("comments"));
        if let Some(comments) = comments {
            looks.notes = notes(&part(&mut package, &comments.replace("..", "xl")).unwrap());
        }
        sheets.insert(attribute(&element, "name").unwrap(), looks);
    }
    sheets
}

fn part(package: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = String::new();
    package.by_name(name).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// The targets of a part's relations.
fn relations(xml: &str) -> BTreeMap<String, String> {
    let of = |element: &BytesStart<'_>| Some((attribute(element, "Id")?, attribute(element, "Target")?));
    elements(xml, "Relationship").iter().filter_map(of).collect()
}

/// The ground of each cell format.
fn colours(xml: &str) -> Vec<Option<String>> {
    let (mut fills, mut formats, mut within) = (Vec::new(), Vec::new(), false);
    each(xml, |event| match event {
        Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
            "fill" => fills.push(None),
            "fgColor" => {
                if let Some(fill) = fills.last_mut() {
                    *fill = attribute(element, "rgb");
                }
            }
            "cellXfs" => within = true,
            "xf" if within => {
                let fill = attribute(element, "fillId").and_then(|fill| fill.parse::<usize>().ok());
                formats.push(fill);
            }
            _ => {}
        },
        Event::End(element) if element.local_name().as_ref() == "cellXfs" => within = false,
        _ => {}
    });
    formats.into_iter().map(|fill| fills.get(fill?).cloned().flatten()).collect()
}

/// The texts of the notes by cell.
fn notes(xml: &str) -> BTreeMap<String, String> {
    let mut notes: BTreeMap<String, String> = BTreeMap::new();
    let mut cell = String::new();
    each(xml, |event| match event {
        Event::Start(element) if element.local_name().as_ref() == "comment" => {
            cell = attribute(element, "ref").unwrap_or_default();
        }
        Event::Text(text) => notes.entry(cell.clone()).or_default().push_str(text),
        _ => {}
    });
    notes
}

/// The elements of a local name.
fn elements(xml: &str, name: &str) -> Vec<BytesStart<'static>> {
    let mut found = Vec::new();
    each(xml, |event| {
        if let Event::Start(element) | Event::Empty(element) = event
            && element.local_name().as_ref() == name
        {
            found.push(element.clone().into_owned());
        }
    });
    found
}

#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
fn each(xml: &str, mut visit: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return,
            event => visit(&event),
        }
    }
}

/// An attribute by local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}
