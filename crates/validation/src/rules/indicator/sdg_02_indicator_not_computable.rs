//! The denominator of 16.4.2 is above zero.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SDG-02",
        name: "indicator-not-computable",
        severities: &[Severity::Error],
        gate: Gate::Publish,
        since: "2026.1",
        inputs: &["TR.SZ"],
        page: include_str!("../../../docs/SDG-02.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(table) = context.denominator().first().map(|key| &key.table) else { return };
    let known = context.denominators();
    if !known.is_empty() && saturating_sum(&known) == 0 {
        out.push(context.finding(&RULE, At::Table(table.clone())));
    }
}
