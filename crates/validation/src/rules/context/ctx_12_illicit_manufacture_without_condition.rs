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
    let made = context.response.count(&CellKey::count("SZ.JUST", "MANUF")).filter(|count| *count > 0);
    let conditions = context.illicit_conditions();
    let none = conditions.iter().all(|key| context.response.count(key) == Some(0));
    if let (Some(count), true) = (made, none) {
        let finding =
            context.finding(&RULE, At::Cell(CellKey::count("SZ.COND", "OTHERILL"))).arg("count", count);
        out.push(context.also(finding, At::Cell(CellKey::count("SZ.JUST", "MANUF"))));
    }
}
