//! Rules of the tables of seized, found and surrendered arms against each other.

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[];
