//! What was found about a revision, and what the State says to it.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, Query};
use schema::Lang;

use super::returns::{RevisionQuery, find};
use crate::assessed::Assessed;
use crate::http::auth::Caller;
use crate::http::language;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::FindingsView;
use crate::render::explanation::LapsedView;
use crate::render::view;

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
        let items = assessed.judgements.iter().map(|one| view::judgement(questionnaire, one, lang, &of_year));
        let mut counts = BTreeMap::new();
        for judgement in &assessed.judgements {
            *counts.entry(judgement.finding.severity.code().to_owned()).or_default() += 1;
        }
        let lapsed = assessed.lapsed.iter().map(LapsedView::from).collect();
        Ok(FindingsView { items: items.collect(), counts, lapsed })
    });
    Ok(Json(view.await?))
}
