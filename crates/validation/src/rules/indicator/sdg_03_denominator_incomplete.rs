//! No row of the denominator of 16.4.2 is said to hold no number while others are known.

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
    let unknown = context.unknown(context.denominator());
    if unknown.len() == context.denominator().len() {
        return;
    }
    // Of a blank row SDG-01 says that nothing is stated.
    let missing: Vec<_> = unknown.into_iter().filter(|key| !context.is_blank(key)).collect();
    if let Some(first) = missing.first() {
        let rows = missing.iter().cloned().map(Arg::Cell).collect();
        out.push(context.finding(&RULE, At::Cell(first.clone())).arg("rows", Arg::List(rows)));
    }
}
