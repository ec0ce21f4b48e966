//! The keys with which signatures of the service are verified.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::state::State;
use crate::http::view::Listing;

/// A key that verifies receipts and anchors.
#[derive(Serialize, ToSchema)]
pub(super) struct KeyView {
    /// `Ed25519`.
    algorithm: &'static str,
    /// In hexadecimal, for `iafq verify --public-key`.
    public_key: String,
}

/// The keys that verify receipts and anchors. Keep a copy: one that comes together with what it verifies proves little.
#[utoipa::path(
    get, path = "/api/v1/keys",
    responses((status = 200, description = "The keys", body = Listing<KeyView>)),
    tag = "service"
)]
pub(super) async fn list(state: Data<State>) -> Json<Listing<KeyView>> {
    let key = KeyView { algorithm: "Ed25519", public_key: state.signer.public_key() };
    Json(Listing { items: vec![key], counts: std::collections::BTreeMap::new() })
}
