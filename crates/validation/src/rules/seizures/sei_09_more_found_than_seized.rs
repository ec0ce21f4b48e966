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
    // Where the types add up to another number that is not above, ARI-12 says that the total is wrong.
    let types: Option<Vec<u64>> =
        context.parts("FD.TYPE").iter().map(|key| context.response.count(key)).collect();
    let is_slip = types.is_some_and(|types| saturating_sum(&types) <= seized);
    if found > seized && !is_slip && as_number(seized) >= context.threshold(&RULE, "least") {
        let finding = context.finding(&RULE, At::Cell(key)).arg("found", found).arg("seized", seized);
        out.push(context.also(finding, At::Cell(arms_seized())));
    }
}
