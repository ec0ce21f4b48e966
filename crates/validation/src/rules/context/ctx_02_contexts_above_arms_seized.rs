//! Where the contexts together are more than the arms seized, the return says whether an arm may have several.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-02",
        name: "contexts-above-arms-seized",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.CTX", "SZ.CTXMODE/MODE", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/CTX-02.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let mode = CellKey::field("SZ.CTXMODE", "MODE");
    // None and unknown are no contexts: they complete the arms, and published files do not have them.
    let named = context.contexts().filter(|(key, _)| key.row != "NONE" && key.row != "UNK");
    let sum = saturating_sum(named.map(|(_, count)| count));
    let Some(total) = context.response.count(&CellKey::count("SZ.TYPE", "TOTAL")) else { return };
    if sum > total && context.code(&mode).is_none() {
        out.push(context.finding(&RULE, At::Cell(mode)).arg("sum", sum).arg("total", total));
    }
}
