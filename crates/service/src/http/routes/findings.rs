//! What was found about a revision, and what the State says to it.

use std::collections::BTreeMap;

use actix_web::web::{Data, Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use schema::Lang;

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

/// The findings of a revision, with the State's reasons beside them.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/findings",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        RevisionQuery,
        ("Accept-Language" = Option<String>, Header, description = "Language of the findings"),
    ),
    responses(
        (status = 200, description = "The findings, strongest first", body = FindingsView),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn list(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<FindingsView>, Problem> {
    let lang = language(&request).unwrap_or(Lang::En);
    let found = find(&path, query.revision, &caller, &state).await?;
    let shared = state.clone();
    let view = state.blocking(move |store| {
        let assessed = Assessed::read(store, &found.scope, &found.revision.id)?;
        let edition = shared.catalogue.get(assessed.response.edition.as_str());
        let questionnaire = edition.ok_or_else(Problem::not_found)?;
        let of_year = |year| assessed.of_year(year);
        let suggested = assessed.suggestions(questionnaire);
        let judgements = assessed.judgements.iter();
        let items = judgements.map(|one| view::judgement(questionnaire, one, lang, &of_year, &suggested));
        let mut counts = BTreeMap::new();
        for judgement in &assessed.judgements {
            *counts.entry(judgement.finding.severity.code().to_owned()).or_default() += 1;
        }
        let lapsed = assessed.lapsed.iter().map(LapsedView::from).collect();
        Ok(FindingsView { items: items.collect(), counts, lapsed })
    });
    Ok(Json(view.await?))
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
