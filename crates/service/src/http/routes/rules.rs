//! The rules.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};

use crate::http::problem::Problem;
use crate::http::state::State;
use crate::rules::{self, RuleEntry};

/// All rules of the latest edition.
#[utoipa::path(
    get,
    path = "/api/v1/rules",
    responses((status = 200, description = "The rules, by code", body = Vec<RuleEntry>)),
    tag = "questionnaire"
)]
pub(super) async fn list(state: Data<State>) -> Result<Json<Vec<RuleEntry>>, Problem> {
    let edition = state.catalogue.editions.values().next_back().ok_or_else(Problem::not_found)?;
    Ok(Json(rules::catalogue(edition)))
}

/// A rule's page, in Markdown.
#[utoipa::path(
    get,
    path = "/api/v1/rules/{code}",
    params(("code" = String, Path, description = "The rule's code, e.g. CTX-09")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/markdown"),
        (status = 404, description = "No such rule", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "questionnaire"
)]
pub(super) async fn show(code: Path<String>, state: Data<State>) -> Result<HttpResponse, Problem> {
    let mut editions = state.catalogue.editions.values().rev();
    let rule = editions.find_map(|edition| rules::find(edition, &code)).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().content_type("text/markdown; charset=utf-8").body(rule.page))
}
