//! The date of a significant seizure lies within the reference period.

use crate::incident::Incident;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-01",
        name: "date-outside-the-period",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG", "M0.PERIOD"],
        page: include_str!("../../../docs/SIG-01.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some((from, to)) = period(context) else { return };
    for incident in Incident::all(context) {
        let answer = incident.record.answers.get("DATE").and_then(|answer| answer.value.as_ref());
        // Dates are written year first, so that their texts stand in the order of time.
        let Some(date) = answer.map(Value::to_string) else { continue };
        if date < from || date > to {
            let finding = incident.finding(context, &RULE, "DATE").arg("date", date);
            out.push(finding.arg("from", from.as_str()).arg("to", to.as_str()));
        }
    }
}

/// The first and the last day: of the calendar year, unless the return declares another period. Then nothing is judged
/// where its days are not stated.
fn period(context: &Context<'_>) -> Option<(String, String)> {
    let day = |field: &str| {
        let cell = context.response.cell(&CellKey::field("M0.PERIOD", field))?;
        cell.value.as_ref().map(Value::to_string)
    };
    if context.code(&CellKey::field("M0.PERIOD", "CALENDAR")) == Some("NO") {
        return Some((day("START")?, day("END")?));
    }
    let year = context.response.year;
    Some((format!("{year}-01-01"), format!("{year}-12-31")))
}
