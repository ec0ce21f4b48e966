//! Rules of marking and manufacture.

mod mrk_02_industrial_arms_without_unique_marks;
mod mrk_07_marking_mostly_unknown;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] =
    &[&mrk_02_industrial_arms_without_unique_marks::RULE, &mrk_07_marking_mostly_unknown::RULE];
