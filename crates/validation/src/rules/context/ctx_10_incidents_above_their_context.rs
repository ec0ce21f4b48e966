//! The arms of the significant seizures of a context are not more than the context counts, and all of them not more than the arms seized.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-10",
        name: "incidents-above-their-context",
        severities: &[Severity::Error, Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SIG", "SZ.CTX", "SZ.TYPE/TOTAL", "SZ.CTXMODE/MODE"],
        page: include_str!("../../../docs/CTX-10.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let arms =
        |record: &Record| record.answers.get("ARMS_TOTAL").and_then(Observation::count).unwrap_or_default();
    let multi = context.code(&CellKey::field("SZ.CTXMODE", "MODE")) == Some("MULTI");
    let severity = if multi { Severity::Error } else { Severity::Warning };
    for (key, count) in context.contexts() {
        let own = context.incidents().filter(|(_, record)| context.has_context(record, key.row.as_str()));
        let sum = saturating_sum(own.map(|(_, record)| arms(record)));
        if sum > count {
            out.push(
                context.finding(&RULE, At::Cell(key)).severity(severity).arg("sum", sum).arg("count", count),
            );
        }
    }
    let key = CellKey::count("SZ.TYPE", "TOTAL");
    let sum = saturating_sum(context.incidents().map(|(_, record)| arms(record)));
    if let Some(count) = context.response.count(&key).filter(|count| sum > *count) {
        let finding = context.finding(&RULE, At::Cell(key)).outcome("total").severity(severity);
        out.push(finding.arg("sum", sum).arg("count", count));
    }
}
