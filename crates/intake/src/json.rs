//! JSON documents: a pass of our own that keeps numbers as they are written and collects what stands twice, then the
//! generated schema for structure, then the same value readers as for workbooks.

mod node;
mod structure;
mod tables;

use std::collections::BTreeMap;

use schema::{
    At, Catalogue, Explanation, Finding, Findings, Header, Lang, Origin, Place, Profile, TableId, Year,
};

use crate::draft::{Draft, RawRow};
use crate::error::IntakeError;
use crate::limits::Limits;
use crate::rules;
use crate::values;
use node::Node;

/// Reads a document.
pub(crate) fn read(bytes: &[u8], catalogue: &Catalogue, limits: &Limits) -> Result<Draft, IntakeError> {
    let mark = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let parsed = node::parse(mark.unwrap_or(bytes), limits)?;
    let header = header(&parsed.root)?;
    let edition = header.edition.as_str();
    let (questionnaire, changes) = catalogue
        .reading(edition, None, header.year)
        .ok_or_else(|| IntakeError::UnknownEdition { edition: edition.to_owned() })?;
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
    let mut reader = tables::Reader::new(questionnaire, changes);
    let mut tables = BTreeMap::new();
    if let Some(Node::Object(members)) = parsed.root.get("tables") {
        reader.read(members, "/tables", &mut tables);
    }
    let corrections = corrections(&parsed.root, &mut reader, header.year, limits.findings, &mut findings);
    let over = findings.list.len() >= limits.findings;
    let explanations = explanations(&parsed.root, &mut reader);
    // The structure is that of the edition the document was written for.
    let written_for = catalogue.get(edition).unwrap_or(questionnaire);
    let more = structure::check(
        written_for,
        &parsed.root,
        header.year,
        &reader.consumed,
        limits.findings,
        &mut findings,
    );
    if changes.is_some() {
        let finding = Finding::new(&rules::EARLIER_TEMPLATE, at_all(), None);
        findings.push(rules::mapped(finding, reader.taken, &reader.lost));
    }
    Ok(Draft {
        header: Header { edition: questionnaire.edition.clone(), ..header },
        tables,
        corrections,
        explanations,
        changes: changes.cloned(),
        most_findings: limits.findings,
        findings,
        more: more || over,
    })
}

type Corrections = BTreeMap<Year, BTreeMap<TableId, Vec<RawRow>>>;

/// The corrected rows by year; a year that is none, or is not before the return's own, is reported and not read.
fn corrections(
    root: &Node,
    reader: &mut tables::Reader<'_>,
    own: Year,
    most: usize,
    findings: &mut Findings,
) -> Corrections {
    let mut corrections = Corrections::new();
    let Some(Node::Array(items)) = root.get("corrections") else { return corrections };
    for (index, item) in items.iter().enumerate() {
        let Some(Node::Object(members)) = item.get("tables") else { continue };
        let year = item.get("year").and_then(Node::literal).and_then(|literal| literal.parse::<Year>().ok());
        let Some(year) = year.filter(|year| *year < own) else {
            let named = match item.get("year") {
                Some(Node::Number(text) | Node::Text(text)) => values::shorten(text),
                _ => "–".to_owned(),
            };
            if findings.list.len() >= most {
                continue;
            }
            let origin = Some(Origin::Pointer(format!("/corrections/{index}/year").into()));
            let finding = Finding::new(&rules::NO_EARLIER_YEAR, Place::new(own, At::Submission), origin);
            findings.push(finding.arg("year", named).arg("own", u64::from(own)));
            continue;
        };
        let mut corrected = BTreeMap::new();
        reader.read(members, &format!("/corrections/{index}/tables"), &mut corrected);
        let of_year = corrections.entry(year).or_default();
        for (table, raw) in corrected {
            of_year.entry(table).or_default().extend(raw.rows);
        }
    }
    corrections
}

/// The explanations; what is wrong with their form the schema check reports.
fn explanations(root: &Node, reader: &mut tables::Reader<'_>) -> Vec<Explanation> {
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
    let read: Vec<Explanation> = items.iter().enumerate().filter_map(read).collect();
    reader.taken += u64::try_from(read.len()).unwrap_or_default();
    read
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
