//! Rules of tracing.

mod trc_03_tracing_outcomes_missing;
mod trc_13_diversion_without_authority;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] =
    &[&trc_03_tracing_outcomes_missing::RULE, &trc_13_diversion_without_authority::RULE];
