//! Where arms cannot be identified because they were made illicitly, some arm is reported as made illicitly by condition.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-12",
        name: "unmarked-without-condition",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ/NU.IM", "SZ.COND"],
        page: include_str!("../../../docs/TRC-12.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let made = CellKey::count("TR.SZ", "NU.IM");
    let conditions = context.illicit_conditions();
    let Some(count) = context.alone(&RULE, &made, &conditions, out) else { return };
    // What is otherwise made illicitly stands last.
    if let Some(last) = conditions.last() {
        let finding = context.finding(&RULE, At::Cell(last.clone())).arg("count", count);
        out.push(context.also(finding, At::Cell(made)));
    }
}
