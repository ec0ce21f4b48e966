//! The body of an upload: raw or the file part of a form, counted as it streams.

use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::{BytesMut, Payload};
use futures_util::StreamExt as _;

use super::problem::Problem;
use super::silence;

/// What was sent.
pub(crate) struct Body {
    /// The bytes of the file.
    pub(crate) bytes: Vec<u8>,
    /// The name the sender gave it; for people only.
    pub(crate) file_name: Option<String>,
    /// The media type the sender gave it.
    pub(crate) media_type: Option<String>,
}

/// The longest file name that is kept, in characters.
const LONGEST_NAME: usize = 200;
/// How many parts a form may have: the file, and what a page sends beside it.
const MOST_PARTS: usize = 16;

/// The bytes of a whole request, counted over all its parts.
struct Counter {
    found: usize,
    most: usize,
}

impl Counter {
    fn add(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        self.found = self.found.saturating_add(chunk.len());
        if self.found > self.most {
            let limit = self.most / (1024 * 1024);
            let detail =
                format!("What was sent has more than {limit} MiB. Send a smaller file, and nothing else.");
            return Err(Problem::new("too-large", detail));
        }
        Ok(())
    }
}

/// Reads a body of at most so many bytes.
pub(crate) async fn read(request: &HttpRequest, payload: Payload, most: usize) -> Result<Body, Problem> {
    let media_type = media_type(request.headers());
    let mut counter = Counter { found: 0, most };
    if media_type.as_deref().is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        return form(Multipart::new(request.headers(), payload), &mut counter).await;
    }
    let mut payload = payload;
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        counter.add(&chunk)?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(Body { bytes: bytes.to_vec(), file_name: None, media_type })
}

async fn form(mut parts: Multipart, counter: &mut Counter) -> Result<Body, Problem> {
    let mut found = None;
    let mut number = 0;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| broken_form(&error))?;
        number += 1;
        if number > MOST_PARTS {
            let detail =
                format!("The form has more than {MOST_PARTS} parts. Send the file in the part `file`.");
            return Err(Problem::new("invalid-request", detail));
        }
        let wanted = part.name() == Some("file") && found.is_none();
        let name = part.content_disposition().and_then(|disposition| disposition.get_filename());
        let file_name =
            name.map(|name| name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect());
        let media_type = part.content_type().map(ToString::to_string);
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| broken_form(&error))?;
            counter.add(&chunk)?;
            // Other parts are read to their end, and kept by nobody.
            if wanted {
                bytes.extend_from_slice(&chunk);
            }
        }
        if wanted {
            found = Some(Body { bytes: bytes.to_vec(), file_name, media_type });
        }
    }
    found.ok_or_else(|| {
        Problem::new("invalid-request", "The form has no part named `file`; send the file there.")
    })
}

fn broken_form(error: &MultipartError) -> Problem {
    if let MultipartError::Payload(error) = error {
        return broken(error);
    }
    let detail = "The form cannot be read: its parts do not end as its boundary says, or have no name. Send it again, \
                  with the file in the part `file`.";
    Problem::new("invalid-request", detail)
}

fn broken(error: &PayloadError) -> Problem {
    let whole = || Problem::new("invalid-request", "The body did not arrive whole. Send it again.");
    silence::stopped(error).unwrap_or_else(whole)
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
}
