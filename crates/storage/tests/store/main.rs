//! The door to the database, on both backends.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail where it stands"
)]

mod accounts;
mod answers;
mod basis;
mod chain;
mod contributions;
mod cycles;
mod explanations;
mod imports;
mod isolation;
mod jobs;
mod moving;
mod openid;
mod originals;
mod receipts;
mod record;
mod returns;
mod samples;
mod schema;
mod scopes;
mod standing;
mod storing;
mod support;
mod transfers;
mod workflow;
