//! The body of an upload: raw or the file part of a form, counted as it streams.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::{BytesMut, Payload};
use futures_util::StreamExt as _;

use super::problem::Problem;

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

/// Reads a body of at most so many bytes.
pub(crate) async fn read(request: &HttpRequest, payload: Payload, most: usize) -> Result<Body, Problem> {
    let media_type = media_type(request.headers());
    if media_type.as_deref().is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        return form(Multipart::new(request.headers(), payload), most).await;
    }
    let mut payload = payload;
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        add(&mut bytes, &chunk, most)?;
    }
    Ok(Body { bytes: bytes.to_vec(), file_name: None, media_type })
}

async fn form(mut parts: Multipart, most: usize) -> Result<Body, Problem> {
    let mut found = None;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| broken(&error))?;
        let is_file = part.name() == Some("file");
        let name = part.content_disposition().and_then(|disposition| disposition.get_filename());
        let file_name =
            name.map(|name| name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect());
        let media_type = part.content_type().map(ToString::to_string);
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| broken(&error))?;
            add(&mut bytes, &chunk, most)?;
        }
        if is_file && found.is_none() {
            found = Some(Body { bytes: bytes.to_vec(), file_name, media_type });
        }
    }
    found.ok_or_else(|| {
        Problem::new("invalid-request", "The form has no part named `file`; send the file there.")
    })
}

fn add(bytes: &mut BytesMut, chunk: &[u8], most: usize) -> Result<(), Problem> {
    if bytes.len() + chunk.len() > most {
        let limit = most / (1024 * 1024);
        return Err(Problem::new(
            "too-large",
            format!("The file has more than {limit} MiB. Send a smaller one."),
        ));
    }
    bytes.extend_from_slice(chunk);
    Ok(())
}

fn broken(error: &impl std::fmt::Display) -> Problem {
    Problem::new("invalid-request", format!("The body did not arrive whole: {error}. Send it again."))
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
}
