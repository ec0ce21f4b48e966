//! Rules of indicator.

mod sdg_01_indicator_rows_not_stated;
mod sdg_02_indicator_not_computable;
mod sdg_03_denominator_incomplete;
mod sdg_04_denominator_small;
mod sdg_10_published_rate_changes;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &sdg_01_indicator_rows_not_stated::RULE,
    &sdg_02_indicator_not_computable::RULE,
    &sdg_03_denominator_incomplete::RULE,
    &sdg_04_denominator_small::RULE,
    &sdg_10_published_rate_changes::RULE,
];
