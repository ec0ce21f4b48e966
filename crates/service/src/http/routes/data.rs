//! Public data as files; a token adds what its scope may see.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use aggregation::disclosure::Audience;
use export::data::Format;
use serde::Deserialize;
use storage::Scope;
use utoipa::IntoParams;

use crate::datasets::{self, DataError, DataSet, Wanted};
use crate::http::attachment;
use crate::http::auth::MaybeCaller;
use crate::http::problem::Problem;
use crate::http::state::State;

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
        (status = 404, description = "No such data set", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = [])),
    tag = "data"
)]
pub(super) async fn download(
    file: Path<String>,
    query: Query<DataQuery>,
    caller: MaybeCaller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (name, ending) = file.split_once('.').ok_or_else(Problem::not_found)?;
    let set = DataSet::from_name(name).ok_or_else(Problem::not_found)?;
    let (format, media_type) = match ending {
        "csv" => (Format::Csv, "text/csv; charset=utf-8"),
        "json" => (Format::Json, "application/json"),
        _ => return Err(Problem::not_found()),
    };
    let scope = caller.scope();
    let wanted = Wanted {
        set,
        format,
        method: query.method.clone(),
        vintage: query.vintage.clone().unwrap_or_else(|| "2024".to_owned()),
        audience: if matches!(scope, Scope::Secretariat { .. }) {
            Audience::Secretariat
        } else {
            Audience::Public
        },
        now: chrono::Utc::now(),
    };
    let shared = state.clone();
    let bytes = state.blocking(move |store| {
        let responses: Vec<_> = store.current(&scope)?.into_iter().map(|current| current.response).collect();
        let edition = shared.catalogue.editions.values().next_back().ok_or_else(Problem::not_found)?;
        let mut bytes = Vec::new();
        datasets::write(edition, &responses, &wanted, &mut bytes).map_err(|error| match error {
            DataError::Method(..) => Problem::new("invalid-request", format!("{error}.")),
            DataError::Write(error) => Problem::internal(&error.to_string()),
        })?;
        Ok(bytes)
    });
    Ok(attachment(media_type, &file, bytes.await?))
}
