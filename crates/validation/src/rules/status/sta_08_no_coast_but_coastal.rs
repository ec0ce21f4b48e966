//! Seizures at sea are not applicable only to States without a coast.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-08",
        name: "no-coast-but-coastal",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.PLACE/SEA", "countries"],
        page: include_str!("../../../docs/STA-08.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("SZ.PLACE", "SEA");
    let country = context.questionnaire.countries.get(context.response.country.as_str());
    let is_nap = context
        .response
        .cell(&key)
        .is_some_and(|cell| cell.availability == Availability::NotApplicable && !cell.inherited);
    if is_nap && country.is_some_and(|country| !country.landlocked) {
        out.push(context.finding(&RULE, At::Cell(key)));
    }
}
