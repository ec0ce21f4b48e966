//! Not every identifiable arm of a tracing table stands under the legitimate owner in the national registry.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-04",
        name: "all-from-legitimate-owner",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ/UI.LN", "TR.FD/UI.LN", "TR.SU/UI.LN", "TR.SZ/UI", "TR.FD/UI", "TR.SU/UI"],
        page: include_str!("../../../docs/TRC-04.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for table in super::TRACED {
        if let Some(count) = super::all_in(context, &RULE, table, "UI.LN", out) {
            let finding = context.finding(&RULE, At::Cell(CellKey::count(table, "UI.LN")));
            out.push(finding.arg("count", count));
        }
    }
}
