//! Rules of significant seizures.

mod sig_01_date_outside_the_period;
mod sig_02_case_reference_twice;
mod sig_03_arms_do_not_add_up;
mod sig_04_incidents_above_arms_seized;
mod sig_05_half_of_the_arms_untold;
mod sig_06_small_case_without_reason;
mod sig_07_border_without_crossing;
mod sig_08_country_twice_on_the_route;
mod sig_09_crossing_without_countries;
mod sig_10_suspects_without_arms;
mod sig_11_traced_case_without_traced_arms;
mod sig_12_personal_data_in_texts;
mod sig_13_incidents_dropped_to_none;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &sig_01_date_outside_the_period::RULE,
    &sig_02_case_reference_twice::RULE,
    &sig_03_arms_do_not_add_up::RULE,
    &sig_04_incidents_above_arms_seized::RULE,
    &sig_05_half_of_the_arms_untold::RULE,
    &sig_06_small_case_without_reason::RULE,
    &sig_07_border_without_crossing::RULE,
    &sig_08_country_twice_on_the_route::RULE,
    &sig_09_crossing_without_countries::RULE,
    &sig_10_suspects_without_arms::RULE,
    &sig_11_traced_case_without_traced_arms::RULE,
    &sig_12_personal_data_in_texts::RULE,
    &sig_13_incidents_dropped_to_none::RULE,
];
