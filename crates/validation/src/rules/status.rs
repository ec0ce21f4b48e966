//! Rules of status.

mod sta_01_every_row_zero;
mod sta_02_total_zero_but_row_not;
mod sta_03_total_above_zero_but_no_row;
mod sta_04_nobody_prosecuted_or_convicted;
mod sta_05_zero_after_years_above;
mod sta_06_mostly_unknown;
mod sta_07_all_unknown;
mod sta_08_no_coast_but_coastal;
mod sta_09_total_missing_though_rows_known;
mod sta_10_number_no_longer_available;
mod sta_11_table_no_longer_available;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &sta_01_every_row_zero::RULE,
    &sta_02_total_zero_but_row_not::RULE,
    &sta_03_total_above_zero_but_no_row::RULE,
    &sta_04_nobody_prosecuted_or_convicted::RULE,
    &sta_05_zero_after_years_above::RULE,
    &sta_06_mostly_unknown::RULE,
    &sta_07_all_unknown::RULE,
    &sta_08_no_coast_but_coastal::RULE,
    &sta_09_total_missing_though_rows_known::RULE,
    &sta_10_number_no_longer_available::RULE,
    &sta_11_table_no_longer_available::RULE,
];
