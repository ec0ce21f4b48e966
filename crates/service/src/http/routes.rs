//! The whole route table on one page.

mod account;
mod contributions;
mod cycles;
mod data;
mod description;
mod evidence;
mod explanations;
mod findings;
mod health;
mod jobs;
mod keys;
mod links;
mod listing;
mod openid;
mod paging;
mod problems;
mod questionnaires;
mod questions;
mod receipts;
mod returns;
mod rules;
mod session;
mod steps;
pub(super) mod submissions;
mod submit;
mod templates;
mod tokens;
mod transfers;
mod users;

use std::ops::RangeInclusive;

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::web::{self, JsonConfig, PathConfig, QueryConfig, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError as _};
use schema::{CountryCode, Year};

use super::invalid;
use super::problem::Problem;
use super::transfers::line::to_its_end;
use super::transfers::{RESUMABLE, VERSION, VERSIONS};
pub(super) use health::{health, ready};

pub use description::openapi;

/// Every route.
pub(super) fn configure(service: &mut ServiceConfig) {
    service
        .app_data(
            JsonConfig::default().limit(256 * 1024).error_handler(|error, _| invalid::json(&error).into()),
        )
        .app_data(QueryConfig::default().error_handler(|error, _| invalid::query(&error).into()))
        .app_data(PathConfig::default().error_handler(|error, _| invalid::path(&error).into()))
        .service(
            web::scope("/api/v1")
                .service(write("/submissions/{country}/{cycle}", submissions::create))
                .service(read("/returns", listing::list))
                .service(read("/returns/{country}/{year}", returns::show))
                .service(read("/returns/{country}/{year}/revisions/{number}", returns::revision))
                .service(read("/returns/{country}/{year}/observations", returns::observations))
                .service(read("/returns/{country}/{year}/seizures", returns::seizures))
                .service(read("/returns/{country}/{year}/findings", findings::list))
                .service(read("/returns/{country}/{year}/annotated.xlsx", findings::annotated))
                .service(write("/returns/{country}/{year}/explanations", explanations::explain))
                .service(write("/returns/{country}/{year}/explanations/{id}/decision", explanations::decide))
                .service(read("/returns/{country}/{year}/contributions", contributions::list))
                .configure(merging)
                .service(read("/returns/{country}/{year}/document", returns::document))
                .service(read("/returns/{country}/{year}/original", receipts::original))
                .service(write("/returns/{country}/{year}/submit", submit::submit))
                .service(read("/returns/{country}/{year}/receipt", receipts::show))
                .service(write("/returns/{country}/{year}/evidence", evidence::receive))
                .service(both("/returns/{country}/{year}/steps", steps::list, steps::take))
                .service(both("/returns/{country}/{year}/questions", questions::list, questions::ask))
                .service(write("/returns/{country}/{year}/questions/{id}/messages", questions::reply))
                .service(write("/returns/{country}/{year}/questions/{id}/close", questions::close))
                .service(read("/uploads/{id}/original", receipts::upload))
                .service(read("/jobs/{id}", jobs::show))
                .service(read("/jobs/{id}/events", jobs::listen))
                .configure(resumable)
                .service(read("/templates/{country}/{year}", templates::download))
                .service(read("/keys", keys::list))
                .service(read("/rules", rules::list))
                .service(read("/rules/{code}", rules::show))
                .configure(accounts)
                .service(both("/cycles", cycles::list, cycles::open))
                .service(several("/cycles/{year}", "PATCH").route(web::patch().to(cycles::change)))
                .service(read("/cycles/{year}/board", cycles::board))
                .service(write("/cycles/{year}/extensions", cycles::extend))
                .service(write("/cycles/{year}/reminders", cycles::remind))
                .service(read("/questionnaires", questionnaires::list))
                .service(read("/questionnaires/{edition}", questionnaires::show))
                .default_service(web::to(nothing)),
        )
        .service(read("/api/openapi.json", questionnaires::openapi))
        .service(read("/api/reference", questionnaires::reference))
        .service(read("/data/{file}", data::download))
        .service(read("/problems/{code}", problems::show))
        .service(read("/health", health::health))
        .service(read("/ready", health::ready))
        .default_service(web::to(nothing));
}

/// The routes of sessions and accounts. Their bodies are small: a password has at most 256 bytes.
fn accounts(service: &mut ServiceConfig) {
    let small = |resource: Resource| {
        resource.app_data(
            JsonConfig::default().limit(16 * 1024).error_handler(|error, _| invalid::json(&error).into()),
        )
    };
    service
        .service(
            small(several("/session", "GET, HEAD, POST, DELETE"))
                .route(web::get().to(session::show))
                .route(web::head().to(session::show))
                .route(web::post().to(session::sign_in))
                .route(web::delete().to(session::end)),
        )
        .service(small(write("/session/code", session::code)))
        .service(several("/session/openid", "GET").route(web::get().to(openid::begin)))
        .service(several("/session/openid/return", "GET").route(web::get().to(openid::finish)))
        .service(small(write("/account/password", account::password)))
        .service(
            small(several("/account/totp", "POST, DELETE"))
                .route(web::post().to(account::begin_factor))
                .route(web::delete().to(account::remove_factor)),
        )
        .service(small(write("/account/totp/confirm", account::confirm_factor)))
        .service(small(both("/account/tokens", tokens::list, tokens::create)))
        .service(several("/account/tokens/{id}", "DELETE").route(web::delete().to(tokens::revoke)))
        .service(small(write("/links/reset", links::ask)))
        .service(small(write("/links/{kind}/use", links::take)))
        .service(small(both("/users", users::list, users::invite)))
        .service(
            small(several("/users/{id}", "PATCH, DELETE"))
                .route(web::patch().to(users::change))
                .route(web::delete().to(users::erase)),
        )
        .service(small(write("/users/{id}/reset", users::reset)));
}

/// The routes of files that arrive in parts; each answer names the version of their protocol.
fn resumable(service: &mut ServiceConfig) {
    let versions = || DefaultHeaders::new().add((RESUMABLE, VERSION)).add((VERSIONS, VERSION));
    service
        // Before the other one, which would take it for a State and a cycle.
        .service(write("/transfers/{id}/finish", transfers::finish).wrap(versions()))
        .service(
            several("/transfers/{country}/{cycle}", "OPTIONS, POST")
                .route(web::route().method(Method::OPTIONS).to(transfers::spoken))
                .route(web::post().to(transfers::begin))
                .wrap(versions()),
        )
        .service(
            several("/transfers/{id}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(transfers::show))
                .route(web::head().to(transfers::show))
                .route(web::patch().to(transfers::add))
                .route(web::delete().to(transfers::give_up))
                .wrap(from_fn(to_its_end))
                .wrap(versions()),
        );
}

/// A merge may name thousands of choices.
fn merging(service: &mut ServiceConfig) {
    let large = JsonConfig::default().limit(4 * 1024 * 1024);
    let large = large.error_handler(|error, _| invalid::json(&error).into());
    let merge = both("/returns/{country}/{year}/merge", contributions::preview, contributions::take);
    service.service(merge.app_data(large));
}

/// An address that takes several methods.
fn several(path: &str, taken: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || std::future::ready(other_method(taken))))
}

/// An address to read from: GET, and HEAD for the same without the body.
fn read<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Copy,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler))
        .route(web::head().to(handler))
        .default_service(web::to(|| std::future::ready(other_method("GET, HEAD"))))
}

/// An address to send something to.
fn write<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::post().to(handler))
        .default_service(web::to(|| std::future::ready(other_method("POST"))))
}

/// An address to read from and to send something to.
fn both<R, A, W, B>(path: &str, reader: R, writer: W) -> Resource
where
    R: Handler<A> + Copy,
    A: FromRequest + 'static,
    R::Output: Responder + 'static,
    W: Handler<B>,
    B: FromRequest + 'static,
    W::Output: Responder + 'static,
{
    several(path, "GET, HEAD, POST")
        .route(web::get().to(reader))
        .route(web::head().to(reader))
        .route(web::post().to(writer))
}

fn other_method(taken: &'static str) -> HttpResponse {
    let detail = format!("This address takes {taken}. Use that method, or check the address.");
    let mut response = Problem::new("method-not-allowed", detail).error_response();
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(taken));
    response
}

async fn nothing() -> Result<&'static str, Problem> {
    Err(Problem::not_found())
}

/// The years that an address may name.
const YEARS: RangeInclusive<Year> = 1900..=2200;

/// A State and a year in a path; anything that cannot be one is not there.
fn country_and_year(country: &str, year: &str) -> Result<(CountryCode, Year), Problem> {
    let well_formed = country.len() == 3 && country.bytes().all(|letter| letter.is_ascii_alphabetic());
    let year = year.parse().ok().filter(|year| YEARS.contains(year));
    match year {
        Some(year) if well_formed => Ok((country.to_ascii_uppercase().into(), year)),
        _ => Err(Problem::not_found()),
    }
}

/// An id of ours in a path; anything that cannot be one is not there.
fn id(text: &str) -> Result<String, Problem> {
    uuid::Uuid::parse_str(text).map(|_| text.to_owned()).map_err(|_| Problem::not_found())
}
