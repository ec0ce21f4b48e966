//! Which sheet stands in which part.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::IntakeError;

/// Sheet names to part names, e.g. `M1` → `xl/worksheets/sheet2.xml`.
pub(super) fn of_sheets(parts: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, String>, IntakeError> {
    let part = |name: &str| {
        parts
            .get(name)
            .map(Vec::as_slice)
            .ok_or_else(|| IntakeError::damaged(format!("the part {name} is missing")))
    };
    let mut targets = BTreeMap::new();
    for element in elements(part("xl/_rels/workbook.xml.rels")?, "Relationship")? {
        if let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target")) {
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, target);
        }
    }
    let mut sheets = BTreeMap::new();
    for element in elements(part("xl/workbook.xml")?, "sheet")? {
        let id = attribute(&element, "id");
        if let (Some(name), Some(target)) = (attribute(&element, "name"), id.and_then(|id| targets.get(&id)))
        {
            sheets.insert(name, target.clone());
        }
    }
    Ok(sheets)
}

/// The elements of a local name.
fn elements(xml: &[u8], name: &str) -> Result<Vec<BytesStart<'static>>, IntakeError> {
    let mut reader = Reader::from_reader(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == name => {
                found.push(element.into_owned());
            }
            Ok(Event::Eof) => return Ok(found),
            Ok(_) => {}
            Err(_) => return Err(IntakeError::damaged("the list of sheets cannot be read")),
        }
    }
}

/// An attribute by local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}
