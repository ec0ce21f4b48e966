//! The distribution of contexts is similar to the year before (total variation distance).

use crate::prelude::*;
use crate::series;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-14",
        name: "contexts-shifted",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.CTX", "earlier years"],
        page: include_str!("../../../docs/CTX-14.md"),
    },
    thresholds: &["distance"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    let both = |key: CellKey| Some((past.now(&key)?, past.before(&key)?, key));
    let known: Vec<_> = context.parts("SZ.CTX").into_iter().filter_map(both).collect();
    let pairs: Vec<_> = known.iter().map(|(now, before, _)| (*now, *before)).collect();
    let Some(distance) = series::distance(&pairs) else { return };
    if distance > context.threshold(&RULE, "distance")
        && let Some((.., key)) = known.first()
    {
        out.push(context.finding(&RULE, At::Cell(key.clone())).arg("share", (distance * 100.0).round()));
    }
}
