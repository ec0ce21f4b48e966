//! Rules of flows.

mod flo_01_shares_above_the_whole;
mod flo_02_listed_arms_above_arms_seized;
mod flo_03_own_state_as_only_transit;
mod flo_04_made_where_none_are_made;
mod flo_05_mail_without_a_place;
mod flo_06_mirror_differs;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &flo_01_shares_above_the_whole::RULE,
    &flo_02_listed_arms_above_arms_seized::RULE,
    &flo_03_own_state_as_only_transit::RULE,
    &flo_04_made_where_none_are_made::RULE,
    &flo_05_mail_without_a_place::RULE,
    &flo_06_mirror_differs::RULE,
];
