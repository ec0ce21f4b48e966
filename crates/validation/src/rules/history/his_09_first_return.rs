//! The State has reported before: otherwise nothing can be compared.

use crate::known::History;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-09",
        name: "first-return",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["earlier years"],
        page: include_str!("../../../docs/HIS-09.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    if context.known.history == History::Complete && context.known.earlier.is_empty() {
        out.push(context.finding(&RULE, At::Submission));
    }
}
