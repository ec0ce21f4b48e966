//! A corrected figure of an earlier year has a reason: correction, late data, tracing completed or definition change.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-10",
        name: "correction-without-reason",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["corrections"],
        page: include_str!("../../../docs/HIS-10.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (year, cells) in &context.submission.corrections {
        for (key, corrected) in cells.iter().filter(|(_, corrected)| corrected.reason.is_none()) {
            let place = schema::Place::new(*year, At::Cell(key.clone()));
            let finding = Finding::new(&RULE.meta, place, corrected.observation.origin.clone());
            let value = corrected.observation.value.as_ref().map(ToString::to_string).unwrap_or_default();
            out.push(finding.arg("year", u64::from(*year)).arg("value", value));
        }
    }
}
