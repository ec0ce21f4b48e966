//! Among many persons, women are neither hardly any nor nearly half.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CJS-09",
        name: "share-of-women-implausible",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["CJ.ARR", "CJ.PRO", "CJ.CON"],
        page: include_str!("../../../docs/CJS-09.md"),
    },
    thresholds: &["most", "fewest", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let least = context.threshold(&RULE, "least");
    for stage in super::STAGES {
        let (all, women) = (super::total(stage), CellKey::count(stage, "F"));
        if context.response.count(&all).is_none_or(|count| as_number(count) < least) {
            continue;
        }
        let Some([total, count]) = context.all_known(&RULE, [&all, &women], out) else { continue };
        let share = as_number(count) / as_number(total);
        let outcome = if share > context.threshold(&RULE, "most") {
            "many"
        } else if share < context.threshold(&RULE, "fewest") {
            "few"
        } else {
            continue;
        };
        let finding = context.finding(&RULE, At::Cell(women)).outcome(outcome).arg("women", count);
        let finding = finding.arg("total", total).arg("share", 100.0 * share);
        let finding = context.also(finding, At::Cell(CellKey::count(stage, "M")));
        out.push(context.also(finding, At::Cell(all)));
    }
}
