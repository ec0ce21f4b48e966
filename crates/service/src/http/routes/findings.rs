//! What was found about a revision, and what the State says to it.

use std::collections::BTreeMap;

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use schema::Lang;
use serde::Deserialize;
use utoipa::IntoParams;

use super::paging;
use super::returns::{RevisionQuery, find};
use crate::assessed::Assessed;
use crate::http::auth::Caller;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::FindingsView;
use crate::http::{language, workbook as as_workbook};
use crate::render::explanation::LapsedView;
use crate::render::view;
use crate::{annotate, workbook};

/// Which findings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FindingsQuery {
    /// The revision's number; the current one without it.
    revision: Option<i32>,
    /// How many at most: from 1 to 500, all where nothing is asked.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
    /// Where the page before ended, as its `Link` header says.
    cursor: Option<u32>,
}

/// The findings of a revision, with the State's reasons beside them. Where `limit` leaves some out, the header `Link`
/// names the next page; `counts` is of all.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/findings",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        FindingsQuery,
        ("Accept-Language" = Option<String>, Header, description = "Language of the findings"),
    ),
    responses(
        (status = 200, description = "The findings, strongest first", body = FindingsView, headers(("Link" = Option<String>, description = "`<…>; rel=\"next\"` where there are more"))),
        (status = 400, description = "The query cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn list(
    path: Path<(String, String)>,
    query: Query<FindingsQuery>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let lang = language(&request).unwrap_or(Lang::En);
    let limit = paging::limit(query.limit)?;
    let from = query.cursor.unwrap_or(0);
    let found = find(&path, query.revision, &caller, &state).await?;
    let (number, shared) = (found.revision.number, state.clone());
    let view = state.blocking(move |store| {
        let assessed = Assessed::read(store, &found.scope, &found.revision.id)?;
        let edition = shared.catalogue.get(assessed.response.edition.as_str());
        let questionnaire = edition.ok_or_else(Problem::not_found)?;
        let of_year = |year| assessed.of_year(year);
        let suggested = assessed.suggestions(questionnaire);
        let most = limit.map_or(usize::MAX, usize::from);
        let judgements =
            assessed.judgements.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)).take(most);
        let items = judgements.map(|one| view::judgement(questionnaire, one, lang, &of_year, &suggested));
        let mut counts = BTreeMap::new();
        for judgement in &assessed.judgements {
            *counts.entry(judgement.finding.severity.code().to_owned()).or_default() += 1;
        }
        let lapsed = assessed.lapsed.iter().map(LapsedView::from).collect();
        Ok(FindingsView { items: items.collect(), counts, lapsed })
    });
    let view = view.await?;
    let mut response = HttpResponse::Ok();
    if let Some(limit) = limit {
        let next = from.saturating_add(limit.into());
        let all: usize = view.counts.values().sum();
        if usize::try_from(next).is_ok_and(|next| next < all) {
            let (country, year) = (path.0.to_ascii_uppercase(), &path.1);
            let address = format!(
                "/api/v1/returns/{country}/{year}/findings?revision={number}&limit={limit}&cursor={next}"
            );
            response.insert_header(paging::next(&address));
        }
    }
    Ok(response.json(view))
}

/// The return as a workbook with every finding at its cell: fixed or explained there, it is sent again.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/annotated.xlsx",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        RevisionQuery,
        ("Accept-Language" = Option<String>, Header, description = "Language of the workbook; that of the file without it"),
    ),
    responses(
        (status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn annotated(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked = language(&request);
    let found = find(&path, query.revision, &caller, &state).await?;
    let (country, year) = (path.0.to_ascii_uppercase(), path.1.clone());
    let number = found.revision.number;
    let shared = state.clone();
    let bytes = state.blocking(move |store| {
        let assessed = Assessed::read(store, &found.scope, &found.revision.id)?;
        let edition = shared.catalogue.get(assessed.response.edition.as_str());
        let questionnaire = edition.ok_or_else(Problem::not_found)?;
        let filed = store.filed(&found.scope, &found.revision.id)?;
        let submission = assessed.submission(questionnaire, Some(filed));
        let suggested = validation::suggest(questionnaire, &submission);
        let annotations = annotate::of_judgements(&assessed.judgements, &suggested);
        let lang = asked.filter(|lang| questionnaire.languages.contains(lang)).unwrap_or(filed.language);
        let previous = submission.header.year.checked_sub(1).and_then(|year| assessed.of_year(year));
        workbook::filled(questionnaire, &submission, lang, previous, &annotations)
            .map_err(|error| Problem::internal(&error.to_string()))
    });
    let name = format!("annotated-{country}-{year}-v{number}.xlsx");
    Ok(as_workbook(&name, bytes.await?))
}
