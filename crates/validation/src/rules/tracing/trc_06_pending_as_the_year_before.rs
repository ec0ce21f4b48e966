//! The number of arms with tracing pending is not exactly that of the year before.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-06",
        name: "pending-as-the-year-before",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ/UI.PE", "TR.FD/UI.PE", "TR.SU/UI.PE", "earlier years", "corrections"],
        page: include_str!("../../../docs/TRC-06.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(earlier) = context.before() else { return };
    let least = context.threshold(&RULE, "least");
    for table in super::TRACED {
        let key = CellKey::count(table, "UI.PE");
        let Some(before) = earlier.count(&key).filter(|count| as_number(*count) > least) else { continue };
        let Some(now) = context.response.count(&key) else {
            out.not_evaluable.push(context.not_evaluable(&RULE, &key, vec![key.clone()]));
            continue;
        };
        if now == before && !super::is_corrected(context, earlier.year, &key.table) {
            let series = [(earlier.year, before), (context.response.year, now)];
            let finding = context.finding(&RULE, At::Cell(key)).arg("count", now);
            out.push(finding.arg("series", Context::shown(&series)));
        }
    }
}
