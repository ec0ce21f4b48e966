//! An answer that was made before anybody asks for it: of bytes, so that it can be kept.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, LOCATION};
use serde::Serialize;

use super::problem::Problem;

/// What a request is answered where it did what it should.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// Where what was made is.
    pub(crate) location: Option<String>,
    /// The body, as JSON.
    pub(crate) body: String,
}

impl Answer {
    /// An answer with something.
    ///
    /// # Errors
    /// Where it cannot be written, which is a fault of ours.
    pub(crate) fn new(
        status: StatusCode,
        location: Option<String>,
        body: &impl Serialize,
    ) -> Result<Self, Problem> {
        let body = serde_json::to_string(body);
        let body = body.map_err(|_| Problem::internal("an answer cannot be written"))?;
        Ok(Self { status, location, body })
    }
}

impl From<Answer> for HttpResponse {
    fn from(answer: Answer) -> Self {
        let mut response = Self::build(answer.status);
        if let Some(location) = answer.location {
            response.insert_header((LOCATION, location));
        }
        response.insert_header(ContentType::json()).body(answer.body)
    }
}
