//! Arms seized for illicit manufacture show among the manufacture conditions.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-12",
        name: "illicit-manufacture-without-condition",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.JUST/MANUF", "SZ.COND"],
        page: include_str!("../../../docs/CTX-12.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let made = CellKey::count("SZ.JUST", "MANUF");
    let Some(count) = context.alone(&RULE, &made, &context.illicit_conditions(), out) else { return };
    let finding = context.finding(&RULE, At::Cell(CellKey::count("SZ.COND", "OTHERILL")));
    out.push(context.also(finding.arg("count", count), At::Cell(made)));
}
