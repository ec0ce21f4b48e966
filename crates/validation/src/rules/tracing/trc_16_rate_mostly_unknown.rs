//! Arms whose marking is unknown are less than half of the denominator of indicator 16.4.2.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-16",
        name: "rate-mostly-unknown",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ"],
        page: include_str!("../../../docs/TRC-16.md"),
    },
    thresholds: &["share"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("TR.SZ", "UK");
    let Some(rate) = context.rate_now(&RULE, out).filter(|rate| rate.denominator > 0) else { return };
    let Some(count) = context.response.count(&key) else { return };
    if as_number(count) >= as_number(rate.denominator) * context.threshold(&RULE, "share") {
        let finding = context.finding(&RULE, At::Cell(key)).arg("count", count);
        out.push(finding.arg("all", rate.denominator));
    }
}
