//! Explaining what was found, and what reviewers say to it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use storage::Decision;
use validator::Validate as _;

use super::{country_and_year, id, returns};
use crate::assessed::Assessed;
use crate::http::auth::Caller;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::{DecisionName, DecisionRequest, ExplanationRequest};
use crate::render::explanation::ExplanationView;

/// Explain a warning about the current revision. The reason holds for later revisions as long as the figures and the
/// rule stay what they are.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/explanations",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    request_body = ExplanationRequest,
    responses(
        (status = 201, description = "The explanation stands beside its finding", body = ExplanationView),
        (status = 400, description = "There is no such warning", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only people of the State explain", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Another revision became the current one", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn explain(
    path: Path<(String, String)>,
    body: Json<ExplanationRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.may(Act::Explain)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let (scope, body) = (caller.scope(), body.into_inner());
    let view = state.blocking(move |store| {
        let the_return = store.return_of(&scope, &country, year)?;
        let revision = returns::pick(store, &scope, &the_return, None)?;
        let assessed = Assessed::read(store, &scope, &revision.id)?;
        let new = assessed.explained(&body.code, &body.place, &body.text);
        let standing = if new.is_empty() {
            store.explanations(&scope, &revision.id)?
        } else {
            store.explain(&scope, &revision.id, &new, chrono::Utc::now())?
        };
        let found = standing.iter().find(|explanation| {
            explanation.bond.code == *body.code.as_str()
                && explanation.bond.place == body.place
                && explanation.text == body.text
        });
        found.map(ExplanationView::from).ok_or_else(|| {
            Problem::new(
                "invalid-request",
                "The current revision has no warning with this code at this place. Take both from its findings; an \
                 error is corrected, not explained.",
            )
        })
    });
    Ok(HttpResponse::Created().json(view.await?))
}

/// Accept or question an explanation. What is questioned is open again until the State explains it anew.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/explanations/{id}/decision",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        ("id" = String, Path, description = "The explanation"),
    ),
    request_body = DecisionRequest,
    responses(
        (status = 201, description = "The explanation with the decision", body = ExplanationView),
        (status = 400, description = "The request cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only a reviewer decides, and not on an explanation of their own", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The explanation was replaced or no longer holds", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn decide(
    path: Path<(String, String, String)>,
    body: Json<DecisionRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.may(Act::Decide)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let decision = match body.decision {
        DecisionName::Accepted => Decision::Accepted,
        DecisionName::Questioned => Decision::Questioned,
    };
    if decision == Decision::Questioned && body.text.trim().is_empty() {
        return Err(Problem::new("invalid-request", "Say in `text` what is not explained yet."));
    }
    let (scope, id, text) = (caller.scope(), id(&path.2)?, body.text.clone());
    let view = state.blocking(move |store| {
        let decided = store.decide(&scope, &country, year, &id, (decision, &text), chrono::Utc::now())?;
        Ok(ExplanationView::from(&decided))
    });
    Ok(HttpResponse::Created().json(view.await?))
}
