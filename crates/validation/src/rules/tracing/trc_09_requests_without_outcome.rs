//! Where tracing requests were sent abroad, some arm was traced in a foreign registry, traced without result, or is pending.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-09",
        name: "requests-without-outcome",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.REQSENT/SENT", "TR.SZ", "TR.FD", "TR.SU"],
        page: include_str!("../../../docs/TRC-09.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let sent = CellKey::count("TR.REQSENT", "SENT");
    let Some(count) = context.response.count(&sent).filter(|count| *count > 0) else { return };
    // A request may be about seized, found or surrendered arms.
    let outcomes: Vec<_> = super::TRACED
        .iter()
        .flat_map(|table| ["UI.IF", "UI.TA", "UI.PE"].map(|row| CellKey::count(*table, row)))
        .collect();
    if outcomes.iter().any(|key| context.response.count(key).is_some_and(|count| count > 0)) {
        return;
    }
    let unknown = context.unknown(&outcomes);
    if !unknown.is_empty() {
        out.not_evaluable.push(context.not_evaluable(&RULE, &sent, unknown));
        return;
    }
    let mut places = outcomes.into_iter().chain([sent]).map(At::Cell);
    if let Some(first) = places.next() {
        let finding = context.finding(&RULE, first).arg("count", count);
        out.push(places.fold(finding, |finding, at| context.also(finding, at)));
    }
}
