//! Machine guns are a small part of the arms seized; light weapons stand among other arms.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-13",
        name: "many-machine-guns",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/MG", "SZ.TYPE/OTHER", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SEI-13.md"),
    },
    thresholds: &["share", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    if let Some((key, count, total)) = machine_guns(context) {
        let finding = context.finding(&RULE, At::Cell(key)).arg("count", count).arg("total", total);
        let finding = context.also(finding, At::Cell(CellKey::count("SZ.TYPE", "OTHER")));
        out.push(finding.arg("share", per_cent(count, total)));
    }
}

/// Machine guns where they are too many, and all arms.
pub(super) fn machine_guns(context: &Context<'_>) -> Option<(CellKey, u64, u64)> {
    let least = context.threshold(&RULE, "least");
    large_type(context, "MG", context.threshold(&RULE, "share"))
        .filter(|(_, _, total)| as_number(*total) >= least)
}
