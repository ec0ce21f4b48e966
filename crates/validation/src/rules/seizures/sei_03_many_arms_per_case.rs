//! Large numbers of arms do not come from a handful of cases.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-03",
        name: "many-arms-per-case",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.CASES/TOTAL", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-03.md"),
    },
    thresholds: &["ratio", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("SZ.CASES", "TOTAL");
    // Arms without any case are an error of their own (SEI-01).
    let cases = context.response.count(&key).filter(|count| *count > 0);
    let (Some(cases), Some(arms)) = (cases, context.response.count(&arms_seized())) else { return };
    let ratio = as_number(arms) / as_number(cases);
    let least = context.threshold(&RULE, "least");
    if as_number(arms) >= least && ratio > context.threshold(&RULE, "ratio") {
        let finding = context.finding(&RULE, At::Cell(key)).arg("arms", arms).arg("cases", cases);
        out.push(context.also(finding.arg("ratio", ratio), At::Cell(arms_seized())));
    }
}
