//! Receipts and originals: what a State can always read again.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path, Query};
use schema::{CountryCode, Year};
use serde::Serialize;
use storage::Receipt;
use utoipa::ToSchema;

use super::returns::{RevisionQuery, find};
use super::{country_and_year, id, returns};
use crate::http::as_it_was_sent;
use crate::http::auth::Caller;
use crate::http::problem::Problem;
use crate::http::state::State;

/// The receipt of a submitted return.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    /// The receipt.
    pub(crate) receipt: String,
    /// The reporting State.
    pub(crate) country: String,
    /// The reference year.
    pub(crate) year: u16,
    /// The revision's number.
    pub(crate) revision: i32,
    /// When it was submitted, RFC 3339.
    pub(crate) submitted_at: String,
    /// SHA-256 of the original file.
    pub(crate) original_sha256: String,
    /// SHA-256 of the normalised content.
    pub(crate) content_sha256: String,
    /// The version of the rule set.
    pub(crate) rule_set: String,
    /// The head of the audit chain after the submission.
    pub(crate) chain_head: String,
}

impl ReceiptView {
    /// From what is stored.
    pub(super) fn new(country: &CountryCode, year: Year, receipt: Receipt) -> Self {
        Self {
            receipt: receipt.id,
            country: country.to_string(),
            year,
            revision: receipt.number,
            submitted_at: receipt.submitted_at.to_rfc3339(),
            original_sha256: receipt.original_sha256,
            content_sha256: receipt.content_sha256,
            rule_set: receipt.rule_set,
            chain_head: receipt.chain_head,
        }
    }
}

/// The receipt of a return: of the revision that was submitted last, or of another one.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/receipt",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year"), RevisionQuery),
    responses(
        (status = 200, description = "The receipt", body = ReceiptView),
        (status = 404, description = "Nothing was submitted that your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "returns"
)]
pub(super) async fn show(
    path: Path<(String, String)>,
    query: Query<RevisionQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<ReceiptView>, Problem> {
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
    Ok(Json(view.await?))
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
