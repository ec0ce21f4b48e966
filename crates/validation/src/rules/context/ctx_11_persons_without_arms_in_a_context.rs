//! Persons suspected of terrorism, drug trafficking or violent crime go with arms under that context, and the reverse.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-11",
        name: "persons-without-arms-in-a-context",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["CJ.OFF", "SZ.CTX"],
        page: include_str!("../../../docs/CTX-11.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let mut unknown = Vec::new();
    for row in ["TERR", "DRUG", "VIOL"] {
        let (persons, arms) = (CellKey::count("CJ.OFF", row), CellKey::count("SZ.CTX", row));
        match (context.response.count(&persons), context.response.count(&arms)) {
            (Some(count), Some(0)) if count > 0 => {
                let finding = context.finding(&RULE, At::Cell(arms)).outcome("persons").arg("persons", count);
                out.push(context.also(finding, At::Cell(persons)));
            }
            (Some(0), Some(count)) if count > 0 => {
                let finding = context.finding(&RULE, At::Cell(persons)).outcome("arms").arg("arms", count);
                out.push(context.also(finding, At::Cell(arms)));
            }
            (None, Some(_)) => unknown.push(persons),
            (Some(_), None) => unknown.push(arms),
            _ => {}
        }
    }
    if let Some(first) = unknown.first() {
        out.not_evaluable.push(context.not_evaluable(&RULE, first, unknown.clone()));
    }
}
