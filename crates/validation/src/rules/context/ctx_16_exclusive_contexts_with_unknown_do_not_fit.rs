//! With exclusive contexts, all of them with none and unknown are not more than the arms seized.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-16",
        name: "exclusive-contexts-with-unknown-do-not-fit",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.CTX", "SZ.CTXMODE/MODE", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/CTX-16.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let exclusive = context.code(&CellKey::field("SZ.CTXMODE", "MODE")) == Some("EXCLUSIVE");
    let total = context.response.count(&CellKey::count("SZ.TYPE", "TOTAL"));
    let (Some(total), true) = (total, exclusive) else { return };
    let ours = |key: &CellKey| key.row == "UNK" || key.row == "NONE";
    let all = saturating_sum(context.contexts().map(|(_, count)| count));
    let named = context.contexts().filter(|(key, _)| !ours(key));
    let named = saturating_sum(named.map(|(_, count)| count));
    // Where the named contexts alone exceed the total, CTX-04 says so.
    if all > total && named <= total {
        out.push(
            context
                .finding(&RULE, At::Cell(CellKey::count("SZ.CTX", "UNK")))
                .arg("sum", all)
                .arg("total", total),
        );
    }
}
