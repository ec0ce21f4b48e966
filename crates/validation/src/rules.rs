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

use schema::Findings;

use crate::context::Context;
use crate::precedence;
use crate::rule::Rule;

/// The families in the order in which they are checked, but for publication, which judges what the others found.
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
];

/// Every rule.
pub(crate) fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten().chain(publication::RULES).copied()
}

/// Checks every rule. What is said twice is settled before publication judges it.
pub(crate) fn check(context: &Context<'_>, out: &mut Findings) {
    for rule in FAMILIES.iter().copied().flatten() {
        (rule.check)(context, out);
    }
    precedence::settle(out);
    for rule in publication::RULES {
        (rule.check)(context, out);
    }
}
