//! Rules of status.

pub(super) mod sta_01_every_row_zero;
pub(super) mod sta_02_total_zero_but_row_not;
pub(super) mod sta_03_total_above_zero_but_no_row;
pub(super) mod sta_04_nobody_prosecuted_or_convicted;
pub(super) mod sta_05_zero_after_years_above;
pub(super) mod sta_06_mostly_unknown;
pub(super) mod sta_07_all_unknown;
pub(super) mod sta_08_no_coast_but_coastal;
pub(super) mod sta_09_total_missing_though_rows_known;
pub(super) mod sta_10_number_no_longer_available;
pub(super) mod sta_11_table_no_longer_available;
