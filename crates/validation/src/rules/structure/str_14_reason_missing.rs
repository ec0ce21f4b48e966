//! An estimate names its method, a withheld number and a word NAP name their reason, in the note.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-14",
        name: "reason-missing",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every cell"],
        page: include_str!("../../../docs/STR-14.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (key, cell) in &context.response.cells {
        let table_note = || {
            context.response.declaration(&key.table).is_some_and(|declaration| declaration.note().is_some())
        };
        if cell.note.is_some() || cell.inherited || table_note() {
            continue;
        }
        let outcome = if cell.quality.contains(&Quality::Estimate) {
            "EST"
        } else if cell.confidentiality == Confidentiality::Confidential {
            "CNF"
        } else if cell.availability == Availability::NotApplicable {
            "NAP"
        } else {
            continue;
        };
        out.push(context.finding(&RULE, At::Cell(key.clone())).outcome(outcome));
    }
}
