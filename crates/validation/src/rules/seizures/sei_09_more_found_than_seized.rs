//! Fewer arms are found than seized.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-09",
        name: "more-found-than-seized",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["FD.TYPE/TOTAL", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-09.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("FD.TYPE", "TOTAL");
    let (Some(found), Some(seized)) = (context.response.count(&key), context.response.count(&arms_seized()))
    else {
        return;
    };
    if found > seized && as_number(seized) >= context.threshold(&RULE, "least") {
        let finding = context.finding(&RULE, At::Cell(key)).arg("found", found).arg("seized", seized);
        out.push(context.also(finding, At::Cell(arms_seized())));
    }
}
