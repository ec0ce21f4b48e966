//! Templates to fill.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use schema::{Lang, Profile};
use serde::Deserialize;
use utoipa::IntoParams;

use super::country_and_year;
use crate::http::auth::Caller;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::{language, workbook};
use crate::workbook::Blank;

/// Which template.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TemplateQuery {
    /// `ar`, `en`, …; `Accept-Language` or English without it.
    lang: Option<String>,
    /// `core` or `full`; core without it.
    profile: Option<String>,
}

/// A workbook to fill, with last year's values beside.
#[utoipa::path(
    get,
    path = "/api/v1/templates/{country}/{year}",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        TemplateQuery,
    ),
    responses(
        (status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ),
    security(("token" = [])),
    tag = "returns"
)]
pub(super) async fn download(
    path: Path<(String, String)>,
    query: Query<TemplateQuery>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.of(&country)?;
    let lang = match &query.lang {
        Some(lang) => Lang::from_code(lang)
            .ok_or_else(|| Problem::new("invalid-request", "`lang` is one of ar, en, es, fr, ru, zh."))?,
        None => language(&request).unwrap_or(Lang::En),
    };
    let profile = match &query.profile {
        Some(profile) => Profile::from_code(profile)
            .ok_or_else(|| Problem::new("invalid-request", "`profile` is core or full."))?,
        None => Profile::Core,
    };
    let (shared, scope) = (state.clone(), caller.scope());
    let file_name = format!("iafq-{country}-{year}-{lang}.xlsx");
    let bytes = state.blocking(move |store| {
        let Some(questionnaire) = shared.catalogue.for_year(year) else { return Err(Problem::not_found()) };
        if !questionnaire.countries.get(country.as_str()).is_some_and(schema::list::Country::reports) {
            return Err(Problem::not_found());
        }
        let lang = if questionnaire.languages.contains(&lang) { lang } else { Lang::En };
        let previous = store.earlier(&scope, &country, year)?.remove(&year.saturating_sub(1));
        let previous = previous.map(|earlier| earlier.response);
        let form = Blank { country, cycle: year + 1, year, lang, profile, previous: previous.as_ref() };
        form.write(questionnaire).map_err(|error| Problem::internal(&error.to_string()))
    });
    Ok(workbook(&file_name, bytes.await?))
}
