//! The rules that relations cannot say, one file each; each family lists its own.

mod context;
mod flows;
mod history;
mod incidents;
mod indicator;
mod justice;
mod marking;
mod prices;
mod publication;
mod seizures;
mod status;
mod structure;
mod tracing;

use crate::rule::Rule;

/// The families in the order in which they are checked; publication judges what the others found and comes last.
const FAMILIES: &[&[&Rule]] = &[
    structure::RULES,
    status::RULES,
    seizures::RULES,
    context::RULES,
    marking::RULES,
    tracing::RULES,
    justice::RULES,
    incidents::RULES,
    flows::RULES,
    prices::RULES,
    history::RULES,
    indicator::RULES,
    publication::RULES,
];

/// Every rule.
pub(crate) fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten().copied()
}
