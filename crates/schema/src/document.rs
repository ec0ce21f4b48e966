//! A submission as a JSON document: the normalised form that identifies a workbook and a document with the same content.
//!
//! What follows from something else is not written: inherited statuses, silent blanks, origins. Reading the
//! document back gives the same submission; the reader stands in `intake`.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::cell::CellKey;
use crate::code::{Code, ColumnCode, RowCode, TableId};
use crate::explanation::Explanation;
use crate::fingerprint::hex;
use crate::questionnaire::{Questionnaire, Rows, Table, TableKind};
use crate::response::{Answers, Corrected, Record, Response, Submission};
use crate::value::{Availability, Confidentiality, Observation, Value};

/// The version of the document format, the value of its key `iafq`.
pub const FORMAT: u64 = 1;

/// The keys of a row that are not columns.
pub const ROW_FACETS: [&str; 5] = ["quality", "confidentiality", "note", "source", "reason"];

/// The whole document.
pub fn document(questionnaire: &Questionnaire, submission: &Submission) -> Json {
    let header = &submission.header;
    let mut document = json!({
        "iafq": FORMAT,
        "edition": header.edition.as_str(),
        "country": header.country.as_str(),
        "cycle": header.cycle,
        "year": header.year,
        "language": header.language.code(),
        "profile": header.profile.code(),
        "tables": tables(questionnaire, &submission.response),
    });
    if !submission.corrections.is_empty() {
        let years = submission
            .corrections
            .iter()
            .map(|(year, cells)| json!({ "year": year, "tables": corrected_tables(questionnaire, cells) }));
        let years: Json = years.collect();
        if let Some(members) = document.as_object_mut() {
            members.insert("corrections".to_owned(), years);
        }
    }
    if !submission.explanations.is_empty()
        && let Some(members) = document.as_object_mut()
    {
        members.insert("explanations".to_owned(), submission.explanations.iter().map(explanation).collect());
    }
    document
}

fn explanation(explanation: &Explanation) -> Json {
    let mut members = Map::new();
    members.insert("code".to_owned(), json!(explanation.code.as_str()));
    members.insert("place".to_owned(), json!(explanation.place));
    for (name, value) in [("judged", &explanation.judged), ("rule_version", &explanation.rule_version)] {
        members.extend(value.as_ref().map(|value| (name.to_owned(), json!(value))));
    }
    members.insert("text".to_owned(), json!(explanation.text.as_ref()));
    Json::Object(members)
}

/// SHA-256 of what a submission says, in lower-case hexadecimal: the same for a workbook and a document with the
/// same answers, whatever their language and profile. Explanations are no answers: they may be given later.
pub fn content_sha256(questionnaire: &Questionnaire, submission: &Submission) -> String {
    let mut document = document(questionnaire, submission);
    if let Some(members) = document.as_object_mut() {
        members.shift_remove("language");
        members.shift_remove("profile");
        members.shift_remove("explanations");
    }
    hex(&Sha256::digest(document.to_string().as_bytes()))
}

/// SHA-256 of one year's response, in lower-case hexadecimal.
pub fn response_sha256(questionnaire: &Questionnaire, response: &Response) -> String {
    let document = json!({
        "edition": response.edition.as_str(),
        "country": response.country.as_str(),
        "year": response.year,
        "tables": tables(questionnaire, response),
    });
    hex(&Sha256::digest(document.to_string().as_bytes()))
}

/// The tables of a response, in the order of the questionnaire; a table about which nothing is said is absent.
pub fn tables(questionnaire: &Questionnaire, response: &Response) -> Json {
    let mut out = Map::new();
    for table in ordered(questionnaire) {
        let mut members = declaration(response, &table.id);
        match &table.kind {
            TableKind::Counts(_) => {
                let cells = response.table(&table.id).map(|(key, observation)| (key, observation, None));
                let rows = rows(table, cells);
                if !rows.is_empty() {
                    members.insert("rows".to_owned(), Json::Object(rows));
                }
            }
            TableKind::Fields(fields) => {
                let mut answers = Map::new();
                for field in fields {
                    let key = CellKey::field(table.id.clone(), field.code.as_str());
                    insert_cell(&mut answers, field.code.as_str(), response.cell(&key));
                }
                if !answers.is_empty() {
                    members.insert("fields".to_owned(), Json::Object(answers));
                }
            }
            TableKind::Records(_) => {
                if let Some(records) = response.records.get(&table.id).filter(|records| !records.is_empty()) {
                    members.insert("records".to_owned(), records.iter().map(record).collect());
                }
            }
        }
        if !members.is_empty() {
            out.insert(table.id.to_string(), Json::Object(members));
        }
    }
    Json::Object(out)
}

fn corrected_tables(questionnaire: &Questionnaire, cells: &BTreeMap<CellKey, Corrected>) -> Json {
    let mut out = Map::new();
    for table in ordered(questionnaire) {
        let own = cells.iter().filter(|(key, _)| key.table == table.id);
        let own = own.map(|(key, corrected)| {
            (key, &corrected.observation, corrected.reason.as_ref().map(Code::as_str))
        });
        let members = match &table.kind {
            TableKind::Counts(_) => rows(table, own),
            TableKind::Fields(_) => {
                let mut answers = Map::new();
                for (key, observation, reason) in own {
                    insert_cell(&mut answers, key.row.as_str(), Some(observation));
                    if let Some(reason) = reason {
                        answers.insert("reason".to_owned(), json!(reason));
                    }
                }
                answers
            }
            TableKind::Records(_) => Map::new(),
        };
        if !members.is_empty() {
            let name = if table.fields().is_some() { "fields" } else { "rows" };
            out.insert(table.id.to_string(), json!({ name: members }));
        }
    }
    Json::Object(out)
}

/// All tables: those of the modules in order.
fn ordered(questionnaire: &Questionnaire) -> impl Iterator<Item = &Table> {
    questionnaire.tables_in_order()
}

fn declaration(response: &Response, table: &TableId) -> Map<String, Json> {
    let mut members = Map::new();
    let items = response.declaration(table).into_iter().flat_map(|declaration| &declaration.items);
    for (item, observation) in items {
        insert_cell(&mut members, item.name(), Some(observation));
    }
    members
}

type CellOf<'a> = (&'a CellKey, &'a Observation, Option<&'a str>);

/// The rows of a count table, in its order; open keys in alphabetical order.
fn rows<'a>(table: &Table, cells: impl Iterator<Item = CellOf<'a>>) -> Map<String, Json> {
    let mut by_row: BTreeMap<&RowCode, Vec<CellOf<'a>>> = BTreeMap::new();
    for cell in cells {
        by_row.entry(&cell.0.row).or_default().push(cell);
    }
    let mut order: Vec<&RowCode> = Vec::new();
    let Some(counts) = table.counts() else { return Map::new() };
    match &counts.rows {
        Rows::Closed(rows) => order.extend(rows.iter().map(|row| &row.code)),
        Rows::Open { .. } => order.extend(by_row.keys().copied()),
    }
    let columns: Vec<&ColumnCode> = counts.columns.iter().map(|column| &column.code).collect();
    let mut out = Map::new();
    for code in order {
        let Some(cells) = by_row.get(code) else { continue };
        let members = row(&columns, cells);
        if !members.is_empty() {
            out.insert(code.to_string(), Json::Object(members));
        }
    }
    out
}

fn row(columns: &[&ColumnCode], cells: &[CellOf<'_>]) -> Map<String, Json> {
    let mut members = Map::new();
    for column in columns {
        let cell = cells.iter().find(|(key, ..)| key.column == **column);
        insert_cell(&mut members, column.as_str(), cell.map(|(_, observation, _)| *observation));
    }
    let observations = || cells.iter().map(|(_, observation, _)| *observation);
    if let Some(flagged) = observations().find(|observation| !observation.quality.is_empty()) {
        let flags = flagged.quality.iter().map(|flag| flag.code()).collect();
        members.insert("quality".to_owned(), flags);
    }
    if observations().any(|observation| observation.confidentiality == Confidentiality::Confidential) {
        members.insert("confidentiality".to_owned(), json!(Confidentiality::Confidential.code()));
    }
    if let Some(note) = observations().find_map(|observation| observation.note.as_deref()) {
        members.insert("note".to_owned(), json!(note));
    }
    if let Some(source) = observations().find_map(|observation| observation.source.as_deref()) {
        members.insert("source".to_owned(), json!(source));
    }
    if let Some(reason) = cells.iter().find_map(|(.., reason)| *reason) {
        members.insert("reason".to_owned(), json!(reason));
    }
    members
}

/// A case, with the lines of its child tables.
pub fn record(record: &Record) -> Json {
    let mut members = answers(&record.answers);
    for (child, lines) in &record.children {
        let lines: Vec<_> = lines.iter().map(|line| Json::Object(answers(line))).collect();
        if !lines.is_empty() {
            members.insert(child.to_string(), Json::Array(lines));
        }
    }
    Json::Object(members)
}

fn answers(answers: &Answers) -> Map<String, Json> {
    let mut members = Map::new();
    for (field, observation) in answers {
        insert_cell(&mut members, field.as_str(), Some(observation));
    }
    members
}

fn insert_cell(members: &mut Map<String, Json>, name: &str, observation: Option<&Observation>) {
    if let Some(cell) = observation.filter(|observation| !observation.inherited).and_then(cell) {
        members.insert(name.to_owned(), cell);
    }
}

/// What stands in a cell, as one would type it; empty for a blank.
pub fn text(observation: &Observation) -> String {
    match cell(observation) {
        Some(Json::String(text)) => text,
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// What stands in a cell; `None` for a blank.
pub fn cell(observation: &Observation) -> Option<Json> {
    if let Some(unread) = &observation.unread {
        return Some(json!(unread));
    }
    match observation.availability {
        Availability::Blank => None,
        Availability::Reported | Availability::Zero => observation.value.as_ref().map(value),
        Availability::Included => Some(match &observation.included_in {
            Some(pointer) => json!(format!("INC {pointer}")),
            None => json!("INC"),
        }),
        status => Some(json!(status.code())),
    }
}

fn value(value: &Value) -> Json {
    match value {
        Value::Count(count) => json!(count),
        Value::Decimal(number) => json!(number),
        Value::Codes(codes) => codes.iter().map(Code::as_str).collect(),
        Value::Text(_) | Value::Code(_) | Value::Date(_) => json!(value.to_string()),
    }
}
