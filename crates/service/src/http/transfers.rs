//! Files that arrive in parts, by the protocol tus 1.0.0 (<https://tus.io/protocols/resumable-upload>): what a request
//! says in its headers, and what is answered in them. `X-HTTP-Method-Override` is not taken: whoever guards the way to the
//! service by methods would be passed.

pub(super) mod line;
pub(super) mod part;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use actix_web::{HttpResponse, HttpResponseBuilder};
use data_encoding::BASE64;
use storage::{MostTransfers, Transfer};

use super::body;
use super::problem::Problem;
use super::turnstile::Most;

/// The version that is spoken.
pub(super) const VERSION: &str = "1.0.0";
/// What is spoken besides the core of the protocol.
const EXTENSIONS: &str = "creation,expiration,termination,checksum";
/// The media type of parts.
const PART: &str = "application/offset+octet-stream";
/// The longest `Upload-Metadata` that is kept, in bytes.
const LONGEST_METADATA: usize = 4 * 1024;

/// How many unfinished transfers there may be.
pub(super) const MOST: MostTransfers = MostTransfers { of_a_person: 4, of_a_state: 16 };
/// How many parts arrive at a time; each holds what was not written yet, at most [`part::LONGEST_CHECKED`].
pub(super) const MOST_PARTS: Most = Most { in_all: 64, of_a_state: 16, of_a_person: 4 };

pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const VERSIONS: HeaderName = HeaderName::from_static("tus-version");
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");

/// What the service speaks, for files of at most so many bytes.
pub(super) fn spoken(most: usize) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((VERSIONS, VERSION))
        .insert_header(("Tus-Extension", EXTENSIONS))
        .insert_header(("Tus-Max-Size", most.to_string()))
        .insert_header(("Tus-Checksum-Algorithm", part::ALGORITHMS))
        .finish()
}

/// Whether a request speaks the version that the service does.
///
/// # Errors
/// A problem where it says another one, or none.
pub(super) fn version(request: &HttpRequest) -> Result<(), Problem> {
    // Programs that know nothing of the protocol may look.
    let looks = request.method().is_safe() && !request.headers().contains_key(RESUMABLE);
    if looks || text(request, &RESUMABLE) == Some(VERSION) {
        return Ok(());
    }
    let detail =
        format!("Send `Tus-Resumable: {VERSION}`: the service speaks this version of the protocol tus.");
    Err(Problem::new("wrong-protocol-version", detail))
}

/// How many bytes the file has that a request announces.
///
/// # Errors
/// A problem where it does not say so, or where they are too many.
pub(super) fn size(request: &HttpRequest, most: usize) -> Result<i64, Problem> {
    let size = number(request, &LENGTH).ok_or_else(|| {
        let detail = "`Upload-Length` must say how many bytes the file has, e.g. `1048576`. Send it with the first request.";
        Problem::new("invalid-request", detail)
    })?;
    if usize::try_from(size).is_ok_and(|size| size <= most) { Ok(size) } else { Err(body::too_large(most)) }
}

/// Where a part begins.
///
/// # Errors
/// A problem where the request does not say so, or what it carries is no part.
pub(super) fn offset(request: &HttpRequest) -> Result<i64, Problem> {
    let kind = text(request, &CONTENT_TYPE).and_then(|kind| kind.split(';').next());
    if !kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(PART)) {
        let detail = format!("A part of a file is sent as `Content-Type: {PART}`.");
        return Err(Problem::new("unsupported-format", detail));
    }
    number(request, &OFFSET).ok_or_else(|| {
        let detail = "`Upload-Offset` must say after how many bytes of the file the part begins, e.g. `0`. `HEAD` tells it.";
        Problem::new("invalid-request", detail)
    })
}

/// How many bytes of body a request announces.
pub(super) fn announced(request: &HttpRequest) -> Option<i64> {
    number(request, &CONTENT_LENGTH)
}

/// What a request says of the file, as it says it.
///
/// # Errors
/// A problem where it cannot be read.
pub(super) fn metadata(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(header) = request.headers().get(METADATA) else { return Ok(None) };
    let said = header.to_str().ok().filter(|said| said.len() <= LONGEST_METADATA && read(said).is_some());
    let wrong = || {
        let detail = "`Upload-Metadata` must hold pairs of a name and a value in base64, with a comma between them, e.g. \
                      `filename cmV0dXJuLnhsc3g=`.";
        Problem::new("invalid-request", detail)
    };
    said.map(|said| Some(said.to_owned())).ok_or_else(wrong)
}

/// One thing that is said of a file.
pub(super) fn said(metadata: &str, name: &str) -> Option<String> {
    let (_, value) = read(metadata)?.into_iter().find(|(said, _)| *said == name)?;
    Some(body::file_name(&value)).filter(|value| !value.is_empty())
}

/// The pairs of names and values; `None` where they are none. A value may be left out.
fn read(metadata: &str) -> Option<Vec<(&str, String)>> {
    let pairs = metadata.split(',').enumerate().map(|(number, pair)| {
        let pair = pair.strip_prefix(' ').filter(|_| number > 0).unwrap_or(pair);
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        let value = String::from_utf8(BASE64.decode(value.as_bytes()).ok()?).ok()?;
        is_name.then_some((name, value))
    });
    pairs.collect()
}

/// The headers that say how a transfer stands.
pub(super) fn standing<'a>(
    response: &'a mut HttpResponseBuilder,
    transfer: &Transfer,
) -> &'a mut HttpResponseBuilder {
    let expires = transfer.expires_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    response
        .insert_header((OFFSET, transfer.received.to_string()))
        .insert_header((LENGTH, transfer.size.to_string()))
        .insert_header((EXPIRES, expires));
    if let Some(metadata) = &transfer.metadata {
        response.insert_header((METADATA, metadata.as_str()));
    }
    response
}

/// What is said where a part begins elsewhere than the last one ended.
pub(super) fn elsewhere(there: i64) -> Problem {
    let detail =
        format!("The next part begins after {there} bytes: so many are there. Send what comes after them.");
    Problem::new("wrong-offset", detail)
}

fn text<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

/// A number without a sign.
fn number(request: &HttpRequest, name: &HeaderName) -> Option<i64> {
    let text = text(request, name)?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn with(name: HeaderName, value: &str) -> HttpRequest {
        TestRequest::default().insert_header((name, value)).to_http_request()
    }

    #[test]
    fn what_is_said_of_a_file_is_read_and_anything_else_refused() {
        let good = "filename cmV0dXJuLnhsc3g=,is_confidential, filetype YS9i";
        let kept = metadata(&with(METADATA, good)).unwrap().unwrap();
        assert_eq!(said(&kept, "filename").as_deref(), Some("return.xlsx"));
        assert_eq!(said(&kept, "filetype").as_deref(), Some("a/b"));
        assert_eq!((said(&kept, "is_confidential"), said(&kept, "name")), (None, None));
        assert!(metadata(&TestRequest::default().to_http_request()).unwrap().is_none());
        let long = format!("filename {}", "YWFh".repeat(2_000));
        for wrong in ["filename no base64", "filename cmV0*", "filename /w==", ",", &long] {
            assert_eq!(metadata(&with(METADATA, wrong)).unwrap_err().code, "invalid-request", "{wrong}");
        }
    }

    #[test]
    fn lengths_are_numbers_without_signs_within_the_limit() {
        assert_eq!(size(&with(LENGTH, "0"), 10).unwrap(), 0);
        assert_eq!(size(&with(LENGTH, "10"), 10).unwrap(), 10);
        assert_eq!(size(&with(LENGTH, "11"), 10).unwrap_err().code, "too-large");
        for wrong in ["", "-1", "+1", "1.0", "ten", "9223372036854775808"] {
            assert_eq!(size(&with(LENGTH, wrong), 10).unwrap_err().code, "invalid-request", "{wrong}");
        }
    }

    #[test]
    fn one_version_is_spoken() {
        assert!(version(&with(RESUMABLE, "1.0.0")).is_ok());
        assert!(version(&TestRequest::get().to_http_request()).is_ok());
        assert!(version(&TestRequest::patch().to_http_request()).is_err());
        for wrong in ["0.2.2", "1.0", ""] {
            assert_eq!(version(&with(RESUMABLE, wrong)).unwrap_err().code, "wrong-protocol-version");
        }
    }
}
