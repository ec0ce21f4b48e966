//! Rules of context.

mod ctx_02_contexts_above_arms_seized;
mod ctx_08_use_without_another_offence;
mod ctx_09_serious_context_without_incident;
mod ctx_10_incidents_above_their_context;
mod ctx_11_persons_without_arms_in_a_context;
mod ctx_12_illicit_manufacture_without_condition;
mod ctx_14_contexts_shifted;
mod ctx_15_context_table_missing;
mod ctx_16_exclusive_contexts_with_unknown_do_not_fit;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &ctx_02_contexts_above_arms_seized::RULE,
    &ctx_08_use_without_another_offence::RULE,
    &ctx_09_serious_context_without_incident::RULE,
    &ctx_10_incidents_above_their_context::RULE,
    &ctx_11_persons_without_arms_in_a_context::RULE,
    &ctx_12_illicit_manufacture_without_condition::RULE,
    &ctx_14_contexts_shifted::RULE,
    &ctx_15_context_table_missing::RULE,
    &ctx_16_exclusive_contexts_with_unknown_do_not_fit::RULE,
];
