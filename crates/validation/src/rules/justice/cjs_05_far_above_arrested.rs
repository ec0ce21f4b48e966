//! Prosecuted and convicted persons are not ten times as many as the arrested.

use super::cjs_04_too_many_for_the_population::is_too_many;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CJS-05",
        name: "far-above-arrested",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["CJ.ARR/TOTAL", "CJ.PRO/TOTAL", "CJ.CON/TOTAL", "countries"],
        page: include_str!("../../../docs/CJS-05.md"),
    },
    thresholds: &["factor", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let [arr, pro, con] = super::STAGES.map(super::total);
    let (factor, least) = (context.threshold(&RULE, "factor"), context.threshold(&RULE, "least"));
    // What is too much for the population is said there (CJS-04).
    let many = |key: &CellKey| {
        let count = context.response.count(key)?;
        (as_number(count) >= least && !is_too_many(context, count)).then_some(count)
    };
    let Some(arrested) = context.response.count(&arr) else {
        if many(&pro).or(many(&con)).is_some() {
            out.not_evaluable.push(context.not_evaluable(&RULE, &arr, vec![arr.clone()]));
        }
        return;
    };
    let far = |key: &CellKey| many(key).filter(|count| as_number(*count) > as_number(arrested) * factor);
    let at = |key: &CellKey| At::Cell(key.clone());
    let finding = match (far(&pro), far(&con)) {
        (Some(prosecuted), Some(convicted)) => {
            let finding = context.finding(&RULE, at(&pro)).outcome("both").arg("prosecuted", prosecuted);
            context.also(finding.arg("convicted", convicted), at(&con))
        }
        (Some(prosecuted), None) => {
            context.finding(&RULE, at(&pro)).outcome("prosecuted").arg("prosecuted", prosecuted)
        }
        (None, Some(convicted)) => {
            context.finding(&RULE, at(&con)).outcome("convicted").arg("convicted", convicted)
        }
        (None, None) => return,
    };
    out.push(context.also(finding, At::Cell(arr)).arg("arrested", arrested));
}
