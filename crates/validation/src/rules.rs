//! The rules that relations cannot say, one file each.

mod context;
mod history;
mod indicator;
mod status;
mod structure;
mod tracing;

use crate::rule::Rule;

/// Every rule, in the order of the catalogue.
pub(crate) const ALL: &[&Rule] = &[
    &structure::str_01_state_cannot_report::RULE,
    &structure::str_02_year_out_of_range::RULE,
    &structure::str_05_flag_without_number::RULE,
    &structure::str_06_core_answer_missing::RULE,
    &structure::str_07_most_of_the_full_form_blank::RULE,
    &structure::str_13_included_in_nothing::RULE,
    &structure::str_14_reason_missing::RULE,
    &structure::str_15_institution_missing::RULE,
    &structure::str_16_period_not_a_calendar_year::RULE,
    &structure::str_17_earlier_figures_not_reviewed::RULE,
    &structure::str_18_one_half_of_the_return_missing::RULE,
    &status::sta_01_every_row_zero::RULE,
    &status::sta_02_total_zero_but_row_not::RULE,
    &status::sta_03_total_above_zero_but_no_row::RULE,
    &status::sta_04_nobody_prosecuted_or_convicted::RULE,
    &status::sta_05_zero_after_years_above::RULE,
    &status::sta_06_mostly_unknown::RULE,
    &status::sta_07_all_unknown::RULE,
    &status::sta_08_no_coast_but_coastal::RULE,
    &status::sta_09_total_missing_though_rows_known::RULE,
    &status::sta_10_number_no_longer_available::RULE,
    &status::sta_11_table_no_longer_available::RULE,
    &context::ctx_02_contexts_above_arms_seized::RULE,
    &context::ctx_08_use_without_another_offence::RULE,
    &context::ctx_09_serious_context_without_incident::RULE,
    &context::ctx_10_incidents_above_their_context::RULE,
    &context::ctx_11_persons_without_arms_in_a_context::RULE,
    &context::ctx_12_illicit_manufacture_without_condition::RULE,
    &context::ctx_14_contexts_shifted::RULE,
    &context::ctx_15_context_table_missing::RULE,
    &context::ctx_16_exclusive_contexts_with_unknown_do_not_fit::RULE,
    &tracing::trc_03_tracing_outcomes_missing::RULE,
    &tracing::trc_13_diversion_without_authority::RULE,
    &indicator::sdg_01_indicator_rows_not_stated::RULE,
    &indicator::sdg_02_indicator_not_computable::RULE,
    &indicator::sdg_03_denominator_incomplete::RULE,
    &indicator::sdg_04_denominator_small::RULE,
    &history::his_10_correction_without_reason::RULE,
];
