//! Parameters of one name have one shape everywhere: what is not of it is refused, or not there.

use serde_json::{Map, Value, json};

use super::each;
use crate::http::transfers::VERSION;

/// Gives the shapes.
pub(super) fn give(description: &mut Value) {
    each(description, |_, path, operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
            shape(path, parameter);
        }
    });
}

fn shape(path: &str, parameter: &mut Map<String, Value>) {
    let text = |parameter: &Map<String, Value>, name: &str| {
        parameter.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let (name, place) = (text(parameter, "name"), text(parameter, "in"));
    let (shape, example) = match (name.as_str(), place.as_str()) {
        ("country", _) => (json!({ "type": "string", "pattern": "^[A-Za-z]{3}$" }), json!("XDB")),
        ("year", _) => (json!({ "type": "integer", "minimum": 1900, "maximum": 2200 }), json!(2025)),
        ("cycle", _) => (json!({ "type": "integer", "minimum": 1900, "maximum": 2200 }), json!(2026)),
        ("number" | "revision", _) => {
            (json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": i32::MAX }), json!(1))
        }
        ("id", _) => (json!({ "type": "string", "format": "uuid", "pattern": ID }), json!(SOME_ID)),
        ("kind", _) => (json!({ "type": "string", "enum": ["invitation", "reset"] }), json!("reset")),
        ("If-Match", _) => (json!({ "type": "string", "pattern": "^\"[0-9]{1,9}\"$" }), json!("\"1\"")),
        ("Tus-Resumable", _) => (json!({ "type": "string", "enum": [VERSION] }), json!(VERSION)),
        ("Upload-Length" | "Upload-Offset", _) => {
            (json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": i64::MAX }), json!(0))
        }
        ("Upload-Metadata", _) => {
            (json!({ "type": "string", "pattern": METADATA }), json!("filename cmV0dXJuLnhsc3g="))
        }
        ("Upload-Checksum", _) => {
            (json!({ "type": "string", "pattern": CHECKSUM }), json!("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk="))
        }
        ("file", _) => (json!({ "type": "string", "pattern": FILE }), json!("observations.csv")),
        ("cursor", _) if path.ends_with("/users") => {
            (json!({ "type": "string", "format": "uuid", "pattern": ID }), json!(SOME_ID))
        }
        ("cursor", _) if path.ends_with("/findings") => {
            (json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": u32::MAX }), json!(0))
        }
        ("cursor", _) => (json!({ "type": "string", "pattern": CURSOR }), json!("XDA-2024")),
        ("method", _) => {
            (json!({ "type": "string", "enum": ["P2-MEAN", "P1-POOL", "META18-ALL"] }), json!("P2-MEAN"))
        }
        ("vintage", _) => (json!({ "type": "string", "enum": ["2022", "2024"] }), json!("2024")),
        ("lang", _) => {
            (json!({ "type": "string", "enum": ["ar", "en", "es", "fr", "ru", "zh"] }), json!("en"))
        }
        ("profile", _) => (json!({ "type": "string", "enum": ["core", "full"] }), json!("core")),
        ("edition", _) => (json!({ "type": "string", "pattern": "^[0-9A-Za-z-]{1,40}$" }), json!("2018")),
        ("code", _) if path.ends_with("rules/{code}") => {
            (json!({ "type": "string", "pattern": "^[A-Za-z]{3}-[0-9]{2}$" }), json!("CTX-09"))
        }
        ("code", _) => (json!({ "type": "string", "pattern": "^[a-z0-9-]{1,60}$" }), json!("not-found")),
        _ => return,
    };
    parameter.insert("schema".to_owned(), shape);
    parameter.insert("example".to_owned(), example);
}

/// Ids are UUIDs, written in the usual way.
const ID: &str = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

const SOME_ID: &str = "01936d3c-0000-7000-8000-000000000000";

/// Names and values in base64, as the protocol of resumable uploads writes them.
const METADATA: &str =
    "^[!-+.-~-]{1,40}( ([A-Za-z0-9+/]{4}){0,40})?(, ?[!-+.-~-]{1,40}( ([A-Za-z0-9+/]{4}){0,40})?){0,4}$";

/// A checksum in base64.
const CHECKSUM: &str = "^(sha1 [A-Za-z0-9+/]{26}|sha256 [A-Za-z0-9+/]{42})[AEIMQUYcgkosw048]=$";

/// The State and year of the last return of a page.
const CURSOR: &str = "^[A-Za-z]{3}-(19[0-9]{2}|2[01][0-9]{2}|2200)$";

/// The data sets, in both forms.
const FILE: &str = "^(observations|portal|context|indicator)\\.(csv|json)$";
