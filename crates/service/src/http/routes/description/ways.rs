//! Where an answer leads: OpenAPI links from what was made to what can be done with it.

use serde_json::{Map, Value, json};

use super::{names, operation};

/// A way from an answer of an operation to another operation.
struct Way {
    from: (&'static str, &'static str, &'static str),
    name: &'static str,
    to: (&'static str, &'static str),
    with: &'static [(&'static str, &'static str)],
}

const USERS: &str = "/api/v1/users";
const USER: &str = "/api/v1/users/{id}";
const TOKENS: &str = "/api/v1/account/tokens";
const UPLOAD: &str = "/api/v1/submissions/{country}/{cycle}";
const JOB: &str = "/api/v1/jobs/{id}";
const TRANSFERS: &str = "/api/v1/transfers/{country}/{cycle}";
const TRANSFER: &str = "/api/v1/transfers/{id}";
const FINISHED: &str = "/api/v1/transfers/{id}/finish";
const RETURN: &str = "/api/v1/returns/{country}/{year}";
const QUESTIONS: &str = "/api/v1/returns/{country}/{year}/questions";
const EXPLANATIONS: &str = "/api/v1/returns/{country}/{year}/explanations";

const OF_THE_UPLOAD: &[(&str, &str)] =
    &[("country", "$request.path.country"), ("year", "$response.body#/revisions/0/year")];
const OF_THE_QUESTION: &[(&str, &str)] =
    &[("country", "$request.path.country"), ("year", "$request.path.year"), ("id", "$response.body#/id")];
const BY_ID: &[(&str, &str)] = &[("id", "$response.body#/id")];

const WAYS: [Way; 15] = [
    Way { from: ("post", UPLOAD, "201"), name: "return", to: ("get", RETURN), with: OF_THE_UPLOAD },
    Way {
        from: ("post", UPLOAD, "201"),
        name: "original",
        to: ("get", "/api/v1/uploads/{id}/original"),
        with: &[("id", "$response.body#/upload")],
    },
    Way { from: ("post", UPLOAD, "202"), name: "job", to: ("get", JOB), with: BY_ID },
    Way { from: ("post", FINISHED, "202"), name: "job", to: ("get", JOB), with: BY_ID },
    Way { from: ("post", TRANSFERS, "201"), name: "show", to: ("get", TRANSFER), with: BY_ID },
    Way { from: ("post", TRANSFERS, "201"), name: "part", to: ("patch", TRANSFER), with: BY_ID },
    Way { from: ("post", TRANSFERS, "201"), name: "give up", to: ("delete", TRANSFER), with: BY_ID },
    Way { from: ("post", TRANSFERS, "201"), name: "finish", to: ("post", FINISHED), with: BY_ID },
    Way {
        from: ("get", RETURN, "200"),
        name: "submit",
        to: ("post", "/api/v1/returns/{country}/{year}/submit"),
        with: &[
            ("country", "$request.path.country"),
            ("year", "$request.path.year"),
            ("If-Match", "$response.header.ETag"),
        ],
    },
    Way {
        from: ("get", RETURN, "200"),
        name: "step",
        to: ("post", "/api/v1/returns/{country}/{year}/steps"),
        with: &[
            ("country", "$request.path.country"),
            ("year", "$request.path.year"),
            ("If-Match", "$response.header.ETag"),
        ],
    },
    Way {
        from: ("post", QUESTIONS, "201"),
        name: "reply",
        to: ("post", "/api/v1/returns/{country}/{year}/questions/{id}/messages"),
        with: OF_THE_QUESTION,
    },
    Way {
        from: ("post", EXPLANATIONS, "201"),
        name: "decide",
        to: ("post", "/api/v1/returns/{country}/{year}/explanations/{id}/decision"),
        with: OF_THE_QUESTION,
    },
    Way { from: ("post", USERS, "201"), name: "change", to: ("patch", USER), with: BY_ID },
    Way { from: ("post", USERS, "201"), name: "erase", to: ("delete", USER), with: BY_ID },
    Way {
        from: ("post", TOKENS, "201"),
        name: "revoke",
        to: ("delete", "/api/v1/account/tokens/{id}"),
        with: BY_ID,
    },
];

/// Gives the ways.
pub(super) fn give(description: &mut Value) {
    for way in &WAYS {
        let (method, path, status) = way.from;
        let from = operation(description, method, path);
        let answer = from.and_then(|from| from.get_mut("responses")?.get_mut(status)?.as_object_mut());
        let Some(answer) = answer else { continue };
        let parameters = way.with.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
        let parameters: Map<String, Value> = parameters.collect();
        let link = json!({ "operationId": names::name(way.to.0, way.to.1), "parameters": parameters });
        if let Some(links) = answer.entry("links").or_insert_with(|| json!({})).as_object_mut() {
            links.insert(way.name.to_owned(), link);
        }
    }
}
