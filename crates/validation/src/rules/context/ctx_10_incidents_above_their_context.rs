//! The arms of the significant seizures of a context are not more than the context counts. That all of them are not more than
//! the arms seized is SIG-04.

use crate::incident::Incident;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-10",
        name: "incidents-above-their-context",
        severities: &[Severity::Error, Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SIG", "SZ.CTX", "SZ.CTXMODE/MODE"],
        page: include_str!("../../../docs/CTX-10.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let multi = context.code(&CellKey::field("SZ.CTXMODE", "MODE")) == Some("MULTI");
    let severity = if multi { Severity::Error } else { Severity::Warning };
    let incidents: Vec<_> = Incident::all(context).collect();
    for (key, count) in context.contexts() {
        let is_own =
            |incident: &&Incident<'_>| incident.codes("CONTEXT").iter().any(|code| *code == key.row.as_str());
        let sum = saturating_sum(incidents.iter().filter(is_own).map(Incident::arms_at_least));
        if sum > count {
            let finding = context.finding(&RULE, At::Cell(key)).severity(severity);
            out.push(finding.arg("sum", sum).arg("count", count));
        }
    }
}
