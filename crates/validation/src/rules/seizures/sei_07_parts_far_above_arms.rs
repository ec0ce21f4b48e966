//! The parts and components seized are not many times the arms seized.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-07",
        name: "parts-far-above-arms",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["PC.TOTAL/TOTAL", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-07.md"),
    },
    thresholds: &["factor", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("PC.TOTAL", "TOTAL");
    let (Some(parts), Some(arms)) = (context.response.count(&key), context.response.count(&arms_seized()))
    else {
        return;
    };
    let factor = context.threshold(&RULE, "factor");
    if as_number(parts) > factor * as_number(arms) && as_number(parts) > context.threshold(&RULE, "least") {
        let finding = context.finding(&RULE, At::Cell(key)).arg("parts", parts).arg("arms", arms);
        out.push(context.also(finding.arg("factor", factor), At::Cell(arms_seized())));
    }
}
