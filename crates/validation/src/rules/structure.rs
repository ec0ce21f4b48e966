//! Rules of structure.

pub(super) mod str_01_state_cannot_report;
pub(super) mod str_02_year_out_of_range;
pub(super) mod str_05_flag_without_number;
pub(super) mod str_06_core_answer_missing;
pub(super) mod str_07_most_of_the_full_form_blank;
pub(super) mod str_13_included_in_nothing;
pub(super) mod str_14_reason_missing;
pub(super) mod str_15_institution_missing;
pub(super) mod str_16_period_not_a_calendar_year;
pub(super) mod str_17_earlier_figures_not_reviewed;
pub(super) mod str_18_one_half_of_the_return_missing;
