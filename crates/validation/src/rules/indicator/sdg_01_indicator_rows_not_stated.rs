//! Each row of the denominator of 16.4.2 is known or explicitly not available, and at least one is known.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SDG-01",
        name: "indicator-rows-not-stated",
        severities: &[Severity::Error],
        gate: Gate::Publish,
        since: "2026.1",
        inputs: &["TR.SZ"],
        page: include_str!("../../../docs/SDG-01.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let rows = context.denominator();
    let Some(table) = rows.first().map(|key| &key.table) else { return };
    if context.response.table(table).next().is_none() {
        return;
    }
    if context.denominators().is_empty() {
        out.push(context.finding(&RULE, At::Table(table.clone())).outcome("none"));
        return;
    }
    let open: Vec<_> = rows.iter().filter(|key| context.is_blank(key)).cloned().collect();
    if let Some(first) = open.first() {
        let rows = open.iter().cloned().map(Arg::Cell).collect();
        out.push(context.finding(&RULE, At::Cell(first.clone())).arg("rows", Arg::List(rows)));
    }
}
