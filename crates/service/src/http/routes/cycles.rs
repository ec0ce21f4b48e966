//! Cycles: opened by administrators, seen by everybody who signs in; the board, extensions and reminders of the
//! secretariat.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::header::ETAG;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{NaiveDate, Utc};
use schema::{CountryCode, Lang, Year};
use storage::{Cycle, Occasion, ReportingStatus, Scope, Store};
use validator::Validate as _;

use crate::http::auth::Caller;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::Listing;
use crate::http::view::cycle::{
    CycleChange, CycleRequest, CycleView, ExtensionRequest, ExtensionView, RemindRequest, RemindedView,
    ReportingStatusView,
};
use crate::http::{condition, language};

use super::links;

/// The cycles, the newest first. For a State's people the days are those of their State.
#[utoipa::path(
    get, path = "/api/v1/cycles",
    responses(
        (status = 200, description = "The cycles", body = Listing<CycleView>),
    ),
    security(("token" = []), ("session" = [])), tag = "cycles"
)]
pub(super) async fn list(caller: Caller, state: Data<State>) -> Result<Json<Listing<CycleView>>, Problem> {
    let (scope, own, today) = (caller.scope(), caller.user.country.clone(), Utc::now().date_naive());
    let items = state.blocking(move |store| {
        let shown = |cycle: &Cycle| {
            let extensions = store.extensions(&scope, cycle.year)?;
            let extension = own.as_ref().and_then(|own| extensions.get(own));
            Ok(CycleView::new(cycle, extension, today))
        };
        store.cycles()?.iter().map(shown).collect()
    });
    Ok(Json(Listing { items: items.await?, counts: BTreeMap::new() }))
}

/// Open the collection of a year.
#[utoipa::path(
    post, path = "/api/v1/cycles",
    request_body = CycleRequest,
    responses(
        (status = 201, description = "The cycle", body = CycleView, headers(("ETag" = String, description = "The version of the cycle"))),
        (status = 400, description = "The days are not in order, or the edition is not known", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only administrators open a cycle", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The cycle is open already", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "cycles"
)]
pub(super) async fn open(
    body: Json<CycleRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.may(Act::Collect)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let CycleRequest { year, edition, opens_on, due_on, closes_on } = body.into_inner();
    let edition = match edition {
        Some(edition) => edition,
        None => state
            .catalogue
            .for_year(year.saturating_sub(1))
            .map(|one| one.edition.to_string())
            .unwrap_or_default(),
    };
    let new = Cycle { year, edition: edition.into(), opens_on, due_on, closes_on, version: 0 };
    must_be_known(&state, &new)?;
    let scope = caller.scope();
    let opened = state.blocking(move |store| Ok(store.open_cycle(&scope, &new, Utc::now())?)).await?;
    actix_web::rt::spawn(async move { state.remind().await });
    Ok(shown(HttpResponse::Created(), &opened))
}

/// Change the days of a cycle, or its edition.
#[utoipa::path(
    patch, path = "/api/v1/cycles/{year}",
    params(
        ("year" = u16, Path, description = "The year of the cycle"),
        ("If-Match" = String, Header, description = "The `ETag` of the cycle as it was seen"),
    ),
    request_body = CycleChange,
    responses(
        (status = 200, description = "The cycle", body = CycleView, headers(("ETag" = String, description = "The version of the cycle"))),
        (status = 400, description = "The days are not in order, or the edition is not known", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only administrators change a cycle", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The cycle was changed since", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "cycles"
)]
pub(super) async fn change(
    path: Path<String>,
    request: HttpRequest,
    body: Json<CycleChange>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let number = number(&path)?;
    caller.may(Act::Collect)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let version = condition::version(&request)?;
    let (change, shared, scope) = (body.into_inner(), state.clone(), caller.scope());
    let changed = state.blocking(move |store| {
        let before = found(store, number)?;
        let changed = Cycle {
            year: number,
            edition: change.edition.map_or(before.edition, Into::into),
            opens_on: change.opens_on.unwrap_or(before.opens_on),
            due_on: change.due_on.unwrap_or(before.due_on),
            closes_on: change.closes_on.unwrap_or(before.closes_on),
            version,
        };
        must_be_known(&shared, &changed)?;
        store.change_cycle(&scope, &changed, Utc::now()).map_err(condition::refused)
    });
    let changed = changed.await?;
    actix_web::rt::spawn(async move { state.remind().await });
    Ok(shown(HttpResponse::Ok(), &changed))
}

/// Grant a State more time.
#[utoipa::path(
    post, path = "/api/v1/cycles/{year}/extensions",
    params(("year" = u16, Path, description = "The year of the cycle")),
    request_body = ExtensionRequest,
    responses(
        (status = 201, description = "What was granted", body = ExtensionView),
        (status = 400, description = "The State is not known, or already has as much time", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only reviewers and administrators grant time", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "cycles"
)]
pub(super) async fn extend(
    path: Path<String>,
    body: Json<ExtensionRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let number = number(&path)?;
    caller.may(Act::Accompany)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let ExtensionRequest { country, due_on, reason } = body.into_inner();
    let country = known(&state, &country)?;
    let scope = caller.scope();
    let granted = state
        .blocking(move |store| Ok(store.extend(&scope, number, (&country, due_on), &reason, Utc::now())?));
    Ok(HttpResponse::Created().json(ExtensionView::from(granted.await?)))
}

/// Where every State stands in a cycle, the overdue first.
#[utoipa::path(
    get, path = "/api/v1/cycles/{year}/board",
    params(("year" = u16, Path, description = "The year of the cycle")),
    responses(
        (status = 200, description = "The States; `counts` by state, and of those overdue", body = Listing<ReportingStatusView>),
        (status = 403, description = "The board is for the secretariat", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "cycles"
)]
pub(super) async fn board(
    path: Path<String>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<Listing<ReportingStatusView>>, Problem> {
    let number = number(&path)?;
    caller.may(Act::Oversee)?;
    let (lang, scope, shared) = (language(&request).unwrap_or(Lang::En), caller.scope(), state.clone());
    let today = Utc::now().date_naive();
    let mut items =
        state.blocking(move |store| reporting(store, &shared, &scope, (number, today), lang)).await?;
    items.sort_by(|one, other| other.overdue.cmp(&one.overdue).then_with(|| one.country.cmp(&other.country)));
    let mut counts = BTreeMap::new();
    for item in &items {
        *counts.entry(item.state.to_owned()).or_default() += 1;
        *counts.entry("overdue".to_owned()).or_default() += usize::from(item.overdue);
    }
    Ok(Json(Listing { items, counts }))
}

/// Remind States of what they have not reported, in the language of each focal point. No State is mailed twice in 24 hours.
#[utoipa::path(
    post, path = "/api/v1/cycles/{year}/reminders",
    params(("year" = u16, Path, description = "The year of the cycle")),
    request_body = RemindRequest,
    responses(
        (status = 200, description = "What became of each State", body = RemindedView),
        (status = 400, description = "A State is not known", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only reviewers and administrators remind States", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The service sends no mail, or its database does not answer", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "cycles"
)]
pub(super) async fn remind(
    path: Path<String>,
    body: Json<RemindRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<RemindedView>, Problem> {
    let number = number(&path)?;
    caller.may(Act::Accompany)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    if !state.accounts.sends_mail() {
        return Err(links::no_mail());
    }
    let named = body.into_inner().countries;
    let named: Option<BTreeSet<CountryCode>> =
        named.map(|named| named.iter().map(|country| known(&state, country)).collect()).transpose()?;
    let scope = caller.scope();
    let told = state.blocking(move |store| {
        let all = || with_focal_points(store, &scope, number);
        let countries = named.map_or_else(all, Ok)?;
        Ok(store.remind(&scope, number, &countries, &Occasion::Asked, Utc::now())?)
    });
    let view = RemindedView::new(&told.await?);
    actix_web::rt::spawn(async move { state.send_reminders().await });
    Ok(Json(view))
}

/// The year of a cycle in a path; anything that cannot be one is not there.
fn number(text: &str) -> Result<Year, Problem> {
    text.parse().ok().filter(|year| (1900..=2200).contains(year)).ok_or_else(Problem::not_found)
}

fn found(store: &Store, number: Year) -> Result<Cycle, Problem> {
    store.cycle(number)?.ok_or_else(Problem::not_found)
}

fn shown(mut response: actix_web::HttpResponseBuilder, cycle: &Cycle) -> HttpResponse {
    let view = CycleView::new(cycle, None, Utc::now().date_naive());
    response.insert_header((ETAG, condition::etag(cycle.version))).json(view)
}

/// The edition of a cycle must be one of the catalogue.
fn must_be_known(state: &State, cycle: &Cycle) -> Result<(), Problem> {
    if state.catalogue.get(cycle.edition.as_str()).is_some() {
        return Ok(());
    }
    let detail = "There is no such `edition`. Take it from `/api/v1/questionnaires`, or leave it out.";
    Err(Problem::new("invalid-request", detail))
}

/// A State of the list of countries.
fn known(state: &State, country: &str) -> Result<CountryCode, Problem> {
    let code = country.trim().to_ascii_uppercase();
    let editions = state.catalogue.editions.values();
    let reports = |code: &str| {
        editions.clone().any(|one| one.countries.get(code).is_some_and(schema::list::Country::reports))
    };
    if reports(&code) {
        return Ok(code.into());
    }
    let detail = "A State is named by the three letters of ISO 3166-1, and one of those named does not report. Correct \
                  the request.";
    Err(Problem::new("invalid-request", detail))
}

/// The States with focal points.
pub(crate) fn with_focal_points(
    store: &Store,
    scope: &Scope,
    number: Year,
) -> Result<BTreeSet<CountryCode>, Problem> {
    let board = store.board(scope, number)?;
    Ok(board.into_iter().filter(|(_, one)| one.focal_points > 0).map(|(country, _)| country).collect())
}

fn reporting(
    store: &Store,
    state: &State,
    scope: &Scope,
    (number, today): (Year, NaiveDate),
    lang: Lang,
) -> Result<Vec<ReportingStatusView>, Problem> {
    let cycle = found(store, number)?;
    let extensions = store.extensions(scope, number)?;
    let mut board = store.board(scope, number)?;
    let edition = state.catalogue.get(cycle.edition.as_str()).ok_or_else(Problem::not_found)?;
    // Every Member State is asked; others are there once somebody of them is.
    for (country, one) in &edition.countries.0 {
        if one.kind == schema::list::CountryKind::Member {
            board.entry(country.clone()).or_default();
        }
    }
    let shown = |(country, status): (CountryCode, ReportingStatus)| {
        let extension = extensions.get(&country);
        let due_on = cycle.due_for(extension);
        let reported = status.state.is_some_and(storage::ReturnState::is_reported);
        ReportingStatusView {
            name: edition.countries.name(country.as_str(), lang).unwrap_or(country.as_str()).to_owned(),
            country: country.to_string(),
            state: status.state.map_or("none", storage::ReturnState::code),
            due_on,
            extended: extension.is_some(),
            overdue: !reported && today > due_on,
            open_questions: status.open_questions,
            focal_points: status.focal_points,
            reminded_at: status.reminded_at.map(|at| at.to_rfc3339()),
            failed_mails: status.failed_mails,
        }
    };
    Ok(board.into_iter().map(shown).collect())
}
