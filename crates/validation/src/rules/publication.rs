//! Rules of publication. They are judged only where a return is about to be published, after all others.

mod pub_01_not_approved;
mod pub_02_findings_open;
mod pub_03_consent_not_public;
mod pub_04_small_counts_of_persons;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &pub_01_not_approved::RULE,
    &pub_02_findings_open::RULE,
    &pub_03_consent_not_public::RULE,
    &pub_04_small_counts_of_persons::RULE,
];
