//! Where arms were seized there was at least one case.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-01",
        name: "arms-without-a-case",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.CASES/TOTAL", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-01.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let cases = CellKey::count("SZ.CASES", "TOTAL");
    let arms = context.response.count(&arms_seized()).filter(|count| *count > 0);
    if let (Some(arms), Some(0)) = (arms, context.response.count(&cases)) {
        let finding = context.finding(&RULE, At::Cell(cases)).arg("arms", arms);
        out.push(context.also(finding, At::Cell(arms_seized())));
    }
}
