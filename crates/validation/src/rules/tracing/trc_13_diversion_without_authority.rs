//! Where the point of diversion was established by an authority, the note names the authority or the means.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-13",
        name: "diversion-without-authority",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["TR.SZ/UI.PO", "TR.FD/UI.PO", "TR.SU/UI.PO"],
        page: include_str!("../../../docs/TRC-13.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for table in super::TRACED {
        let key = CellKey::count(table, "UI.PO");
        let cell = context.response.cell(&key).filter(|cell| cell.note.is_none());
        if let Some(count) = cell.and_then(Observation::count).filter(|count| *count > 0) {
            out.push(context.finding(&RULE, At::Cell(key)).arg("count", count));
        }
    }
}
