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
    if context.code(&mode).is_some() {
        return;
    }
    // None and unknown are no contexts: they complete the arms, and published files do not have them.
    let mut named = context.parts("SZ.CTX");
    named.retain(|key| key.row != "NONE" && key.row != "UNK");
    let counts: Vec<_> = named.iter().filter_map(|key| context.response.count(key)).collect();
    let (sum, total) = (saturating_sum(&counts), context.response.count(&arms_seized()));
    match total {
        // What is known of them may already be too much.
        Some(total) if sum > total => {
            out.push(context.finding(&RULE, At::Cell(mode)).arg("sum", sum).arg("total", total));
        }
        Some(_) if counts.len() == named.len() => {}
        _ if counts.is_empty() => {}
        _ => {
            named.push(arms_seized());
            out.not_evaluable.push(context.not_evaluable(&RULE, &arms_seized(), context.unknown(&named)));
        }
    }
}
