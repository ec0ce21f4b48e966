//! The OpenAPI description: what the handlers say of themselves, and what holds for all of them.

mod answers;
mod names;
mod shapes;
mod shared;
mod ways;

use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::http::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Illicit Arms Flows Questionnaire",
        description = "Collects, validates and publishes the Illicit Arms Flows Questionnaire. Figures of the \
                       indicator 16.4.2 are reproductions, not official values.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        super::submissions::create,
        super::listing::list,
        super::returns::show,
        super::returns::revision,
        super::returns::observations,
        super::returns::seizures,
        super::findings::list,
        super::findings::annotated,
        super::explanations::explain,
        super::explanations::decide,
        super::returns::document,
        super::receipts::original,
        super::submit::submit,
        super::receipts::show,
        super::evidence::receive,
        super::receipts::upload,
        super::jobs::show,
        super::jobs::listen,
        super::transfers::spoken,
        super::transfers::begin,
        super::transfers::show,
        super::transfers::add,
        super::transfers::give_up,
        super::transfers::finish,
        super::steps::list,
        super::steps::take,
        super::questions::list,
        super::questions::ask,
        super::questions::reply,
        super::questions::close,
        super::templates::download,
        super::contributions::list,
        super::contributions::preview,
        super::contributions::take,
        super::cycles::list,
        super::cycles::open,
        super::cycles::change,
        super::cycles::extend,
        super::cycles::board,
        super::cycles::remind,
        super::keys::list,
        super::rules::list,
        super::rules::show,
        super::session::sign_in,
        super::session::show,
        super::session::end,
        super::session::code,
        super::openid::begin,
        super::openid::finish,
        super::account::password,
        super::account::begin_factor,
        super::account::confirm_factor,
        super::account::remove_factor,
        super::tokens::list,
        super::tokens::create,
        super::tokens::revoke,
        super::links::ask,
        super::links::take,
        super::users::list,
        super::users::invite,
        super::users::change,
        super::users::reset,
        super::users::erase,
        super::questionnaires::list,
        super::questionnaires::show,
        super::data::download,
        super::problems::show,
        super::health::health,
        super::health::ready,
    ),
    components(schemas(Problem))
)]
struct Api;

/// The OpenAPI 3.1 description of every route.
///
/// # Errors
/// Where it cannot be written as JSON, which would be a fault of the generator.
pub fn openapi() -> Result<Value, serde_json::Error> {
    let mut api = Api::openapi();
    let components = api.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("iafq_pat_…").build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-iafq"));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    let mut description = serde_json::to_value(&api)?;
    each(&mut description, |_, _, operation| by_session_too(operation));
    names::give(&mut description);
    shapes::give(&mut description);
    shared::describe(&mut description);
    answers::give(&mut description);
    ways::give(&mut description);
    Ok(description)
}

/// What takes a token takes a session as well.
fn by_session_too(operation: &mut Map<String, Value>) {
    let ways = operation.get_mut("security").and_then(Value::as_array_mut);
    if let Some(ways) = ways.filter(|ways| ways.contains(&json!({ "token": [] }))) {
        ways.retain(|way| *way != json!({ "session": [] }));
        ways.push(json!({ "session": [] }));
    }
}

/// Does something with each operation: its method, its path, and the operation.
fn each(description: &mut Value, mut work: impl FnMut(&str, &str, &mut Map<String, Value>)) {
    let paths = description.get_mut("paths").and_then(Value::as_object_mut);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                work(method, path, operation);
            }
        }
    }
}

/// An operation, by method and path.
fn operation<'a>(description: &'a mut Value, method: &str, path: &str) -> Option<&'a mut Map<String, Value>> {
    description.get_mut("paths")?.get_mut(path)?.get_mut(method)?.as_object_mut()
}
