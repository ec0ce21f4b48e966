//! Whether the service lives, and whether it is ready.

use actix_web::web::{Data, Json};
use serde::Serialize;
use storage::StorageError;
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::http::state::State;

/// That it lives, or is ready.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// `ok`.
    status: &'static str,
}

/// Whether the service lives. It asks nobody: a service whose database is away is not to be started anew.
#[utoipa::path(
    get,
    path = "/health",
    responses((status = 200, description = "It lives", body = HealthView)),
    tag = "service"
)]
pub(crate) async fn health() -> Json<HealthView> {
    Json(HealthView { status: "ok" })
}

/// Whether the service can take requests: its database answers, and stands where this program expects it.
#[utoipa::path(
    get,
    path = "/ready",
    responses(
        (status = 200, description = "It is ready", body = HealthView),
        (status = 503, description = "The database does not answer, or another program changed it", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "service"
)]
pub(crate) async fn ready(state: Data<State>) -> Result<Json<HealthView>, Problem> {
    state
        .soon(|store| {
            store.must_be_current().map_err(|error| match error {
                StorageError::OlderDatabase | StorageError::NewerDatabase { .. } => {
                    tracing::warn!(%error, "the database is another program's");
                    let detail =
                        "The database belongs to another version of the program. Start that version.";
                    Problem::new("not-ready", detail)
                }
                error => error.into(),
            })
        })
        .await?;
    Ok(Json(HealthView { status: "ok" }))
}
