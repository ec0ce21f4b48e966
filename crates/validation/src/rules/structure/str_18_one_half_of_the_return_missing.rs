//! The figures and the metadata about them are both given.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-18",
        name: "one-half-of-the-return-missing",
        severities: &[Severity::Warning],
        gate: Gate::Accept,
        since: "2026.1",
        inputs: &["every cell"],
        page: include_str!("../../../docs/STR-18.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let given = |metadata: bool| {
        context.response.cells.iter().any(|(key, cell)| {
            key.table.as_str().starts_with("Q.") == metadata
                && !key.table.as_str().starts_with("M0.")
                && cell.value.is_some()
        })
    };
    match (given(false), given(true)) {
        (true, false) => out.push(context.finding(&RULE, At::Submission).outcome("metadata")),
        (false, true) => out.push(context.finding(&RULE, At::Submission).outcome("figures")),
        _ => {}
    }
}
