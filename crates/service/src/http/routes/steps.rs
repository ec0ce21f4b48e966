//! The steps of the workflow behind submission: taken one at a time, and listed.

use std::collections::BTreeSet;

use actix_web::http::header::ETAG;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use schema::{CountryCode, TableId, Year};
use storage::{Return, Scope, Step, Store, TakenStep, Taking};
use validator::Validate as _;

use super::country_and_year;
use super::returns::return_view;
use crate::http::auth::Caller;
use crate::http::condition;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::workflow::{StepName, StepRequest, StepView};
use crate::http::view::{Listing, ReturnView};

/// Take a step: `recall` what was submitted, `return` it with a reason, `accept` it, `clear` tables of it for
/// publication, or `withdraw` that. Who sent or submitted a revision does not accept it.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/steps",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        ("If-Match" = String, Header, description = "The `ETag` of the return as it was seen"),
    ),
    request_body = StepRequest,
    responses(
        (status = 200, description = "The return as it stands now", body = ReturnView, headers(("ETag" = String, description = "The version of the return"))),
        (status = 400, description = "The request cannot be understood, or names a table that the edition does not have", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Your role does not take this step, or somebody else has to", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The step does not start where the return stands", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The return was changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The review is not finished", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "workflow"
)]
pub(super) async fn take(
    path: Path<(String, String)>,
    request: HttpRequest,
    body: Json<StepRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let body = body.into_inner();
    let (act, step) = asked(body.step);
    caller.may(act)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    body.must_hold_together()?;
    let version = condition::version(&request)?;
    let (scope, shared) = (caller.scope(), state.clone());
    let view = state.blocking(move |store| {
        let tables = tables(&shared, store, &scope, (&country, year), &body.tables)?;
        let reason = body.reason.filter(|reason| !reason.trim().is_empty());
        let taking = Taking { country, year, version, step, reason, tables };
        let the_return = store.take_step(&scope, &taking, chrono::Utc::now()).map_err(condition::refused)?;
        Ok(return_view(&the_return, &store.revisions(&scope, &the_return.id)?))
    });
    let view: ReturnView = view.await?;
    Ok(HttpResponse::Ok().insert_header((ETAG, condition::etag(view.version))).json(view))
}

/// The steps that were taken, oldest first.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/steps",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    responses(
        (status = 200, description = "The steps", body = Listing<StepView>),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "workflow"
)]
pub(super) async fn list(
    path: Path<(String, String)>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<Listing<StepView>>, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let scope = caller.scope();
    let steps: Vec<TakenStep> = state.blocking(move |store| Ok(store.steps(&scope, &country, year)?)).await?;
    let items = steps.into_iter().map(StepView::from).collect();
    Ok(Json(Listing { items, counts: std::collections::BTreeMap::new() }))
}

/// What a step is, and what it takes to be allowed to take it.
fn asked(name: StepName) -> (Act, Step) {
    match name {
        StepName::Recall => (Act::Submit, Step::Recall),
        StepName::Return => (Act::Review, Step::Return),
        StepName::Accept => (Act::Review, Step::Accept),
        StepName::Clear => (Act::Clear, Step::Clear),
        StepName::Withdraw => (Act::Clear, Step::Withdraw),
    }
}

/// The tables that are named, each of the edition that was accepted. Where nothing was, the step itself says so.
fn tables(
    state: &State,
    store: &Store,
    scope: &Scope,
    (country, year): (&CountryCode, Year),
    named: &[String],
) -> Result<BTreeSet<TableId>, Problem> {
    if named.is_empty() {
        return Ok(BTreeSet::new());
    }
    let the_return: Return = store.return_of(scope, country, year)?;
    let revisions = store.revisions(scope, &the_return.id)?;
    let accepted = revisions.iter().find(|one| Some(&one.id) == the_return.accepted_revision.as_ref());
    let all = || Ok(named.iter().map(|name| TableId::from(name.as_str())).collect());
    let Some(accepted) = accepted else { return all() };
    let edition = state.catalogue.get(accepted.edition.as_str()).ok_or_else(Problem::not_found)?;
    let unknown: Vec<_> = named.iter().filter(|name| edition.table(name).is_none()).cloned().collect();
    if unknown.is_empty() {
        return all();
    }
    let detail = format!(
        "The edition {} has no table {}. Take the names from `/api/v1/questionnaires/{}`.",
        edition.edition,
        unknown.join(", "),
        edition.edition
    );
    Err(Problem::new("invalid-request", detail))
}
