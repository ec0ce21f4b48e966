//! Which sheet stands in which part, as the relations of the package and of the workbook say.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use crate::error::IntakeError;

/// Parts by name in lower case.
type Parts = BTreeMap<String, Vec<u8>>;

/// The relations of the package.
const PACKAGE: &str = "_rels/.rels";
/// The end of the type of the relation to the workbook.
const WORKBOOK: &str = "/relationships/officeDocument";

/// A sheet as the workbook lists it.
pub(super) struct Listed {
    pub(super) name: String,
    /// The part it stands in, in lower case, e.g. `xl/worksheets/sheet2.xml`.
    pub(super) part: String,
    /// Whether it is a chart and nothing else.
    pub(super) is_chart: bool,
}

/// The sheets in order. Names and ids that stand twice are refused: programs differ about which counts.
pub(super) fn sheets(parts: &Parts) -> Result<Vec<Listed>, IntakeError> {
    let book = workbook(parts)?;
    let (folder, file) = book.rsplit_once('/').map_or(("", book.as_str()), |(folder, file)| (folder, file));
    let relations = within(folder, &format!("_rels/{file}.rels"));
    let mut targets = BTreeMap::new();
    for element in elements(part(parts, &relations)?, "Relationship")? {
        let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target")) else {
            continue;
        };
        let target = target.strip_prefix('/').map_or_else(|| within(folder, &target), str::to_owned);
        let kind = attribute(&element, "Type").unwrap_or_default();
        fixed(folder, &kind, &target)?;
        let is_chart = Some(kind).is_some_and(|kind| kind.ends_with("/chartsheet"));
        if targets.insert(id, (target.to_ascii_lowercase(), is_chart)).is_some() {
            return Err(IntakeError::DuplicatePart { part: "the relation of a sheet".to_owned() });
        }
    }
    let mut sheets: Vec<Listed> = Vec::new();
    for element in elements(part(parts, &book)?, "sheet")? {
        let Some(name) = attribute(&element, "name") else { continue };
        if attributes(&element, "id").count() > 1 || attributes(&element, "name").count() > 1 {
            return Err(IntakeError::damaged("its list of sheets can be read in two ways"));
        }
        let target = attribute(&element, "id").and_then(|id| targets.get(&id).cloned());
        let (target, is_chart) = target.ok_or_else(|| without_part(&name))?;
        if sheets.iter().any(|sheet| sheet.name.to_lowercase() == name.to_lowercase()) {
            return Err(IntakeError::DuplicateSheet { sheet: crate::values::safe(&name) });
        }
        if sheets.iter().any(|sheet| sheet.part == target) {
            return Err(IntakeError::DuplicatePart {
                part: format!("the part {}", crate::values::safe(&target)),
            });
        }
        sheets.push(Listed { name, part: target, is_chart });
    }
    if sheets.is_empty() { Err(IntakeError::damaged("it has no sheet")) } else { Ok(sheets) }
}

/// A sheet that has no part.
pub(super) fn without_part(sheet: &str) -> IntakeError {
    IntakeError::damaged(format!("the sheet {} has no part of its own", crate::values::safe(sheet)))
}

/// The part of the workbook; the last relation counts, as it does for the reader.
fn workbook(parts: &Parts) -> Result<String, IntakeError> {
    let relations = elements(part(parts, PACKAGE)?, "Relationship")?;
    let of_workbook = relations
        .iter()
        .rev()
        .find(|element| attribute(element, "Type").is_some_and(|kind| kind.ends_with(WORKBOOK)));
    let target = of_workbook.and_then(|element| attribute(element, "Target"));
    let target = target.ok_or_else(|| IntakeError::damaged("it does not say where its workbook is"))?;
    Ok(target.trim_start_matches('/').to_ascii_lowercase())
}

fn part<'a>(parts: &'a Parts, name: &str) -> Result<&'a [u8], IntakeError> {
    let found = parts.get(name).map(Vec::as_slice);
    found.ok_or_else(|| IntakeError::damaged(format!("the part {} is missing", crate::values::safe(name))))
}

fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
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

/// The reader opens these where they usually stand, whatever the relation says.
fn fixed(folder: &str, kind: &str, target: &str) -> Result<(), IntakeError> {
    let file = match kind.rsplit('/').next() {
        Some("sharedStrings") => "sharedStrings.xml",
        Some("styles") => "styles.xml",
        _ => return Ok(()),
    };
    if target.eq_ignore_ascii_case(&within(folder, file)) {
        return Ok(());
    }
    Err(IntakeError::damaged(format!("its texts or styles do not stand in {file}")))
}

/// The attributes of a local name.
fn attributes<'a>(element: &'a BytesStart<'_>, name: &'a str) -> impl Iterator<Item = Attribute<'a>> {
    element.attributes().flatten().filter(move |attribute| attribute.key.local_name().as_ref() == name)
}

/// An attribute by local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = attributes(element, name).next()?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}
