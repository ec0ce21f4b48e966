//! The structure of a document, checked against the generated schema; each fault in words, at its pointer. Faults of
//! single values are left to the value readers, so that one fault gives one finding.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use schema::{At, Finding, Findings, Origin, Place, Questionnaire, Year, json_schema};
use serde_json::Value as Json;

use super::node::Node;
use crate::rules;

/// Checks a document; whether there is more to say than is listed.
pub(super) fn check(
    questionnaire: &Questionnaire,
    root: &Node,
    year: Year,
    consumed: &HashSet<String>,
    most: usize,
    findings: &mut Findings,
) -> bool {
    // The schema is generated and tested; where it could not be compiled, structure is checked by the readers alone.
    let Some(validator) = validator(questionnaire) else { return false };
    let document = value(root);
    let place = |pointer: &str| place_of(questionnaire, pointer, year);
    let already = findings.list.len();
    for (count, error) in validator.iter_errors(&document).enumerate() {
        // Errors that say nothing count as well: going through them takes time, too.
        if count >= most || findings.list.len() - already >= most {
            return true;
        }
        let pointer = error.instance_path().to_string();
        let origin = |pointer: &str| Some(Origin::Pointer(pointer.into()));
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                // One error holds all of an object's: there may be any number.
                let room = most.saturating_sub(findings.list.len() - already);
                for name in unexpected.iter().take(room) {
                    let own = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                    let finding = Finding::new(&rules::UNKNOWN_MEMBER, place(&pointer), origin(&own));
                    findings.push(finding.arg("name", name.as_str()));
                }
                if unexpected.len() > room {
                    return true;
                }
            }
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default().to_owned();
                let finding = Finding::new(&rules::WRONG_STRUCTURE, place(&pointer), origin(&pointer));
                findings.push(finding.outcome("missing").arg("name", name));
            }
            // The keys of open rows are codes, and read like codes.
            ValidationErrorKind::PropertyNames { .. } => {}
            // What a value reader has taken it judges itself.
            _ if is_value(error.instance()) && consumed.contains(&pointer) => {}
            _ => {
                let name = pointer.rsplit('/').next().unwrap_or_default().to_owned();
                let finding = Finding::new(&rules::WRONG_STRUCTURE, place(&pointer), origin(&pointer));
                findings.push(finding.outcome("kind").arg("name", name));
            }
        }
    }
    false
}

/// The validator of an edition's documents. To make one takes longer than to read most documents: those of a few editions
/// are kept. `None` where it could not be compiled.
fn validator(questionnaire: &Questionnaire) -> Option<Arc<Validator>> {
    const MOST_KEPT: usize = 8;
    static KEPT: Mutex<Vec<(String, Arc<Validator>)>> = Mutex::new(Vec::new());
    let shape = shape(questionnaire);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, validator)) = kept.iter().find(|(of, _)| *of == shape) {
        return Some(Arc::clone(validator));
    }
    let validator = Arc::new(jsonschema::validator_for(&json_schema::submission(questionnaire)).ok()?);
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push((shape, Arc::clone(&validator)));
    Some(validator)
}

/// What the schema of an edition follows from: its fingerprint, and what that leaves out.
fn shape(questionnaire: &Questionnaire) -> String {
    let mut shape = format!("{} {:?}", questionnaire.fingerprint, questionnaire.languages);
    let mut add = |part: &str| {
        shape.push(' ');
        shape.push_str(part);
    };
    questionnaire
        .list("country")
        .into_iter()
        .flat_map(|list| &list.codes)
        .for_each(|code| add(code.as_str()));
    for table in questionnaire.tables_in_order() {
        add(if table.import_only { "imported" } else { "asked" });
        let rows = table.counts().map(schema::questionnaire::Counts::closed).unwrap_or_default();
        rows.iter().filter(|row| row.import_only).for_each(|row| add(row.code.as_str()));
    }
    shape
}

/// Single values belong to the value readers.
fn is_value(instance: &Json) -> bool {
    !instance.is_array() && !instance.is_object() && !instance.is_null()
}

fn place_of(questionnaire: &Questionnaire, pointer: &str, year: Year) -> Place {
    let mut steps = pointer.split('/').skip(1);
    let table = match (steps.next(), steps.next()) {
        (Some("tables"), Some(table)) => questionnaire.table(table),
        _ => None,
    };
    Place::new(year, table.map_or(At::Submission, |table| At::Table(table.id.clone())))
}

/// The document as the validator takes it; numbers beyond the range of a float become texts.
fn value(node: &Node) -> Json {
    match node {
        Node::Null => Json::Null,
        Node::Bool(truth) => Json::Bool(*truth),
        Node::Number(literal) => serde_json::from_str(literal).unwrap_or_else(|_| Json::from(&**literal)),
        Node::Text(text) => Json::from(&**text),
        Node::Array(items) => items.iter().map(value).collect(),
        Node::Object(members) => members.iter().map(|(name, node)| (name.to_string(), value(node))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use serde_json::json;

    #[test]
    fn a_schema_that_names_another_is_not_resolved() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        // A schema that is there, so that only the reaching for it can fail.
        let file =
            concat!("file://", env!("CARGO_MANIFEST_DIR"), "/../../schemas/2018/submission.schema.json");
        for elsewhere in [&format!("http://{address}/schema.json"), "https://127.0.0.1/schema.json", file] {
            let schema = json!({ "properties": { "a": { "$ref": elsewhere } } });
            assert!(jsonschema::validator_for(&schema).is_err(), "{elsewhere}");
        }
        assert!(listener.accept().is_err(), "somebody called");
    }
}
