//! The ammunition seized is of the size that the arms seized let expect.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-06",
        name: "ammunition-far-from-arms",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["AM.TOTAL/TOTAL", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-06.md"),
    },
    thresholds: &["below", "above", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("AM.TOTAL", "TOTAL");
    let (Some(rounds), Some(arms)) = (context.response.count(&key), context.response.count(&arms_seized()))
    else {
        return;
    };
    let limit = |name: &str| context.threshold(&RULE, name);
    if as_number(arms) < limit("least") {
        return;
    }
    let outcome = if as_number(rounds) < limit("below") * as_number(arms) {
        "below"
    } else if as_number(rounds) > limit("above") * as_number(arms) {
        "above"
    } else {
        return;
    };
    let finding = context.finding(&RULE, At::Cell(key)).outcome(outcome).arg("limit", limit(outcome));
    out.push(context.also(finding.arg("rounds", rounds).arg("arms", arms), At::Cell(arms_seized())));
}
