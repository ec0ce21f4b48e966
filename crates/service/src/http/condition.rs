//! Changes of a return, or of a cycle, rest on the version that its sender has seen: `ETag` says it, `If-Match` names it.

use actix_web::HttpRequest;
use actix_web::http::header::IF_MATCH;
use storage::StorageError;

use super::problem::Problem;

/// The entity tag of a version.
pub(crate) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The version that a request rests on.
///
/// # Errors
/// A problem where it names none, or something else than one version.
pub(crate) fn version(request: &HttpRequest) -> Result<i32, Problem> {
    let Some(header) = request.headers().get(IF_MATCH) else {
        let detail = "Send `If-Match` with the `ETag` of what you change, as you have seen it, so that nobody's work is \
                      overwritten.";
        return Err(Problem::new("precondition-required", detail));
    };
    let text = header.to_str().ok().map(str::trim);
    let tag = text.and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    tag.and_then(|tag| tag.parse().ok()).filter(|version| *version >= 0).ok_or_else(|| {
        let detail =
            "`If-Match` must hold the `ETag` of what you change, e.g. `\"7\"`. Read it again and send its tag.";
        Problem::new("invalid-request", detail)
    })
}

/// What is said where another version stands by now.
pub(crate) fn failed() -> Problem {
    let detail = "It was changed since you read it. Nothing of yours was stored: read it again, see what changed, and \
                  repeat.";
    Problem::new("precondition-failed", detail)
}

/// What is said where the database refuses a change that rests on a version.
pub(crate) fn refused(error: StorageError) -> Problem {
    match error {
        StorageError::Conflict { .. } => failed(),
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_one_strong_tag_of_a_version_is_taken() {
        let asked =
            |tag: &str| version(&TestRequest::default().insert_header((IF_MATCH, tag)).to_http_request());
        assert_eq!(asked(&etag(7)).unwrap(), 7);
        for wrong in ["7", "*", "W/\"7\"", "\"7\", \"8\"", "\"\"", "\"-1\"", "\"seven\"", "\"99999999999\""] {
            assert_eq!(asked(wrong).unwrap_err().code, "invalid-request", "{wrong}");
        }
        let none = version(&TestRequest::default().to_http_request());
        assert_eq!(none.unwrap_err().code, "precondition-required");
    }
}
