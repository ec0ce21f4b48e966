//! Public data as files; a token adds what its scope may see.

use std::sync::Arc;

use actix_web::http::header::{
    CACHE_CONTROL, ETAG, Header as _, HeaderValue, IfNoneMatch, TryIntoHeaderValue as _, VARY,
};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use aggregation::disclosure::Audience;
use export::data::Format;
use serde::Deserialize;
use storage::{Scope, Store};
use utoipa::IntoParams;

use crate::datasets::{self, DataError, DataSet, Wanted};
use crate::http::attachment;
use crate::http::auth::MaybeCaller;
use crate::http::cache::{self, File};
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::token;

/// What of a data set.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DataQuery {
    /// The method of the indicator: `P2-MEAN` (default), `P1-POOL`, `META18-ALL`.
    method: Option<String>,
    /// The year of the published file whose labels the portal's layout has.
    vintage: Option<String>,
}

/// A data set: `observations`, `portal`, `context` or `indicator`, as `.csv` or `.json`.
#[utoipa::path(
    get,
    path = "/data/{file}",
    params(("file" = String, Path, description = "e.g. observations.csv"), DataQuery),
    responses(
        (status = 200, description = "The data set", content(("text/csv"), ("application/json"))),
        (status = 304, description = "The file is still the one of `If-None-Match`"),
        (status = 400, description = "No such method or vintage; the detail lists those there are", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such data set", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = [])),
    tag = "data"
)]
pub(super) async fn download(
    name_of_file: Path<String>,
    query: Query<DataQuery>,
    request: HttpRequest,
    caller: MaybeCaller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (name, ending) = name_of_file.split_once('.').ok_or_else(Problem::not_found)?;
    let set = DataSet::from_name(name).ok_or_else(Problem::not_found)?;
    let (format, media_type) = match ending {
        "csv" => (Format::Csv, "text/csv; charset=utf-8"),
        "json" => (Format::Json, "application/json"),
        _ => return Err(Problem::not_found()),
    };
    let wanted = wanted(set, format, &query, &caller.scope());
    wanted.check(&state.catalogue).map_err(refused)?;
    let (shared, scope) = (state.clone(), caller.scope());
    let file = state.downloading(move |store| written(&shared, store, &scope, &wanted)).await?;
    // What a token adds is kept by nobody; the public file by anybody who asks whether it is still the same.
    let keep = if caller.0.is_some() { "no-store" } else { "public, no-cache" };
    let tag = file.tag.clone();
    let unchanged = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = if unchanged {
        HttpResponse::NotModified().finish()
    } else {
        attachment(media_type, &name_of_file, file.bytes.clone())
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(VARY, HeaderValue::from_static("authorization"));
    if let Ok(tag) = tag.try_into_value() {
        headers.insert(ETAG, tag);
    }
    Ok(response)
}

fn wanted(set: DataSet, format: Format, query: &DataQuery, scope: &Scope) -> Wanted {
    let secretariat = matches!(scope, Scope::Secretariat { .. });
    Wanted {
        set,
        format,
        method: query.method.clone(),
        vintage: query.vintage.clone().unwrap_or_else(|| datasets::VINTAGE.to_owned()),
        audience: if secretariat { Audience::Secretariat } else { Audience::Public },
        now: chrono::Utc::now(),
    }
}

/// The file: for the public from the cache, where what is published has not changed.
fn written(state: &State, store: &Store, scope: &Scope, wanted: &Wanted) -> Result<Arc<File>, Problem> {
    let is_public = matches!(scope, Scope::Public);
    let (version, key) = (version(store)?, cache::key(wanted));
    if is_public && let Some(file) = state.cache.find(&version, &key) {
        return Ok(file);
    }
    let responses = store.current(scope)?.into_iter().map(|current| current.response).collect();
    let mut bytes = Vec::new();
    datasets::write(&state.catalogue, responses, wanted, &mut bytes).map_err(refused)?;
    let file = Arc::new(File::new(bytes));
    if is_public {
        state.cache.keep(&version, key, &file);
    }
    Ok(file)
}

/// The version of what is published.
fn version(store: &Store) -> Result<String, Problem> {
    Ok(token::sha256(store.published_revisions()?.join(" ").as_bytes()))
}

fn refused(error: DataError) -> Problem {
    match error {
        DataError::Method(..) | DataError::Vintage(..) => {
            Problem::new("invalid-request", format!("{}.", capitalised(&error.to_string())))
        }
        DataError::Edition(_) => Problem::internal(&error.to_string()),
        DataError::Write(error) => Problem::internal(&error.to_string()),
    }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
