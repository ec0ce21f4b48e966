//! A questionnaire as JSON Schema (2020-12) of a submission.

use serde_json::{Map, Value as Json, json};

use crate::cell::DeclarationItem;
use crate::questionnaire::{Column, Questionnaire, Records, Rows, Table, TableKind, ValueKind};
use crate::value::LARGEST_COUNT;

/// The schema of a submission under an edition.
pub fn submission(questionnaire: &Questionnaire) -> Json {
    let mut tables = Map::new();
    let mut corrected = Map::new();
    for table in questionnaire.tables_in_order() {
        tables.insert(table.id.to_string(), table_schema(questionnaire, table, false));
        if table.records().is_none() {
            corrected.insert(table.id.to_string(), table_schema(questionnaire, table, true));
        }
    }
    let year = json!({ "type": "integer", "minimum": 1900, "maximum": 2200 });
    let languages: Vec<_> = questionnaire.languages.iter().map(|lang| lang.code()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:iafq:{}:submission", questionnaire.edition),
        "title": format!("Submission of the Illicit Arms Flows Questionnaire, edition {}", questionnaire.edition),
        "type": "object",
        "required": ["iafq", "edition", "country", "cycle", "year", "language", "profile", "tables"],
        "additionalProperties": false,
        "properties": {
            "iafq": { "const": 1 },
            "edition": { "const": questionnaire.edition.as_str() },
            "country": { "type": "string", "pattern": "^[A-Z]{3}$" },
            "cycle": year,
            "year": year,
            "language": { "enum": languages },
            "profile": { "enum": ["core", "full"] },
            "tables": { "type": "object", "additionalProperties": false, "properties": tables },
            "explanations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "place", "text"],
                    "additionalProperties": false,
                    "properties": {
                        "code": { "type": "string", "pattern": "^[A-Z]{3}-[0-9]{2}$" },
                        "place": { "type": "string", "minLength": 4, "maxLength": 300 },
                        "judged": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
                        "rule_version": { "type": "string", "maxLength": 64 },
                        "text": { "type": "string" },
                    },
                },
            },
            "corrections": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["year", "tables"],
                    "additionalProperties": false,
                    "properties": {
                        "year": year,
                        "tables": { "type": "object", "additionalProperties": false, "properties": corrected },
                    },
                },
            },
        },
        "$defs": definitions(questionnaire),
    })
}

/// A definition for each kind of value and each list.
fn definitions(questionnaire: &Questionnaire) -> Json {
    let mut definitions = Map::new();
    let status = "^(NAV|NAP|INC( .+)?)$";
    definitions.insert("count".to_owned(), json!({
        "description": "A whole number, or a word: NAV not available, NAP not applicable, INC TABLE/ROW included in another cell",
        "type": ["integer", "string"], "minimum": 0, "maximum": LARGEST_COUNT, "pattern": status,
    }));
    definitions.insert(
        "share".to_owned(),
        json!({ "type": ["number", "string"], "minimum": 0, "maximum": 100, "pattern": status }),
    );
    definitions.insert(
        "amount".to_owned(),
        json!({ "type": ["number", "string"], "minimum": 0, "pattern": status }),
    );
    definitions.insert(
        "date".to_owned(),
        json!({ "type": "string", "pattern": "^(\\d{4}-\\d{2}-\\d{2}|NAV|NAP)$" }),
    );
    for list in questionnaire.lists.values() {
        let codes: Vec<_> = list.codes.iter().map(super::code::Code::as_str).chain(["NAV", "NAP"]).collect();
        definitions.insert(format!("list.{}", list.id), json!({ "type": "string", "enum": codes }));
    }
    Json::Object(definitions)
}

fn table_schema(questionnaire: &Questionnaire, table: &Table, corrected: bool) -> Json {
    let mut properties = Map::new();
    if !corrected {
        for item in &table.declares {
            properties.insert(item.name().to_owned(), declared(*item));
        }
    }
    match &table.kind {
        TableKind::Counts(counts) => {
            let row = row(&counts.columns, corrected);
            let rows = match &counts.rows {
                Rows::Closed(rows) => {
                    let rows: Map<_, _> =
                        rows.iter().map(|each| (each.code.to_string(), row.clone())).collect();
                    json!({ "type": "object", "additionalProperties": false, "properties": rows })
                }
                Rows::Open { list, .. } => {
                    let codes = questionnaire.list(list.as_str()).map_or(&[][..], |list| &list.codes);
                    let names: Vec<_> = codes.iter().map(super::code::Code::as_str).collect();
                    json!({ "type": "object", "propertyNames": { "enum": names }, "additionalProperties": row })
                }
            };
            properties.insert("rows".to_owned(), rows);
        }
        TableKind::Fields(fields) => {
            let mut answers = answers(fields);
            if corrected {
                answers.insert("reason".to_owned(), list("correction-reason"));
            }
            properties.insert("fields".to_owned(), object(&answers));
        }
        TableKind::Records(form) => {
            properties.insert("records".to_owned(), json!({ "type": "array", "items": record(form) }));
        }
    }
    object(&properties)
}

fn declared(item: DeclarationItem) -> Json {
    match (item, item.list()) {
        (DeclarationItem::Institution, Some(name)) => json!({ "type": "array", "items": list(name) }),
        (_, Some(name)) => list(name),
        (_, None) => json!({ "type": "string", "maxLength": 2000 }),
    }
}

fn row(columns: &[Column], corrected: bool) -> Json {
    let mut members = answers(columns);
    members.insert(
        "quality".to_owned(),
        json!({ "type": "array", "items": list("quality"), "uniqueItems": true }),
    );
    members.insert("confidentiality".to_owned(), list("confidentiality"));
    members.insert("note".to_owned(), json!({ "type": "string", "maxLength": 2000 }));
    members.insert("source".to_owned(), json!({ "type": "string", "maxLength": 60 }));
    if corrected {
        members.insert("reason".to_owned(), list("correction-reason"));
    }
    object(&members)
}

fn record(form: &Records) -> Json {
    let mut members = answers(&form.fields);
    for child in &form.children {
        let lines = json!({ "type": "array", "items": object(&answers(&child.fields)) });
        members.insert(child.code.to_string(), lines);
    }
    object(&members)
}

fn answers(columns: &[Column]) -> Map<String, Json> {
    columns.iter().map(|column| (column.code.to_string(), value(&column.kind))).collect()
}

fn object(properties: &Map<String, Json>) -> Json {
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn list(id: &str) -> Json {
    json!({ "$ref": format!("#/$defs/list.{id}") })
}

fn value(kind: &ValueKind) -> Json {
    match kind {
        ValueKind::Count => json!({ "$ref": "#/$defs/count" }),
        ValueKind::Share => json!({ "$ref": "#/$defs/share" }),
        ValueKind::Amount => json!({ "$ref": "#/$defs/amount" }),
        ValueKind::Date => json!({ "$ref": "#/$defs/date" }),
        ValueKind::Text { most } => json!({ "type": "string", "maxLength": most }),
        ValueKind::Code { list: id } => list(id.as_str()),
        ValueKind::Codes { list: id, .. } => {
            json!({ "type": ["array", "string"], "items": list(id.as_str()) })
        }
    }
}
