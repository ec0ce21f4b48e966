//! What every route does alike, told in the description of each: budgets, and keys of requests that are sent again.

use serde_json::{Map, Value, json};

use crate::http::repeats;

/// Adds it to every operation.
pub(super) fn describe(api: &mut Value) {
    let Some(paths) = api.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, methods) in paths {
        let Some(methods) = methods.as_object_mut() else { continue };
        for (method, operation) in methods {
            let Some(operation) = operation.as_object_mut() else { continue };
            if path != "/health" {
                answer(
                    operation,
                    "429",
                    "More requests than the budget of a minute has; `Retry-After` says when to come again",
                );
            }
            if method == "post" && repeats::takes_key(path) {
                key(operation);
            }
        }
    }
}

fn key(operation: &mut Map<String, Value>) {
    let parameter = json!({
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A key of the sender's for this one request, e.g. a UUID: sent again within 24 hours it is answered again, and does nothing again",
        "required": false,
        "schema": { "type": "string", "minLength": 1, "maxLength": repeats::LONGEST, "pattern": "^[!-~]+$" },
    });
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(parameter);
    }
    answer(operation, "400", "The request cannot be understood");
    answer(operation, "409", "A request with the same key has no answer yet");
    answer(operation, "422", "The key belongs to another request");
}

/// Adds a problem where the route itself does not tell it.
fn answer(operation: &mut Map<String, Value>, status: &str, description: &str) {
    let answers = operation.entry("responses").or_insert_with(|| json!({}));
    if let Some(answers) = answers.as_object_mut().filter(|answers| !answers.contains_key(status)) {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        let content = json!({ "application/problem+json": { "schema": schema } });
        answers.insert(status.to_owned(), json!({ "description": description, "content": content }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_tells_its_budget_and_every_change_its_key() {
        let api = super::super::openapi().unwrap();
        let mut changes = 0;
        for (path, methods) in api["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let tells = |status: &str| operation["responses"][status]["description"].is_string();
                assert!(path == "/health" || tells("429"), "{method} {path}");
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                let takes = parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key");
                assert_eq!(takes, method == "post" && repeats::takes_key(path), "{method} {path}");
                changes += usize::from(takes);
                assert!(!takes || (tells("409") && tells("422") && tells("400")), "{method} {path}");
            }
        }
        assert!(changes > 7, "{changes}");
    }
}
