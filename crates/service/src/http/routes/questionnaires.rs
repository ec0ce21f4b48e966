//! The questionnaire: editions, and an edition as JSON Schema of a submission.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::{Data, Json, Path};
use schema::json_schema;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::http::reference::Reference;
use crate::http::state::State;

/// An edition.
#[derive(Serialize, ToSchema)]
pub(super) struct EditionView {
    /// The id, e.g. `2018`.
    edition: String,
    /// The first reference year it collects.
    first_year: u16,
    /// The fingerprint of its structure.
    fingerprint: String,
    /// The version of texts, relations and labels.
    text_version: String,
    /// The languages it is complete in.
    languages: Vec<&'static str>,
    /// Where its JSON Schema stands.
    href: String,
}

/// All editions.
#[utoipa::path(
    get,
    path = "/api/v1/questionnaires",
    responses((status = 200, description = "The editions", body = Vec<EditionView>)),
    tag = "questionnaire"
)]
pub(super) async fn list(state: Data<State>) -> Json<Vec<EditionView>> {
    let editions = state.catalogue.editions.values().map(|edition| EditionView {
        edition: edition.edition.to_string(),
        first_year: edition.first_year,
        fingerprint: edition.fingerprint.clone(),
        text_version: edition.text_version.clone(),
        languages: edition.languages.iter().map(|lang| lang.code()).collect(),
        href: format!("/api/v1/questionnaires/{}", edition.edition),
    });
    Json(editions.collect())
}

/// An edition as the JSON Schema (2020-12) of a submission.
#[utoipa::path(
    get,
    path = "/api/v1/questionnaires/{edition}",
    params(("edition" = String, Path, description = "The edition, e.g. 2018")),
    responses(
        (status = 200, description = "The JSON Schema", body = Object),
        (status = 404, description = "No such edition", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "questionnaire"
)]
pub(super) async fn show(
    edition: Path<String>,
    state: Data<State>,
) -> Result<Json<serde_json::Value>, Problem> {
    let edition = state.catalogue.get(&edition).ok_or_else(Problem::not_found)?;
    Ok(Json(json_schema::submission(edition)))
}

/// The OpenAPI description.
pub(super) async fn openapi() -> Result<Json<serde_json::Value>, Problem> {
    super::openapi().map(Json).map_err(|error| Problem::internal(&error.to_string()))
}

/// The same for people, as a page.
pub(super) async fn reference() -> Result<HttpResponse, Problem> {
    let api = super::openapi().map_err(|error| Problem::internal(&error.to_string()))?;
    let Reference { page, policy } = Reference::of(&api);
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .body(page))
}
