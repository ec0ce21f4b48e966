//! Changes of a return rest on the version that its sender has seen: `ETag` says it, `If-Match` names it.

use actix_web::HttpRequest;
use actix_web::http::header::IF_MATCH;

use super::problem::Problem;

/// The entity tag of a version of a return.
pub(crate) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The version that a request rests on.
///
/// # Errors
/// A problem where it names none, or something else than one version.
pub(crate) fn version(request: &HttpRequest) -> Result<i32, Problem> {
    let Some(header) = request.headers().get(IF_MATCH) else {
        let detail = "Send `If-Match` with the `ETag` of the return as you have seen it, so that nobody's work is \
                      overwritten.";
        return Err(Problem::new("precondition-required", detail));
    };
    let text = header.to_str().ok().map(str::trim);
    let tag = text.and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    tag.and_then(|tag| tag.parse().ok()).filter(|version| *version >= 0).ok_or_else(|| {
        let detail =
            "`If-Match` must hold the `ETag` of the return, e.g. `\"7\"`. Read the return and send its tag.";
        Problem::new("invalid-request", detail)
    })
}

/// What is said where the return has another version by now.
pub(crate) fn failed() -> Problem {
    let detail = "The return was changed since you read it. Nothing of yours was stored: read it again, see what changed, \
                  and repeat.";
    Problem::new("precondition-failed", detail)
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
