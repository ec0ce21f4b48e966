//! A number that is included elsewhere points to a cell that holds a number greater than zero.

use crate::History;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-13",
        name: "included-in-nothing",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every cell", "earlier years"],
        page: include_str!("../../../docs/STR-13.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (key, cell) in &context.response.cells {
        if cell.availability != Availability::Included {
            continue;
        }
        let Some(pointer) = &cell.included_in else {
            out.push(context.finding(&RULE, At::Cell(key.clone())).outcome("blank"));
            continue;
        };
        let own = pointer.year.is_none_or(|year| year == context.response.year);
        let response = if own {
            Some(context.response)
        } else {
            pointer.year.and_then(|year| context.known.earlier.get(&year))
        };
        if response.is_none() && context.known.history == History::Unknown {
            out.not_evaluable.push(context.not_evaluable(&RULE, key, vec![pointer.cell.clone()]));
            continue;
        }
        // A pointer to another pointer holds no number: cycles end here.
        if response.and_then(|response| response.count(&pointer.cell)).is_none_or(|count| count == 0) {
            out.push(context.finding(&RULE, At::Cell(key.clone())).arg("target", pointer.cell.clone()));
        }
    }
}
