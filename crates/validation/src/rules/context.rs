//! Rules of context.

pub(super) mod ctx_02_contexts_above_arms_seized;
pub(super) mod ctx_08_use_without_another_offence;
pub(super) mod ctx_09_serious_context_without_incident;
pub(super) mod ctx_10_incidents_above_their_context;
pub(super) mod ctx_11_persons_without_arms_in_a_context;
pub(super) mod ctx_12_illicit_manufacture_without_condition;
pub(super) mod ctx_14_contexts_shifted;
pub(super) mod ctx_15_context_table_missing;
pub(super) mod ctx_16_exclusive_contexts_with_unknown_do_not_fit;
