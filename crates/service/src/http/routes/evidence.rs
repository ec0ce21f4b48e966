//! Evidence: what shows that a State said what the secretariat enters for it. Kept as it was sent, and never read.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;

use super::country_and_year;
use crate::http::auth::Caller;
use crate::http::body;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::EvidenceView;
use crate::submission::{Arrival, keep};
use crate::token;

/// Keep a letter, a mail or any other file that shows what a State said, before it is submitted on its behalf.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/evidence",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file itself, or a form with the part `file`"),
    responses(
        (status = 201, description = "It is kept; name its upload in `on_behalf` of the submission", body = EvidenceView),
        (status = 400, description = "There is no file in the request", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only a reviewer of the secretariat enters returns for States", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "workflow"
)]
pub(super) async fn receive(
    path: Path<(String, String)>,
    request: HttpRequest,
    payload: Payload,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.may(Act::Behalf)?;
    let _ticket = state.uploads.enter(&country)?;
    let body = body::read(&request, payload, state.file_bytes).await?;
    if body.bytes.is_empty() {
        return Err(Problem::new(
            "invalid-request",
            "The file is empty. Send the file that shows what the State said.",
        ));
    }
    let scope = caller.scope();
    let view = state.blocking(move |store| {
        // There is a return to which it belongs.
        let the_return = store.return_of(&scope, &country, year)?;
        let arrival = Arrival {
            country: the_return.country,
            cycle: year.saturating_add(1),
            file_name: body.file_name.as_deref(),
            media_type: body.media_type.as_deref(),
            bytes: &body.bytes,
        };
        let upload = keep(store, &scope, &arrival, Utc::now())?.upload;
        Ok(EvidenceView { upload, sha256: token::sha256(&body.bytes) })
    });
    Ok(HttpResponse::Created().json(view.await?))
}
