//! What is wrong with a request, in words: a sentence a member, and never a value that was sent.

use std::fmt::Write as _;

use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use super::problem::Problem;
use super::silence;

/// A body whose members break their rules.
pub(super) fn members(errors: &ValidationErrors) -> Problem {
    let mut sentences = Vec::new();
    collect(errors, "", &mut sentences);
    sentences.sort();
    sentences.push("Correct the request.".to_owned());
    Problem::new("invalid-request", sentences.join(" "))
}

fn collect(errors: &ValidationErrors, within: &str, sentences: &mut Vec<String>) {
    #[expect(clippy::iter_over_hash_type, reason = "the sentences are sorted when all are there")]
    for (name, kind) in errors.errors() {
        let path = if within.is_empty() { name.to_string() } else { format!("{within}.{name}") };
        match kind {
            ValidationErrorsKind::Field(found) => {
                sentences.extend(found.iter().map(|error| sentence(&path, error)));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &path, sentences),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{path}[{index}]"), sentences);
                }
            }
        }
    }
}

/// The rule a member breaks, with its limits.
fn sentence(path: &str, error: &ValidationError) -> String {
    let limit = |name: &str| error.params.get(name).map(ToString::to_string);
    // A list has items, a text characters; the validator says which by what it was given.
    let is_list = error.params.get("value").is_some_and(serde_json::Value::is_array);
    let unit = match error.code.as_ref() {
        "length" if is_list => " items",
        "length" => " characters",
        _ => "",
    };
    let mut text = format!("`{path}` must ");
    let verb = if unit.is_empty() { "be" } else { "have" };
    // Writing to a text cannot fail.
    let _ = match (error.code.as_ref(), limit("min"), limit("max")) {
        ("blank", ..) => write!(text, "say something"),
        ("nul", ..) => write!(text, "hold no NUL character"),
        (_, Some(min), Some(max)) => write!(text, "{verb} from {min} to {max}{unit}"),
        (_, Some(min), None) => write!(text, "{verb} at least {min}{unit}"),
        (_, None, Some(max)) => write!(text, "{verb} at most {max}{unit}"),
        (_, None, None) => write!(text, "keep to its description in /api/openapi.json"),
    };
    text + "."
}

/// A body that is no JSON, or not the JSON that is asked for.
pub(super) fn json(error: &JsonPayloadError) -> Problem {
    match error {
        JsonPayloadError::ContentType => Problem::new(
            "unsupported-format",
            "This address takes JSON. Send the header `Content-Type: application/json` with the body.",
        ),
        JsonPayloadError::Overflow { limit } | JsonPayloadError::OverflowKnownLength { limit, .. } => {
            let detail = format!("The body has more than {} KiB. Send less at once.", limit / 1024);
            Problem::new("too-large", detail)
        }
        JsonPayloadError::Deserialize(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let what = match error.classify() {
                serde_json::error::Category::Data => without_values(&error.to_string()),
                _ => "it is no JSON".to_owned(),
            };
            let detail = format!("The body cannot be understood at {place}: {what}. Correct the request.");
            Problem::new("invalid-request", detail)
        }
        JsonPayloadError::Payload(error) => silence::stopped(error).unwrap_or_else(|| {
            Problem::new("invalid-request", "The body did not arrive whole. Send it again.")
        }),
        _ => Problem::new("invalid-request", "The body cannot be read as JSON. Correct the request."),
    }
}

/// A query that cannot be understood.
pub(super) fn query(error: &QueryPayloadError) -> Problem {
    let what = match error {
        QueryPayloadError::Deserialize(error) => without_values(&error.to_string()),
        _ => "it cannot be read".to_owned(),
    };
    Problem::new(
        "invalid-request",
        format!("The query of the address cannot be understood: {what}. Correct the request."),
    )
}

/// A path that cannot be what it names is not there.
pub(super) fn path(_: &PathError) -> Problem {
    Problem::not_found()
}

/// What the reader of a body or query says, without what was sent: names stay, values go.
fn without_values(text: &str) -> String {
    let text = text.split(" at line ").next().unwrap_or_default();
    let named = ["missing field", "unknown field", "duplicate field"];
    if named.iter().any(|start| text.starts_with(start)) {
        return text.chars().filter(|c| !c.is_control()).take(300).collect();
    }
    match text.rsplit_once("expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => "a value is not of the kind that is asked for".to_owned(),
    }
}
