//! Questions on cells: asked by a reviewer, answered by the State, closed by a reviewer.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path, Query};
use schema::{CountryCode, Place, Year};
use serde::Deserialize;
use storage::{Return, Revision, Scope, Store};
use utoipa::IntoParams;
use validator::Validate as _;

use super::{country_and_year, id};
use crate::http::auth::Caller;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::Listing;
use crate::http::view::workflow::{MessageRequest, QuestionRequest, QuestionView};

/// Which threads.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct QuestionsQuery {
    /// Only those that are open, or only those that are closed.
    open: Option<bool>,
}

/// The questions about a return, oldest first.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/questions",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year"), QuestionsQuery),
    responses(
        (status = 200, description = "The threads", body = Listing<QuestionView>),
        (status = 400, description = "The query cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "workflow"
)]
pub(super) async fn list(
    path: Path<(String, String)>,
    query: Query<QuestionsQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<Listing<QuestionView>>, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let scope = caller.scope();
    let threads = state.blocking(move |store| Ok(store.questions(&scope, (&country, year))?)).await?;
    let wanted = threads.into_iter().filter(|one| query.open.is_none_or(|open| open == one.closed.is_none()));
    let items = wanted.map(QuestionView::from).collect();
    Ok(Json(Listing { items, counts: std::collections::BTreeMap::new() }))
}

/// Ask about a place of a return that was submitted.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/questions",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    request_body = QuestionRequest,
    responses(
        (status = 201, description = "The thread", body = QuestionView),
        (status = 400, description = "The request cannot be understood, or there is no such place", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only a reviewer asks", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "workflow"
)]
pub(super) async fn ask(
    path: Path<(String, String)>,
    body: Json<QuestionRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.may(Act::Ask)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let (scope, shared, body) = (caller.scope(), state.clone(), body.into_inner());
    let asked = state.blocking(move |store| {
        let the_return = store.return_of(&scope, &country, year)?;
        let revision = asked_about(store, &scope, &the_return, body.revision)?;
        must_be_there(&shared, &revision, year, &body.place)?;
        let said = (body.place.as_str(), body.text.as_str());
        Ok(store.ask(&scope, (&country, year), &revision.id, said, chrono::Utc::now())?)
    });
    Ok(HttpResponse::Created().json(QuestionView::from(asked.await?)))
}

/// Say something to a question that is open.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/questions/{id}/messages",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        ("id" = String, Path, description = "The question"),
    ),
    request_body = MessageRequest,
    responses(
        (status = 201, description = "The thread", body = QuestionView),
        (status = 400, description = "The request cannot be understood, or the thread is full", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only people of the State and reviewers answer", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The question was closed", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "workflow"
)]
pub(super) async fn reply(
    path: Path<(String, String, String)>,
    body: Json<MessageRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year, id) = in_thread(&path, &caller, Act::Answer)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let (scope, text) = (caller.scope(), body.into_inner().text);
    let thread = state
        .blocking(move |store| Ok(store.reply(&scope, (&country, year), &id, &text, chrono::Utc::now())?))
        .await?;
    Ok(HttpResponse::Created().json(QuestionView::from(thread)))
}

/// Close a question. One that is closed stays as it is.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/questions/{id}/close",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        ("id" = String, Path, description = "The question"),
    ),
    responses(
        (status = 200, description = "The thread", body = QuestionView),
        (status = 403, description = "Only a reviewer closes a question", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "workflow"
)]
pub(super) async fn close(
    path: Path<(String, String, String)>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<QuestionView>, Problem> {
    let (country, year, id) = in_thread(&path, &caller, Act::Ask)?;
    let scope = caller.scope();
    let thread = state
        .blocking(move |store| Ok(store.close_question(&scope, (&country, year), &id, chrono::Utc::now())?))
        .await?;
    Ok(Json(QuestionView::from(thread)))
}

/// The thread a path names, for a caller who may do something with it.
fn in_thread(
    path: &(String, String, String),
    caller: &Caller,
    act: Act,
) -> Result<(CountryCode, Year, String), Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let id = id(&path.2)?;
    caller.may(act)?;
    Ok((country, year, id))
}

/// The revision a question is about: the one submitted last where none is named.
fn asked_about(
    store: &Store,
    scope: &Scope,
    the_return: &Return,
    number: Option<i32>,
) -> Result<Revision, Problem> {
    let revisions = store.revisions(scope, &the_return.id)?;
    let found = revisions.into_iter().find(|revision| match number {
        Some(number) => revision.number == number,
        None => Some(&revision.id) == the_return.submitted_revision.as_ref(),
    });
    found.ok_or_else(|| {
        let detail = "The return was not submitted yet, or has no such revision. Questions are about what was submitted.";
        Problem::new("invalid-request", detail)
    })
}

/// The place must be one of the return's year and of the edition of the revision.
fn must_be_there(state: &State, revision: &Revision, year: Year, place: &str) -> Result<(), Problem> {
    let parsed = Place::parse(place).filter(|place| place.year == year);
    let edition = state.catalogue.get(revision.edition.as_str());
    let known = parsed.zip(edition).is_some_and(|(place, edition)| edition.has_place(&place));
    if known {
        return Ok(());
    }
    let detail = format!(
        "There is no place `{place}` in the return of {year}. Take it from a finding or from the observations, e.g. \
         `{year}:SZ.TYPE/PISTOL/COUNT`."
    );
    Err(Problem::new("invalid-request", detail))
}
