//! The denominator of 16.4.2 is at least 20 arms.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SDG-04",
        name: "denominator-small",
        severities: &[Severity::Warning],
        gate: Gate::Publish,
        since: "2026.1",
        inputs: &["TR.SZ"],
        page: include_str!("../../../docs/SDG-04.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(table) = context.denominator().first().map(|key| &key.table) else { return };
    let sum = saturating_sum(context.denominators());
    if sum > 0 && as_number(sum) < context.threshold(&RULE, "least") {
        out.push(context.finding(&RULE, At::Table(table.clone())).arg("sum", sum));
    }
}
