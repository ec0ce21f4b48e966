//! The answers that hold for many operations: given here once, where a handler does not say it in words of its own.

use serde_json::{Map, Value, json};

use super::each;

/// A problem that many operations may answer.
struct Answer {
    status: &'static str,
    name: &'static str,
    description: &'static str,
    of: Which,
}

/// Which operations answer it.
#[derive(Clone, Copy)]
enum Which {
    /// Those that take anything that can be misunderstood.
    Asking,
    /// Those that ask who calls.
    Secured,
    /// Those whose path names something.
    Naming,
    /// Those that take a body.
    WithBody,
    /// Those that ask the database; the rest reads definitions, which are in memory.
    Stored,
    /// Those that change something.
    Changing,
}

/// An operation, as far as its answers depend on it.
struct Operation<'a> {
    method: &'a str,
    said: &'a Map<String, Value>,
}

const ANSWERS: [Answer; 9] = [
    Answer {
        status: "400",
        name: "InvalidRequest",
        description: "The request cannot be understood; the detail names the member",
        of: Which::Asking,
    },
    Answer {
        status: "401",
        name: "NotSignedIn",
        description: "A valid token or a session is needed",
        of: Which::Secured,
    },
    Answer {
        status: "403",
        name: "NotAllowed",
        description: "Role or scope do not allow it, a second factor is missing, or a page of somebody else asks",
        of: Which::Secured,
    },
    Answer { status: "404", name: "NotFound", description: "Nothing that you may see", of: Which::Naming },
    Answer {
        status: "408",
        name: "RequestTimeout",
        description: "The body did not arrive in time",
        of: Which::WithBody,
    },
    Answer { status: "413", name: "TooLarge", description: "The body is too large", of: Which::WithBody },
    Answer {
        status: "415",
        name: "UnsupportedFormat",
        description: "The body is of another kind than this address takes",
        of: Which::WithBody,
    },
    Answer {
        status: "503",
        name: "Unavailable",
        description: "Busy, or the database does not answer; nothing half-done was kept, the same may be sent again",
        of: Which::Stored,
    },
    Answer {
        status: "507",
        name: "StorageFull",
        description: "There is no room left to store anything",
        of: Which::Changing,
    },
];

impl Operation<'_> {
    fn takes(&self, place: &str) -> bool {
        let parameters = self.said.get("parameters").and_then(Value::as_array);
        parameters.into_iter().flatten().any(|one| one.get("in").is_some_and(|said| said == place))
    }

    fn is(&self, which: Which) -> bool {
        let has_body = self.said.contains_key("requestBody");
        let is_secured = self.said.contains_key("security");
        let changes = !["get", "options"].contains(&self.method);
        match which {
            Which::Asking => has_body || self.takes("query") || self.takes("header"),
            Which::Secured => is_secured,
            Which::Naming => self.takes("path"),
            Which::WithBody => has_body,
            Which::Stored => is_secured || changes,
            Which::Changing => changes,
        }
    }
}

/// Gives the answers.
pub(super) fn give(description: &mut Value) {
    each(description, |method, _, said| {
        let operation = Operation { method, said };
        let missing: Vec<_> = ANSWERS.iter().filter(|answer| operation.is(answer.of)).collect();
        let Some(responses) = said.get_mut("responses").and_then(Value::as_object_mut) else { return };
        for answer in missing {
            let shared = json!({ "$ref": format!("#/components/responses/{}", answer.name) });
            responses.entry(answer.status).or_insert(shared);
        }
        responses.sort_keys();
    });
    let problem = json!({ "$ref": "#/components/schemas/Problem" });
    let shared = ANSWERS.iter().map(|answer| {
        let content = json!({ "application/problem+json": { "schema": problem } });
        (answer.name.to_owned(), json!({ "description": answer.description, "content": content }))
    });
    let shared: Map<String, Value> = shared.collect();
    if let Some(components) = description.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("responses".to_owned(), shared.into());
    }
}
