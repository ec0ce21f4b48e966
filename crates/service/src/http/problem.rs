//! RFC 9457 problems: one table of codes, one envelope.

mod pages;

use std::fmt;
use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use intake::IntakeError;
use serde::Serialize;
use storage::StorageError;
use utoipa::ToSchema;

use super::observed::Code;
use crate::render::view::FindingView;
pub(crate) use pages::PAGES;

/// What went wrong with a request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A page about the problem: `/problems/CODE`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The problem in a few words.
    pub(crate) title: &'static str,
    /// The HTTP status.
    #[serde(serialize_with = "status_number")]
    #[schema(value_type = u16)]
    pub(crate) status: StatusCode,
    /// A stable code.
    pub(crate) code: String,
    /// This occurrence in words, and what to do.
    pub(crate) detail: String,
    /// The upload that was kept, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upload: Option<String>,
    /// What is open, where findings stand in the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) findings: Vec<FindingView>,
    /// After how many seconds the same may be sent again, where that is known.
    #[serde(skip)]
    pub(crate) retry_after: Option<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn status_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

/// The problems of the service itself: code, status, title. Those of files are [`IntakeError::code`].
pub(crate) static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut table = ROWS.to_vec();
    // The protocol of resumable uploads says which number; HTTP has no name for it.
    let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
    table.push(("checksum-mismatch", status, "The part did not arrive as it was sent"));
    table
});

type Row = (&'static str, StatusCode, &'static str);

const ROWS: &[Row] = &[
    ("invalid-request", StatusCode::BAD_REQUEST, "The request cannot be understood"),
    ("not-signed-in", StatusCode::UNAUTHORIZED, "A token or a session is needed"),
    ("wrong-credentials", StatusCode::UNAUTHORIZED, "These are not the credentials of an account"),
    ("openid-refused", StatusCode::UNAUTHORIZED, "The provider let nobody in"),
    ("not-allowed", StatusCode::FORBIDDEN, "Your role may not do this"),
    ("four-eyes", StatusCode::FORBIDDEN, "Somebody else has to do this"),
    ("second-factor-needed", StatusCode::FORBIDDEN, "A second factor is needed"),
    ("wrong-origin", StatusCode::FORBIDDEN, "The request does not come from a page of this service"),
    ("not-found", StatusCode::NOT_FOUND, "There is no such thing here"),
    ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED, "This address does not take this method"),
    ("request-timeout", StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time"),
    ("conflict", StatusCode::CONFLICT, "Something changed in the meantime"),
    ("earlier-year-changed", StatusCode::CONFLICT, "An earlier year changed since; send the file again"),
    ("merge-conflict", StatusCode::CONFLICT, "Institutions answer differently"),
    ("cycle-not-open", StatusCode::CONFLICT, "The collection of this year is not open"),
    ("openid-not-set-up", StatusCode::CONFLICT, "Nobody signs in here with OpenID Connect"),
    ("wrong-step", StatusCode::CONFLICT, "The return stands elsewhere in the workflow"),
    ("precondition-failed", StatusCode::PRECONDITION_FAILED, "It was changed since you read it"),
    ("precondition-required", StatusCode::PRECONDITION_REQUIRED, "Say which version you have seen"),
    ("idempotency-key-in-use", StatusCode::CONFLICT, "The request with this key has no answer yet"),
    ("idempotency-key-reused", StatusCode::UNPROCESSABLE_ENTITY, "The key belongs to another request"),
    ("idempotency-key-not-taken", StatusCode::BAD_REQUEST, "This address takes no key"),
    ("wrong-offset", StatusCode::CONFLICT, "The part does not begin where the last one ended"),
    ("transfer-unfinished", StatusCode::CONFLICT, "Parts of the file are missing"),
    ("too-many-transfers", StatusCode::CONFLICT, "There are too many unfinished transfers"),
    ("wrong-protocol-version", StatusCode::PRECONDITION_FAILED, "This version of the protocol is not spoken"),
    ("job-interrupted", StatusCode::SERVICE_UNAVAILABLE, "The service ended while it worked on the file"),
    ("too-large", StatusCode::PAYLOAD_TOO_LARGE, "The file is too large"),
    ("unsupported-format", StatusCode::UNSUPPORTED_MEDIA_TYPE, "This kind of file is not read"),
    ("unreadable-file", StatusCode::UNPROCESSABLE_ENTITY, "The file cannot be read"),
    ("wrong-country", StatusCode::UNPROCESSABLE_ENTITY, "The file belongs to another State"),
    ("wrong-year", StatusCode::UNPROCESSABLE_ENTITY, "The file belongs to another cycle"),
    ("wrong-correction", StatusCode::UNPROCESSABLE_ENTITY, "An earlier year cannot be corrected"),
    ("wrong-explanation", StatusCode::UNPROCESSABLE_ENTITY, "Only people of the State explain its figures"),
    ("wrong-contribution", StatusCode::UNPROCESSABLE_ENTITY, "These contributions cannot be merged"),
    ("wrong-choice", StatusCode::UNPROCESSABLE_ENTITY, "A choice fits no answer"),
    ("weak-password", StatusCode::UNPROCESSABLE_ENTITY, "The password is not taken"),
    ("wrong-link", StatusCode::UNPROCESSABLE_ENTITY, "The link is not good, or no longer"),
    ("wrong-code", StatusCode::UNPROCESSABLE_ENTITY, "The code does not fit the second factor"),
    ("unknown-edition", StatusCode::UNPROCESSABLE_ENTITY, "The file belongs to an edition that is not known"),
    ("findings-open", StatusCode::UNPROCESSABLE_ENTITY, "The return cannot be submitted yet"),
    ("review-open", StatusCode::UNPROCESSABLE_ENTITY, "The review is not finished"),
    ("too-many-requests", StatusCode::TOO_MANY_REQUESTS, "Too many requests or attempts"),
    ("mail-not-set-up", StatusCode::SERVICE_UNAVAILABLE, "The service sends no mail"),
    ("openid-unavailable", StatusCode::SERVICE_UNAVAILABLE, "The provider cannot be asked"),
    ("not-ready", StatusCode::SERVICE_UNAVAILABLE, "The service cannot take requests"),
    ("unavailable", StatusCode::SERVICE_UNAVAILABLE, "The service is busy"),
    ("storage-full", StatusCode::INSUFFICIENT_STORAGE, "The service has no room left to store anything"),
    ("internal", StatusCode::INTERNAL_SERVER_ERROR, "The service met a fault of its own"),
];

impl Problem {
    /// A problem of the table, with what happened.
    pub(crate) fn new(code: &str, detail: impl Into<String>) -> Self {
        let found = TABLE.iter().find(|(known, ..)| *known == code);
        let (_, status, title) = found.copied().unwrap_or((
            "internal",
            StatusCode::INTERNAL_SERVER_ERROR,
            "The service met a fault of its own",
        ));
        Self {
            kind: format!("/problems/{code}"),
            title,
            status,
            code: code.to_owned(),
            detail: detail.into(),
            upload: None,
            findings: Vec::new(),
            retry_after: None,
        }
    }

    /// Who tries too often waits for so many seconds.
    pub(crate) fn too_many(seconds: i64) -> Self {
        let detail = format!("There were too many attempts. Try again in {seconds} seconds.");
        Self { retry_after: Some(seconds), ..Self::new("too-many-requests", detail) }
    }

    /// A body whose members break their rules.
    pub(crate) fn invalid(errors: &validator::ValidationErrors) -> Self {
        super::invalid::members(errors)
    }

    /// What somebody of another State gets, and what is not there: the same.
    pub(crate) fn not_found() -> Self {
        Self::new("not-found", "There is nothing at this address that your token may see. Check the address.")
    }

    /// A fault of ours: the reason goes to the log, an id to the caller.
    pub(crate) fn internal(reason: &str) -> Self {
        let incident = uuid::Uuid::now_v7();
        tracing::error!(%incident, reason, "internal fault");
        Self::new("internal", format!("Please report the incident {incident}; nothing half-done was kept."))
    }

    /// The same with the upload that was kept.
    #[must_use]
    pub(crate) fn kept(self, upload: impl Into<String>) -> Self {
        Self { upload: Some(upload.into()), ..self }
    }
}

/// The problem of the table that the code of a file belongs to.
pub(crate) fn of_a_file(code: &str) -> &str {
    match code {
        "too-large" | "unknown-edition" | "unsupported-format" => code,
        "invalid-json" => "invalid-request",
        "not-a-workbook" => "unsupported-format",
        _ => "unreadable-file",
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code, self.detail)
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        let code = error.code();
        let shared = Self::new(of_a_file(code), error.to_string());
        Self { kind: format!("/problems/{code}"), code: code.to_owned(), ..shared }
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match &error {
            StorageError::NotFound => Self::not_found(),
            StorageError::OtherVersion => super::condition::failed(),
            StorageError::Conflict { .. } => Self::new("conflict", error.to_string()),
            StorageError::EarlierChanged { .. } => Self::new("earlier-year-changed", error.to_string()),
            StorageError::Unavailable { .. } => {
                tracing::warn!(%error, "the database is in trouble");
                Self::new("unavailable", "The database does not answer. Try again in a few seconds.")
            }
            StorageError::Full => {
                tracing::error!(%error, "the database is in trouble");
                let detail = "The disk of the service is full; nothing half-done was kept. Try again later: whoever \
                              operates the service has to make room.";
                Self::new("storage-full", detail)
            }
            StorageError::WrongStep { .. } | StorageError::Settled => {
                Self::new("wrong-step", error.to_string())
            }
            StorageError::FourEyes { .. } => Self::new("four-eyes", error.to_string()),
            StorageError::ReviewOpen { .. } => Self::new("review-open", error.to_string()),
            StorageError::Invalid { .. } => Self::new("invalid-request", error.to_string()),
            _ => Self::internal(&error.to_string()),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"iafq\""));
        }
        if self.status == StatusCode::REQUEST_TIMEOUT {
            // The rest of the body may never come: the connection cannot be used again.
            response.force_close();
        }
        let again = self.retry_after.or(match self.status {
            StatusCode::SERVICE_UNAVAILABLE => Some(5),
            // Somebody has to make room first.
            StatusCode::INSUFFICIENT_STORAGE => Some(60),
            _ => None,
        });
        if let Some(seconds) = again {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        let mut response = response
            .insert_header((CONTENT_LANGUAGE, "en"))
            .content_type("application/problem+json")
            .body(serde_json::to_string(self).unwrap_or_default());
        response.extensions_mut().insert(Code(self.code.clone()));
        response
    }
}
