//! Rules of the tables of seized, found and surrendered arms against each other.

mod sei_01_arms_without_a_case;
mod sei_03_many_arms_per_case;
mod sei_04_total_zero_but_breakdowns_not;
mod sei_05_ammunition_without_a_case;
mod sei_06_ammunition_far_from_arms;
mod sei_07_parts_far_above_arms;
mod sei_08_surrendered_arms_jumped;
mod sei_09_more_found_than_seized;
mod sei_10_same_types_in_two_tables;
mod sei_11_table_same_as_the_year_before;
mod sei_12_figures_rounded;
mod sei_13_many_machine_guns;
mod sei_14_many_sub_machine_guns;
mod sei_15_many_other_arms;
mod sei_16_seized_at_sea_without_a_coast;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &sei_01_arms_without_a_case::RULE,
    &sei_03_many_arms_per_case::RULE,
    &sei_04_total_zero_but_breakdowns_not::RULE,
    &sei_05_ammunition_without_a_case::RULE,
    &sei_06_ammunition_far_from_arms::RULE,
    &sei_07_parts_far_above_arms::RULE,
    &sei_08_surrendered_arms_jumped::RULE,
    &sei_09_more_found_than_seized::RULE,
    &sei_10_same_types_in_two_tables::RULE,
    &sei_11_table_same_as_the_year_before::RULE,
    &sei_12_figures_rounded::RULE,
    &sei_13_many_machine_guns::RULE,
    &sei_14_many_sub_machine_guns::RULE,
    &sei_15_many_other_arms::RULE,
    &sei_16_seized_at_sea_without_a_coast::RULE,
];
