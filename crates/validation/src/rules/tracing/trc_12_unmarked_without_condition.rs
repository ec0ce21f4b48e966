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
    let Some(count) = context.response.count(&made).filter(|count| *count > 0) else { return };
    let conditions = context.illicit_conditions();
    if conditions.iter().any(|key| context.response.count(key).is_some_and(|count| count > 0)) {
        return;
    }
    let unknown = context.unknown(&conditions);
    if !unknown.is_empty() {
        out.not_evaluable.push(context.not_evaluable(&RULE, &made, unknown));
    } else if let Some(last) = conditions.last() {
        // What is otherwise made illicitly stands last.
        let finding = context.finding(&RULE, At::Cell(last.clone())).arg("count", count);
        out.push(context.also(finding, At::Cell(made)));
    }
}
