//! The State has approved the publication.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "PUB-01",
        name: "not-approved",
        severities: &[Severity::Error],
        gate: Gate::Publish,
        since: "2026.2",
        inputs: &["clearance"],
        page: include_str!("../../../docs/PUB-01.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    if context.known.clearance.as_ref().is_some_and(|clearance| clearance.approved.is_none()) {
        out.push(context.finding(&RULE, At::Submission));
    }
}
