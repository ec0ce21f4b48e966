//! Returns: what was stored, in every form.

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use actix_web::web::{Data, Json, Path, Query};
use schema::{Questionnaire, Response};
use serde::Deserialize;
use storage::{Return, Revision, RevisionId, Scope, Store};
use utoipa::IntoParams;

use super::country_and_year;
use crate::http::auth::Caller;
use crate::http::condition;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::{Listing, ObservationView, ReturnView, RevisionView, SeizureView};

/// Which revision, and how it is written.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RevisionQuery {
    /// The revision's number; the current one without it.
    pub(super) revision: Option<i32>,
}

/// A return, the edition of the revision asked for, and that revision.
pub(super) struct Found {
    pub(super) revision: Revision,
    pub(super) scope: Scope,
}

/// The revision a path and a query name, under the caller's scope.
pub(super) async fn find(
    path: &(String, String),
    number: Option<i32>,
    caller: &Caller,
    state: &State,
) -> Result<Found, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let scope = caller.scope();
    state
        .blocking(move |store| {
            let the_return = store.return_of(&scope, &country, year)?;
            let revision = pick(store, &scope, &the_return, number)?;
            Ok(Found { revision, scope })
        })
        .await
}

/// The revision of a number, or the current one.
pub(super) fn pick(
    store: &Store,
    scope: &Scope,
    the_return: &Return,
    number: Option<i32>,
) -> Result<Revision, Problem> {
    let revisions = store.revisions(scope, &the_return.id)?;
    let found = match number {
        Some(number) => revisions.into_iter().find(|revision| revision.number == number),
        None => {
            revisions.into_iter().find(|revision| Some(&revision.id) == the_return.current_revision.as_ref())
        }
    };
    found.ok_or_else(Problem::not_found)
}

fn revision_view(revision: &Revision) -> RevisionView {
    RevisionView {
        revision: revision.id.clone(),
        number: revision.number,
        kind: revision.kind.code().to_owned(),
        edition: revision.edition.to_string(),
        created_at: revision.created_at.to_rfc3339(),
        content_sha256: revision.content_sha256.clone(),
    }
}

/// A return with its revisions.
pub(super) fn return_view(the_return: &Return, revisions: &[Revision]) -> ReturnView {
    let number = |id: &Option<RevisionId>| {
        revisions.iter().find(|revision| Some(&revision.id) == id.as_ref()).map(|revision| revision.number)
    };
    ReturnView {
        country: the_return.country.to_string(),
        year: the_return.year,
        state: the_return.state.code().to_owned(),
        version: the_return.version,
        current_revision: number(&the_return.current_revision),
        submitted_revision: number(&the_return.submitted_revision),
        accepted_revision: number(&the_return.accepted_revision),
        published_revision: number(&the_return.published_revision),
        revisions: revisions.iter().map(revision_view).collect(),
    }
}

/// A return and its revisions.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    responses(
        (status = 200, description = "The return", body = ReturnView, headers(("ETag" = String, description = "The version of the return, for `If-Match`"))),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn show(
    path: Path<(String, String)>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let scope = caller.scope();
    let view = state.blocking(move |store| {
        let the_return = store.return_of(&scope, &country, year)?;
        Ok(return_view(&the_return, &store.revisions(&scope, &the_return.id)?))
    });
    let view: ReturnView = view.await?;
    Ok(HttpResponse::Ok().insert_header((ETAG, condition::etag(view.version))).json(view))
}

/// One revision.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/revisions/{number}",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        ("number" = i32, Path, description = "The revision's number, from 1"),
    ),
    responses(
        (status = 200, description = "The revision", body = RevisionView),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn revision(
    path: Path<(String, String, String)>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<RevisionView>, Problem> {
    let (country, year, number) = path.into_inner();
    let number = number.parse().ok().ok_or_else(Problem::not_found)?;
    let found = find(&(country, year), Some(number), &caller, &state).await?;
    Ok(Json(revision_view(&found.revision)))
}

/// The normalised observations.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/observations",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year"), RevisionQuery),
    responses(
        (status = 200, description = "The observations, in the order of the questionnaire", body = Listing<ObservationView>),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn observations(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<Listing<ObservationView>>, Problem> {
    let found = find(&path, query.revision, &caller, &state).await?;
    let shared = state.clone();
    let listing = state.blocking(move |store| {
        let response = store.response(&found.scope, &found.revision.id)?;
        let reasons = store.correction_reasons(&found.scope, &found.revision.id)?;
        let questionnaire = shared.catalogue.get(response.edition.as_str()).ok_or_else(Problem::not_found)?;
        let cells = questionnaire.tables_in_order().flat_map(|table| response.table(&table.id));
        Ok(cells.map(|(key, cell)| ObservationView::new(key, cell, reasons.get(key))).collect())
    });
    Ok(Json(Listing { items: listing.await?, counts: std::collections::BTreeMap::new() }))
}

/// The significant seizures.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/seizures",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year"), RevisionQuery),
    responses(
        (status = 200, description = "The seizures, in the order given", body = Listing<SeizureView>),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn seizures(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<Listing<SeizureView>>, Problem> {
    let listing = with_response(&path, &query, &caller, &state, |questionnaire, response| {
        let mut seizures = Vec::new();
        for (table, records) in &response.records {
            let form = questionnaire.table(table.as_str()).and_then(|table| table.records());
            let Some(form) = form else { continue };
            for (index, record) in records.iter().enumerate() {
                let case = record.case(&form.key, index + 1);
                seizures.push(SeizureView::new(table.as_str(), case.as_str(), record));
            }
        }
        Ok(seizures)
    });
    Ok(Json(Listing { items: listing.await?, counts: std::collections::BTreeMap::new() }))
}

/// The normalised answers as a JSON document that can be sent again.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/document",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year"), RevisionQuery),
    responses(
        (status = 200, description = "The tables of the return", body = Object),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn document(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<serde_json::Value>, Problem> {
    let found = find(&path, query.revision, &caller, &state).await?;
    let shared = state.clone();
    let document = state.blocking(move |store| {
        let filed = store.filed(&found.scope, &found.revision.id)?;
        let response = store.response(&found.scope, &found.revision.id)?;
        let questionnaire = shared.catalogue.get(response.edition.as_str()).ok_or_else(Problem::not_found)?;
        Ok(serde_json::json!({
            "iafq": schema::document::FORMAT,
            "edition": response.edition.as_str(),
            "country": response.country.as_str(),
            "cycle": filed.cycle,
            "year": response.year,
            "language": filed.language.code(),
            // Whatever the file asked for is in the full questionnaire.
            "profile": schema::Profile::Full.code(),
            "tables": schema::document::tables(questionnaire, &response),
        }))
    });
    Ok(Json(document.await?))
}

async fn with_response<T: Send + 'static>(
    path: &(String, String),
    query: &RevisionQuery,
    caller: &Caller,
    state: &Data<State>,
    view: impl FnOnce(&Questionnaire, &Response) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let found = find(path, query.revision, caller, state).await?;
    let shared = state.clone();
    let done = state.blocking(move |store| {
        let response = store.response(&found.scope, &found.revision.id)?;
        let questionnaire = shared.catalogue.get(response.edition.as_str()).ok_or_else(Problem::not_found)?;
        view(questionnaire, &response)
    });
    done.await
}
