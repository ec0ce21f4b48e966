//! The wire type of transfers.

use chrono::{DateTime, Utc};
use serde::Serialize;
use storage::Transfer;
use utoipa::ToSchema;

/// A file that arrives in parts.
#[derive(Serialize, ToSchema)]
pub(crate) struct TransferView {
    /// The transfer.
    id: String,
    /// The State for which it is sent.
    country: String,
    /// The year of the cycle.
    cycle: u16,
    /// How many bytes the file has.
    size: i64,
    /// How many of them are there: where the next part begins.
    received: i64,
    /// When what is there is forgotten, RFC 3339 in UTC.
    expires_at: DateTime<Utc>,
}

impl From<Transfer> for TransferView {
    fn from(transfer: Transfer) -> Self {
        Self {
            id: transfer.id,
            country: transfer.country.to_string(),
            cycle: transfer.cycle,
            size: transfer.size,
            received: transfer.received,
            expires_at: transfer.expires_at,
        }
    }
}
