//! Receipts and originals: what a State can always read again.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path, Query};

use super::returns::{RevisionQuery, find};
use super::{country_and_year, id, returns};
use crate::http::as_it_was_sent;
use crate::http::auth::Caller;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::receipt::{ReceiptView, SignedReceipt};

/// The receipt of a return: of the revision that was submitted last, or of another one.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/receipt",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year"), RevisionQuery),
    responses(
        (status = 200, description = "The receipt", body = SignedReceipt),
        (status = 404, description = "Nothing was submitted that your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn show(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<SignedReceipt>, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let scope = caller.scope();
    let view = state.blocking(move |store| {
        let revision = match query.revision {
            Some(number) => {
                let the_return = store.return_of(&scope, &country, year)?;
                Some(returns::pick(store, &scope, &the_return, Some(number))?.id)
            }
            None => None,
        };
        let receipt = store.receipt(&scope, &country, year, revision.as_ref())?;
        Ok(ReceiptView::new(&country, year, receipt))
    });
    Ok(Json(view.await?.signed(&state.signer)))
}

/// The file of an upload as it was sent, a refused one too.
#[utoipa::path(
    get, path = "/api/v1/uploads/{id}/original",
    params(("id" = String, Path, description = "The upload, as the answer to it named it")),
    responses(
        (status = 200, description = "The file, as an attachment", content_type = "application/octet-stream"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn upload(
    path: Path<String>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (scope, id) = (caller.scope(), id(&path)?);
    let name = format!("upload-{id}");
    let original = state.blocking(move |store| Ok(store.upload(&scope, &id)?)).await?;
    Ok(as_it_was_sent(&name, original))
}

/// The file as it was sent.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/original",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year"), RevisionQuery),
    responses(
        (status = 200, description = "The file, as an attachment", content_type = "application/octet-stream"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn original(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let found = find(&path, query.revision, &caller, &state).await?;
    let (country, year) = (path.0.to_ascii_uppercase(), path.1.clone());
    let number = found.revision.number;
    let original = state.blocking(move |store| Ok(store.original(&found.scope, &found.revision.id)?)).await?;
    let ending = if original.bytes.starts_with(b"PK") { "xlsx" } else { "json" };
    let name = format!("return-{country}-{year}-v{number}.{ending}");
    Ok(as_it_was_sent(&name, original))
}
