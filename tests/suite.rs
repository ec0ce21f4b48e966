//! The suite over the whole program.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on must fail where it stands"
)]

mod api;
mod architecture;
mod asvs;
mod cli;
mod faults;
mod fuzzed;
mod pipeline;
