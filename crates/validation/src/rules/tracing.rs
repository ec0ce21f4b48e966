//! Rules of tracing.

pub(super) mod trc_03_tracing_outcomes_missing;
pub(super) mod trc_13_diversion_without_authority;
