//! Where arms were traced in a foreign registry, a tracing request was sent abroad or eTrace was used.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-08",
        name: "foreign-registry-without-request",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ/UI.IF", "TR.FD/UI.IF", "TR.SU/UI.IF", "TR.REQSENT/SENT", "TR.CHANNEL/ETRACE/USED"],
        page: include_str!("../../../docs/TRC-08.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let traced = super::TRACED.iter().filter_map(|table| {
        let key = CellKey::count(*table, "UI.IF");
        let count = context.response.count(&key).filter(|count| *count > 0)?;
        Some((key, count))
    });
    let traced: Vec<_> = traced.collect();
    let etrace = CellKey::new("TR.CHANNEL", "ETRACE", "USED");
    if traced.is_empty() || context.code(&etrace) == Some("YES") {
        return;
    }
    let sent = CellKey::count("TR.REQSENT", "SENT");
    match context.response.count(&sent) {
        None => out.not_evaluable.push(context.not_evaluable(&RULE, &sent, vec![sent.clone()])),
        Some(0) => {
            let count = saturating_sum(traced.iter().map(|(_, count)| count));
            let finding = context.finding(&RULE, At::Cell(sent)).arg("count", count);
            let cells = traced.into_iter().map(|(key, _)| At::Cell(key)).chain([At::Cell(etrace)]);
            out.push(cells.fold(finding, |finding, at| context.also(finding, at)));
        }
        Some(_) => {}
    }
}
