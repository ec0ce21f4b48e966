//! Where uniquely identifiable arms are known, at least one outcome of tracing is known or a note says why not.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-03",
        name: "tracing-outcomes-missing",
        severities: &[Severity::Error],
        gate: Gate::Publish,
        since: "2026.1",
        inputs: &["TR.SZ"],
        page: include_str!("../../../docs/TRC-03.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("TR.SZ", "UI");
    let Some(count) = context.response.count(&key).filter(|count| *count > 0) else { return };
    let rows = ["UI.LN", "UI.IN", "UI.IF", "UI.PO", "UI.TA", "UI.PE", "UI.NI"];
    let known = rows.iter().any(|row| context.response.count(&CellKey::count("TR.SZ", *row)).is_some());
    if !known && !context.is_noted(&key) {
        out.push(context.finding(&RULE, At::Cell(key)).arg("count", count));
    }
}
