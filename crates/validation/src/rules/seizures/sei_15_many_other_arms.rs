//! Most arms seized stand in a class with a name.

use super::sei_13_many_machine_guns::machine_guns;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-15",
        name: "many-other-arms",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/OTHER", "SZ.TYPE/MG", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-15.md"),
    },
    thresholds: &["share"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    // Where machine guns are too many, that warning asks for the row of other arms already (SEI-13).
    if machine_guns(context).is_some() {
        return;
    }
    if let Some((key, count, total)) = large_type(context, "OTHER", context.threshold(&RULE, "share")) {
        let finding = context.finding(&RULE, At::Cell(key)).arg("count", count).arg("total", total);
        let finding = context.also(finding, At::Cell(arms_seized()));
        out.push(finding.arg("share", per_cent(count, total)));
    }
}
