//! Whether the service lives and its database answers.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::http::state::State;

/// That it lives.
#[derive(Serialize, ToSchema)]
pub(super) struct HealthView {
    /// `ok`.
    status: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// Whether the service lives and its database answers.
#[utoipa::path(
    get,
    path = "/health",
    responses(
        (status = 200, description = "It lives", body = HealthView),
        (status = 503, description = "The database does not answer", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "service"
)]
pub(super) async fn health(state: Data<State>) -> Result<Json<HealthView>, Problem> {
    state.living(|store| Ok(store.setting(crate::database::KIND)?)).await?;
    Ok(Json(HealthView { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}
