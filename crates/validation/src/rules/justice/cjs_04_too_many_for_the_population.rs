//! The persons of a stage of proceedings are a small share of the population.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CJS-04",
        name: "too-many-for-the-population",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["CJ.ARR/TOTAL", "CJ.PRO/TOTAL", "CJ.CON/TOTAL", "countries"],
        page: include_str!("../../../docs/CJS-04.md"),
    },
    thresholds: &["share"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for key in super::STAGES.map(super::total) {
        let Some(count) = context.response.count(&key) else { continue };
        match population(context) {
            None => out.not_evaluable.push(context.not_evaluable(&RULE, &key, Vec::new())),
            Some(population) if is_too_many(context, count) => {
                let share = 100.0 * as_number(count) / as_number(population);
                let finding = context.finding(&RULE, At::Cell(key)).arg("count", count);
                out.push(finding.arg("population", population).arg("share", share));
            }
            Some(_) => {}
        }
    }
}

fn population(context: &Context<'_>) -> Option<u64> {
    let country = context.questionnaire.countries.get(context.response.country.as_str())?;
    country.population.filter(|population| *population > 0)
}

/// Whether so many persons are no plausible share of the population.
pub(super) fn is_too_many(context: &Context<'_>, count: u64) -> bool {
    let share = context.threshold(&RULE, "share");
    population(context).is_some_and(|population| as_number(count) > as_number(population) * share)
}
