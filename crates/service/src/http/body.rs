//! The body of an upload: raw or the file part of a form, counted as it streams.

use std::time::Duration;

use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, Payload};
use futures_util::{Stream, StreamExt as _, stream};

use super::problem::Problem;
use super::silence;

/// What was sent.
pub(crate) struct Body {
    /// The bytes of the file.
    pub(crate) bytes: Bytes,
    /// The name the sender gave it; for people only.
    pub(crate) file_name: Option<String>,
    /// The media type the sender gave it.
    pub(crate) media_type: Option<String>,
}

/// The longest file name that is kept, in characters.
const LONGEST_NAME: usize = 200;
/// How many parts a form may have: the file, and what a page sends beside it.
const MOST_PARTS: usize = 16;
/// What a form may have around its parts, in bytes.
pub(super) const MOST_AROUND: usize = 64 * 1024;
/// How long a body may take in all: ten MiB on a line of 140 kbit/s.
pub(super) const LONGEST: Duration = Duration::from_mins(10);
/// How much of a body that is too long is taken and thrown away, so that its sender hears why, and for how long.
const MOST_THROWN_AWAY: usize = 64 * 1024 * 1024;
const LONGEST_THROWN_AWAY: Duration = Duration::from_secs(10);

/// Reads a body of at most so many bytes.
pub(crate) async fn read(request: &HttpRequest, payload: Payload, most: usize) -> Result<Body, Problem> {
    let slow = "The body took more than ten minutes. Send it over a faster line, or send the JSON document, which is \
                smaller.";
    let read = tokio::time::timeout(LONGEST, read_all(request, payload, most)).await;
    read.unwrap_or_else(|_| Err(Problem::new("request-timeout", slow)))
}

async fn read_all(request: &HttpRequest, payload: Payload, most: usize) -> Result<Body, Problem> {
    let media_type = media_type(request.headers());
    if media_type.as_deref().is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let payload = Box::pin(counted(payload, most.saturating_add(MOST_AROUND)));
        return form(Multipart::new(request.headers(), payload), most).await;
    }
    let mut payload = Box::pin(counted(payload, most));
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        bytes.extend_from_slice(&chunk.map_err(|error| broken(&error, most))?);
    }
    Ok(Body { bytes: bytes.into(), file_name: None, media_type })
}

/// The same bytes, at most so many. Of a longer body the rest is thrown away before that is said: a sender who is still
/// sending would find the connection broken, and never read the answer.
fn counted(payload: Payload, most: usize) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let counted = stream::unfold(Some((payload, 0_usize)), move |state| async move {
        let (mut payload, found) = state?;
        let chunk = match payload.next().await? {
            Ok(chunk) => chunk,
            Err(error) => return Some((Err(error), None)),
        };
        let found = found.saturating_add(chunk.len());
        if found <= most {
            return Some((Ok(chunk), Some((payload, found))));
        }
        refuse(&mut payload).await;
        Some((Err(PayloadError::Overflow), None))
    });
    // Readers of forms ask again after the end.
    counted.fuse()
}

/// Throws the rest of a body away that is refused.
pub(super) async fn refuse(payload: &mut Payload) {
    // Whoever goes on sending for longer does not hear it.
    let _ = tokio::time::timeout(LONGEST_THROWN_AWAY, throw_away(payload)).await;
}

async fn throw_away(payload: &mut Payload) {
    let mut thrown_away = 0_usize;
    while let Some(Ok(chunk)) = payload.next().await {
        thrown_away = thrown_away.saturating_add(chunk.len());
        if thrown_away > MOST_THROWN_AWAY {
            return;
        }
    }
}

async fn form(mut parts: Multipart, most: usize) -> Result<Body, Problem> {
    let mut found = None;
    let (mut number, mut length) = (0, 0_usize);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| broken_form(&error, most))?;
        number += 1;
        if number > MOST_PARTS {
            let detail =
                format!("The form has more than {MOST_PARTS} parts. Send the file in the part `file`.");
            return Err(Problem::new("invalid-request", detail));
        }
        let wanted = part.name() == Some("file") && found.is_none();
        let name = part.content_disposition().and_then(|disposition| disposition.get_filename());
        let file_name = name.map(file_name);
        let media_type = part.content_type().map(ToString::to_string);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| broken_form(&error, most))?;
            length = length.saturating_add(chunk.len());
            // Other parts are read to their end, and kept by nobody.
            if wanted && length <= most {
                bytes.extend_from_slice(&chunk);
            }
        }
        if wanted {
            found = Some(Body { bytes: bytes.into(), file_name, media_type });
        }
    }
    if length > most {
        return Err(too_large(most));
    }
    found.ok_or_else(|| {
        Problem::new("invalid-request", "The form has no part named `file`; send the file there.")
    })
}

/// A name as it is kept: without what controls, and not for ever.
pub(super) fn file_name(said: &str) -> String {
    said.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

pub(super) fn too_large(most: usize) -> Problem {
    let limit = most / (1024 * 1024);
    let detail = format!("What was sent has more than {limit} MiB. Send a smaller file, and nothing else.");
    Problem::new("too-large", detail)
}

fn broken_form(error: &MultipartError, most: usize) -> Problem {
    if let MultipartError::Payload(error) = error {
        return broken(error, most);
    }
    let detail = "The form cannot be read: its parts do not end as its boundary says, or have no name. Send it again, \
                  with the file in the part `file`.";
    Problem::new("invalid-request", detail)
}

fn broken(error: &PayloadError, most: usize) -> Problem {
    if matches!(error, PayloadError::Overflow) {
        return too_large(most);
    }
    let whole = || Problem::new("invalid-request", "The body did not arrive whole. Send it again.");
    silence::stopped(error).unwrap_or_else(whole)
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
}
