//! The whole route table on one page.

mod data;
mod explanations;
mod findings;
mod health;
mod problems;
mod questionnaires;
mod receipts;
mod returns;
mod rules;
mod submissions;
mod submit;
mod templates;

use actix_web::error::InternalError;
use actix_web::web::{self, JsonConfig, PathConfig, QueryConfig, ServiceConfig};
use schema::{CountryCode, Year};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::problem::Problem;

/// Every route.
pub(super) fn configure(service: &mut ServiceConfig) {
    service
        .app_data(JsonConfig::default().limit(256 * 1024).error_handler(|error, _| refused(&error)))
        .app_data(QueryConfig::default().error_handler(|error, _| refused(&error)))
        .app_data(PathConfig::default().error_handler(|_, _| {
            let problem = Problem::not_found();
            InternalError::from_response("", actix_web::ResponseError::error_response(&problem)).into()
        }))
        .service(
            web::scope("/api/v1")
                .route("/submissions/{country}/{cycle}", web::post().to(submissions::create))
                .route("/returns", web::get().to(returns::list))
                .route("/returns/{country}/{year}", web::get().to(returns::show))
                .route("/returns/{country}/{year}/revisions/{number}", web::get().to(returns::revision))
                .route("/returns/{country}/{year}/observations", web::get().to(returns::observations))
                .route("/returns/{country}/{year}/seizures", web::get().to(returns::seizures))
                .route("/returns/{country}/{year}/findings", web::get().to(findings::list))
                .route("/returns/{country}/{year}/annotated.xlsx", web::get().to(findings::annotated))
                .route("/returns/{country}/{year}/explanations", web::post().to(explanations::explain))
                .route(
                    "/returns/{country}/{year}/explanations/{id}/decision",
                    web::post().to(explanations::decide),
                )
                .route("/returns/{country}/{year}/document", web::get().to(returns::document))
                .route("/returns/{country}/{year}/original", web::get().to(receipts::original))
                .route("/returns/{country}/{year}/submit", web::post().to(submit::submit))
                .route("/returns/{country}/{year}/receipt", web::get().to(receipts::show))
                .route("/uploads/{id}/original", web::get().to(receipts::upload))
                .route("/templates/{country}/{year}", web::get().to(templates::download))
                .route("/rules", web::get().to(rules::list))
                .route("/rules/{code}", web::get().to(rules::show))
                .route("/questionnaires", web::get().to(questionnaires::list))
                .route("/questionnaires/{edition}", web::get().to(questionnaires::show))
                .default_service(web::to(nothing)),
        )
        .route("/api/openapi.json", web::get().to(questionnaires::openapi))
        .route("/data/{file}", web::get().to(data::download))
        .route("/problems/{code}", web::get().to(problems::show))
        .route("/health", web::get().to(health::health))
        .default_service(web::to(nothing));
}

async fn nothing() -> Result<&'static str, Problem> {
    Err(Problem::not_found())
}

fn refused(error: &impl std::fmt::Display) -> actix_web::Error {
    Problem::new("invalid-request", format!("{error}. Correct the request.")).into()
}

/// A State and a year in a path; anything that cannot be one is not there.
fn country_and_year(country: &str, year: &str) -> Result<(CountryCode, Year), Problem> {
    let well_formed = country.len() == 3 && country.bytes().all(|letter| letter.is_ascii_alphabetic());
    let year = year.parse().ok().filter(|year| (1900..=2200).contains(year));
    match year {
        Some(year) if well_formed => Ok((country.to_ascii_uppercase().into(), year)),
        _ => Err(Problem::not_found()),
    }
}

/// An id of ours in a path; anything that cannot be one is not there.
fn id(text: &str) -> Result<String, Problem> {
    uuid::Uuid::parse_str(text).map(|_| text.to_owned()).map_err(|_| Problem::not_found())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Illicit Arms Flows Questionnaire",
        description = "Collects, validates and publishes the Illicit Arms Flows Questionnaire. Figures of the \
                       indicator 16.4.2 are reproductions, not official values.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        submissions::create,
        returns::list,
        returns::show,
        returns::revision,
        returns::observations,
        returns::seizures,
        findings::list,
        findings::annotated,
        explanations::explain,
        explanations::decide,
        returns::document,
        receipts::original,
        submit::submit,
        receipts::show,
        receipts::upload,
        templates::download,
        rules::list,
        rules::show,
        questionnaires::list,
        questionnaires::show,
        data::download,
        problems::show,
        health::health,
    ),
    components(schemas(Problem))
)]
struct Api;

/// The OpenAPI 3.1 description of every route.
///
/// # Errors
/// Where it cannot be written as JSON, which would be a fault of the generator.
pub fn openapi() -> Result<serde_json::Value, serde_json::Error> {
    let mut api = Api::openapi();
    let components = api.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("iafq_pat_…").build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    serde_json::to_value(&api)
}
