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

use schema::questionnaire::ValueKind;
use schema::{CellKey, Findings};

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
        let before = (out.list.len(), out.not_evaluable.len());
        (rule.check)(context, out);
        if before == (out.list.len(), out.not_evaluable.len()) {
            say_what_is_missing(context, rule, out);
        }
    }
    precedence::settle(out);
    for rule in publication::RULES {
        (rule.check)(context, out);
    }
}

/// A silent rule of which some numbers are known and others are not was not evaluated: that is reported.
fn say_what_is_missing(context: &Context<'_>, rule: &Rule, out: &mut Findings) {
    let is_number = |key: &CellKey| context.questionnaire.kind(key).is_some_and(ValueKind::is_number);
    let cells =
        rule.meta.inputs.iter().filter(|input| input.contains('/')).filter_map(|input| CellKey::parse(input));
    let cells: Vec<CellKey> = cells.filter(is_number).collect();
    let unknown = context.unknown(&cells);
    if let Some(first) = cells.first().filter(|_| !unknown.is_empty() && unknown.len() < cells.len()) {
        out.not_evaluable.push(context.not_evaluable(rule, first, unknown));
    }
}
