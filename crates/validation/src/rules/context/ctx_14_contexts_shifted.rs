//! The distribution of contexts is similar to the year before (total variation distance).

use crate::prelude::*;

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
    let Some(earlier) = context.before() else { return };
    let pairs: Vec<_> =
        context.contexts().filter_map(|(key, now)| Some((key.clone(), now, earlier.count(&key)?))).collect();
    let now = saturating_sum(pairs.iter().map(|(_, now, _)| now));
    let before = saturating_sum(pairs.iter().map(|(_, _, before)| before));
    if now == 0 || before == 0 {
        return;
    }
    let share = |part: u64, whole: u64| as_number(part) / as_number(whole);
    let distance =
        pairs.iter().map(|(_, a, b)| (share(*a, now) - share(*b, before)).abs()).sum::<f64>() / 2.0;
    if distance > context.threshold(&RULE, "distance")
        && let Some((key, ..)) = pairs.first()
    {
        out.push(context.finding(&RULE, At::Cell(key.clone())).arg("share", (distance * 100.0).round()));
    }
}
