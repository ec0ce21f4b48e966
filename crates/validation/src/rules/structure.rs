//! Rules of structure.

mod str_01_state_cannot_report;
mod str_02_year_out_of_range;
mod str_05_flag_without_number;
mod str_06_core_answer_missing;
mod str_07_most_of_the_full_form_blank;
mod str_13_included_in_nothing;
mod str_14_reason_missing;
mod str_15_institution_missing;
mod str_16_period_not_a_calendar_year;
mod str_17_earlier_figures_not_reviewed;
mod str_18_one_half_of_the_return_missing;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &str_01_state_cannot_report::RULE,
    &str_02_year_out_of_range::RULE,
    &str_05_flag_without_number::RULE,
    &str_06_core_answer_missing::RULE,
    &str_07_most_of_the_full_form_blank::RULE,
    &str_13_included_in_nothing::RULE,
    &str_14_reason_missing::RULE,
    &str_15_institution_missing::RULE,
    &str_16_period_not_a_calendar_year::RULE,
    &str_17_earlier_figures_not_reviewed::RULE,
    &str_18_one_half_of_the_return_missing::RULE,
];
