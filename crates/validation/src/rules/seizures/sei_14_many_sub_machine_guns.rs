//! Sub-machine guns are a small part of the arms seized.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-14",
        name: "many-sub-machine-guns",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/SMG", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-14.md"),
    },
    thresholds: &["share", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let large = large_type(context, "SMG", context.threshold(&RULE, "share"));
    let least = context.threshold(&RULE, "least");
    if let Some((key, count, total)) = large.filter(|(_, _, total)| as_number(*total) >= least) {
        let finding = context.finding(&RULE, At::Cell(key)).arg("count", count).arg("total", total);
        let finding = context.also(finding, At::Cell(arms_seized()));
        out.push(finding.arg("share", per_cent(count, total)));
    }
}
