//! The list of returns, a page at a time.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use schema::{CountryCode, Year};
use serde::Deserialize;
use storage::ReturnsPage;
use utoipa::IntoParams;

use super::returns::return_view;
use super::{YEARS, country_and_year, paging};
use crate::http::auth::Caller;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::{Listing, ReturnView};

/// How many returns a page has where nothing is asked.
const USUAL: u16 = 100;

/// Part of a long list.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// The State, ISO 3166-1 alpha-3.
    country: Option<String>,
    /// The reference year.
    year: Option<u16>,
    /// How many at most: from 1 to 500, 100 where nothing is asked.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
    /// Where the page before ended, as its `Link` header says.
    cursor: Option<String>,
}

/// The returns the caller may see, by State and year. Where there are more, the header `Link` names the next page.
#[utoipa::path(
    get, path = "/api/v1/returns", params(PageQuery),
    responses(
        (status = 200, description = "The returns", body = Listing<ReturnView>, headers(("Link" = Option<String>, description = "`<…>; rel=\"next\"` where there are more"))),
        (status = 400, description = "The query cannot be understood", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn list(
    query: Query<PageQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let limit = paging::limit(query.limit)?.unwrap_or(USUAL);
    // One more than is shown tells whether there is a next page.
    let page = ReturnsPage { limit: limit.saturating_add(1), ..page(&query)? };
    let scope = caller.scope();
    let mut found = state.blocking(move |store| Ok(store.returns_page(&scope, &page)?)).await?;
    let more = found.len() > usize::from(limit);
    found.truncate(limit.into());
    let last = found.last().map(|(the_return, _)| (the_return.country.to_string(), the_return.year));
    let items = found.iter().map(|(the_return, revisions)| return_view(the_return, revisions));
    let listing = Listing { items: items.collect(), counts: std::collections::BTreeMap::new() };
    let mut response = HttpResponse::Ok();
    if let Some((country, year)) = last.filter(|_| more) {
        let next = next(&query, limit, &country, year);
        response.insert_header(paging::next(&next));
    }
    Ok(response.json(listing))
}

/// What a query asks for.
fn page(query: &PageQuery) -> Result<ReturnsPage, Problem> {
    if query.year.is_some_and(|year| !YEARS.contains(&year)) {
        return Err(paging::wrong("`year` must be from 1900 to 2200."));
    }
    let country = query.country.as_deref().map(country);
    if country == Some(None) {
        return Err(paging::wrong("`country` must be three letters, as in ISO 3166-1 alpha-3."));
    }
    let after = query.cursor.as_deref().map(|cursor| {
        let (country, year) = cursor.split_once('-')?;
        country_and_year(country, year).ok()
    });
    if after == Some(None) {
        return Err(paging::wrong_cursor());
    }
    Ok(ReturnsPage { country: country.flatten(), year: query.year, after: after.flatten(), limit: USUAL })
}

/// A State as it is written in paths: in letters of either case.
fn country(text: &str) -> Option<CountryCode> {
    let well_formed = text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_alphabetic());
    well_formed.then(|| text.to_ascii_uppercase().into())
}

/// The address of the next page; every part was checked, so that nothing needs to be escaped.
fn next(query: &PageQuery, limit: u16, country: &str, year: Year) -> String {
    let mut next = format!("/api/v1/returns?limit={limit}&cursor={country}-{year}");
    if let Some(country) = &query.country {
        next.extend(["&country=", country]);
    }
    if let Some(year) = query.year {
        next.extend(["&year=", &year.to_string()]);
    }
    next
}
