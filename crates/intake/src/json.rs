//! JSON documents: a pass of our own that keeps numbers as they are written and collects what stands twice, then the
//! generated schema for structure, then the same value readers as for workbooks.

mod node;
mod structure;
mod tables;

use std::collections::BTreeMap;

use schema::{At, Catalogue, Explanation, Finding, Findings, Header, Lang, Origin, Place, Profile, Year};

use crate::draft::Draft;
use crate::error::IntakeError;
use crate::limits::Limits;
use crate::rules;
use crate::values;
use node::Node;

/// Reads a document.
pub(crate) fn read(bytes: &[u8], catalogue: &Catalogue, limits: &Limits) -> Result<Draft, IntakeError> {
    let mark = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let parsed = node::parse(mark.unwrap_or(bytes), limits.depth)?;
    let header = header(&parsed.root)?;
    let edition = header.edition.as_str();
    let questionnaire =
        catalogue.get(edition).ok_or_else(|| IntakeError::UnknownEdition { edition: edition.to_owned() })?;
    let mut findings = Findings::default();
    let at_all = || Place::new(header.year, At::Submission);
    if mark.is_some() {
        findings.push(Finding::new(&rules::BYTE_ORDER_MARK, at_all(), Some(Origin::Pointer("".into()))));
    }
    for pointer in parsed.duplicates {
        let name = pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let finding = Finding::new(&rules::DUPLICATE_MEMBER, at_all(), Some(Origin::Pointer(pointer.into())));
        findings.push(finding.arg("name", name));
    }
    structure::check(questionnaire, &parsed.root, header.year, limits.findings, &mut findings);
    let mut tables = BTreeMap::new();
    if let Some(Node::Object(members)) = parsed.root.get("tables") {
        tables::read(questionnaire, members, "/tables", &mut tables);
    }
    let mut corrections = BTreeMap::new();
    if let Some(Node::Array(items)) = parsed.root.get("corrections") {
        for (index, item) in items.iter().enumerate() {
            let year =
                item.get("year").and_then(Node::literal).and_then(|literal| literal.parse::<Year>().ok());
            let (Some(year), Some(Node::Object(members))) = (year, item.get("tables")) else { continue };
            let mut corrected = BTreeMap::new();
            tables::read(questionnaire, members, &format!("/corrections/{index}/tables"), &mut corrected);
            let rows: BTreeMap<_, _> = corrected.into_iter().map(|(table, raw)| (table, raw.rows)).collect();
            corrections.entry(year).or_insert_with(BTreeMap::new).extend(rows);
        }
    }
    let explanations = explanations(&parsed.root);
    Ok(Draft { header, tables, corrections, explanations, findings })
}

/// The explanations; what is wrong with their form the schema check reports.
fn explanations(root: &Node) -> Vec<Explanation> {
    let Some(Node::Array(items)) = root.get("explanations") else { return Vec::new() };
    let read = |(index, item): (usize, &Node)| {
        let member = |name: &str| item.get(name).and_then(Node::text).filter(|text| !text.trim().is_empty());
        Some(Explanation {
            code: member("code")?.into(),
            place: member("place")?.to_owned(),
            judged: member("judged").map(str::to_owned),
            rule_version: member("rule_version").map(str::to_owned),
            text: values::safe(member("text")?).into(),
            origin: Some(Origin::Pointer(format!("/explanations/{index}/text").into())),
        })
    };
    items.iter().enumerate().filter_map(read).collect()
}

fn header(root: &Node) -> Result<Header, IntakeError> {
    let wrong = |what: &str| IntakeError::NotAnIafqDocument { what: what.to_owned() };
    if root.get("iafq").and_then(Node::literal) != Some("1") {
        return Err(wrong("its member `iafq` is missing or not 1"));
    }
    let text = |name: &str| {
        let found = root.get(name).and_then(Node::text).filter(|text| !text.is_empty());
        found.ok_or_else(|| wrong(&format!("its member `{name}` is missing or not a text")))
    };
    let year = |name: &str| -> Result<Year, IntakeError> {
        let found = root.get(name).and_then(Node::literal).and_then(|literal| literal.parse().ok());
        found
            .filter(|year| (1900..=2200).contains(year))
            .ok_or_else(|| wrong(&format!("its member `{name}` is missing or not a year")))
    };
    Ok(Header {
        edition: text("edition")?.into(),
        country: text("country")?.to_ascii_uppercase().into(),
        cycle: year("cycle")?,
        year: year("year")?,
        language: Lang::from_code(text("language")?)
            .ok_or_else(|| wrong("its `language` is none of the six"))?,
        profile: Profile::from_code(text("profile")?)
            .ok_or_else(|| wrong("its `profile` is not core or full"))?,
        template: None,
    })
}
