//! The reference period is the calendar year.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-16",
        name: "period-not-a-calendar-year",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["M0.PERIOD/CALENDAR"],
        page: include_str!("../../../docs/STR-16.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::field("M0.PERIOD", "CALENDAR");
    if context.code(&key) == Some("NO") {
        out.push(context.finding(&RULE, At::Cell(key)));
    }
}
