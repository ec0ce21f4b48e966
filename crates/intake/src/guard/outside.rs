//! What leads out of a workbook, or runs in it: told by relations and content types, since a part may have any name.

use super::xml::{Form, Tag};
use crate::error::IntakeError;

/// Kinds of relation, by the end of their type, to parts that run.
const MACROS: [&str; 5] =
    ["vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet", "attachedToolbars"];
/// Kinds of relation to other files, or to files within.
const EXTERNAL: [&str; 8] = [
    "externalLink",
    "externalLinkPath",
    "oleObject",
    "package",
    "control",
    "connections",
    "queryTable",
    "webextensiontaskpanes",
];

/// A relation of a part to another. Links that a person clicks stay: spreadsheets make them of addresses by themselves.
pub(super) fn relation(part: &str, tag: &Tag<'_>) -> Result<(), IntakeError> {
    if tag.form == Form::Close || tag.name == b"Relationships" {
        return Ok(());
    }
    let names = [&b"Id"[..], b"Type", b"Target", b"TargetMode"];
    // Readers differ about what they make of these.
    let is_strange =
        |name: &&[u8]| tag.is_twice(name) || tag.attribute(name).is_some_and(|value| value.contains(&b'&'));
    let is_link = tag.text_of(b"Type").ends_with("/hyperlink");
    if tag.name != b"Relationship" || (!is_link && names.iter().any(is_strange)) {
        return Err(IntakeError::damaged(format!(
            "the part {part} says things that programs read differently"
        )));
    }
    let kind = tag.text_of(b"Type").rsplit('/').next().unwrap_or_default();
    let told = |kinds: &[&str]| kinds.iter().any(|known| known.eq_ignore_ascii_case(kind));
    if told(&MACROS) {
        return Err(IntakeError::WorkbookWithMacros { part: part.to_owned() });
    }
    let target = tag.text_of(b"Target").trim_start().to_ascii_lowercase();
    let leads_out = tag.text_of(b"TargetMode").trim().eq_ignore_ascii_case("External")
        || target.contains("://")
        || target.starts_with("\\\\")
        || target.starts_with("file:");
    if told(&EXTERNAL) || (leads_out && kind != "hyperlink") {
        return Err(IntakeError::ExternalContent { part: part.to_owned() });
    }
    Ok(())
}

/// The kind of a part, or of all with an ending.
pub(super) fn content_type(part: &str, tag: &Tag<'_>) -> Result<(), IntakeError> {
    let kind = tag.text_of(b"ContentType").to_ascii_lowercase();
    let external = ["externallink", "oleobject", "activex", "querytable+xml", "connections+xml"];
    if external.iter().any(|known| kind.contains(known)) {
        return Err(IntakeError::ExternalContent { part: part.to_owned() });
    }
    let macros = ["macroenabled", "vbaproject", "macrosheet", "dialogsheet"];
    if macros.iter().any(|known| kind.contains(known)) {
        return Err(IntakeError::WorkbookWithMacros { part: part.to_owned() });
    }
    Ok(())
}
