//! Rules of history.

mod his_10_correction_without_reason;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[&his_10_correction_without_reason::RULE];
