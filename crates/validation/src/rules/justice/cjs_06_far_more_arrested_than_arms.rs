//! Arrested persons are not five times as many as the arms seized.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CJS-06",
        name: "far-more-arrested-than-arms",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["CJ.ARR/TOTAL", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/CJS-06.md"),
    },
    thresholds: &["factor", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (persons, seized) = (super::total("CJ.ARR"), super::total("SZ.TYPE"));
    let least = context.threshold(&RULE, "least");
    if context.response.count(&persons).is_none_or(|count| as_number(count) <= least) {
        return;
    }
    let Some([arrested, arms]) = context.all_known(&RULE, [&persons, &seized], out) else { return };
    if as_number(arrested) > as_number(arms) * context.threshold(&RULE, "factor") {
        let finding = context.finding(&RULE, At::Cell(persons)).arg("arrested", arrested).arg("arms", arms);
        out.push(context.also(finding, At::Cell(seized)));
    }
}
