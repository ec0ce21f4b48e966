//! A number that was given the year before is still given.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-10",
        name: "number-no-longer-available",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every cell", "earlier years"],
        page: include_str!("../../../docs/STA-10.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(earlier) = context.before() else { return };
    for (key, cell) in &context.response.cells {
        if cell.availability != Availability::NotAvailable || cell.inherited {
            continue;
        }
        // A table that is gone as a whole is one finding of its own (STA-11).
        if let Some(before) = earlier.count(key).filter(|count| *count > 0 && !context.is_gone(&key.table)) {
            out.push(context.finding(&RULE, At::Cell(key.clone())).arg("before", before));
        }
    }
}
