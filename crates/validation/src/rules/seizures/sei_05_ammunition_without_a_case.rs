//! Where ammunition was seized there was a case, with or without arms.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-05",
        name: "ammunition-without-a-case",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.CASES/TOTAL", "SZ.TYPE/TOTAL", "AM.TOTAL/TOTAL"],
        page: include_str!("../../../docs/SEI-05.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (cases, rounds) = (CellKey::count("SZ.CASES", "TOTAL"), CellKey::count("AM.TOTAL", "TOTAL"));
    let none = [&cases, &arms_seized()].iter().all(|key| context.response.count(key) == Some(0));
    let seized = context.response.count(&rounds).filter(|count| *count > 0);
    if let (Some(count), true) = (seized, none) {
        let finding = context.finding(&RULE, At::Cell(cases)).arg("rounds", count);
        let finding = context.also(finding, At::Cell(arms_seized()));
        out.push(context.also(finding, At::Cell(rounds)));
    }
}
