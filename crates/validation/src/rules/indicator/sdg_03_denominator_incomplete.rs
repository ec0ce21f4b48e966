//! No row of the denominator of 16.4.2 is missing while others are known.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SDG-03",
        name: "denominator-incomplete",
        severities: &[Severity::Warning],
        gate: Gate::Publish,
        since: "2026.1",
        inputs: &["TR.SZ"],
        page: include_str!("../../../docs/SDG-03.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let missing = context.unknown(context.denominator());
    if let Some(first) = missing.first().filter(|_| missing.len() < context.denominator().len()) {
        let rows = missing.iter().cloned().map(Arg::Cell).collect();
        out.push(context.finding(&RULE, At::Cell(first.clone())).arg("rows", Arg::List(rows)));
    }
}
