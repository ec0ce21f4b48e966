//! Jobs: how far work on a file is, for a sender who did not wait.

use actix_web::http::header::{CONTENT_ENCODING, RETRY_AFTER};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::id;
use crate::http::auth::Caller;
use crate::http::jobs::{self, AGAIN, events};
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::job::JobView;

/// How far a job is, and once it ended what the request would have been answered. It is told of for 24 hours, to whoever
/// sent the file and nobody else, by any service on the same database.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}",
    params(("id" = String, Path, description = "The job, as `Location` named it")),
    responses(
        (status = 200, description = "The job; while it runs `Retry-After` says when to ask again", body = JobView),
        (status = 404, description = "No job of yours", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn show(
    path: Path<String>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (scope, id) = (caller.scope(), id(&path)?);
    let job = state.blocking(move |store| jobs::find(store, &scope, &id)).await?;
    let mut response = HttpResponse::Ok();
    if job.ended_at.is_none() {
        response.insert_header((RETRY_AFTER, AGAIN.to_string()));
    }
    Ok(response.json(JobView::new(job)?))
}

/// The same as events: `progress` with each step, `done` at the end. Whoever was cut off goes on after the event that
/// `Last-Event-ID` names. The stream lasts ten minutes at most, and ends where its listener is no longer let in.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}/events",
    params(
        ("id" = String, Path, description = "The job, as `Location` named it"),
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was heard"),
    ),
    responses(
        (status = 200, description = "The events", body = String, content_type = "text/event-stream"),
        (status = 204, description = "The last event was heard; there will be no others"),
        (status = 404, description = "No job of yours", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn listen(
    path: Path<String>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (scope, job) = (caller.scope(), id(&path)?);
    let asked = job.clone();
    let found = state.blocking(move |store| jobs::find(store, &scope, &asked)).await?;
    if found.ended_at.is_some() && events::heard(&request) == events::LAST {
        // Browsers ask again until they are told that there is nothing more.
        return Ok(HttpResponse::NoContent().finish());
    }
    let events = events::listen(state, request, &caller, job)?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        // Neither we nor a proxy holds events back: to compress them, or to fill a buffer.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events))
}
