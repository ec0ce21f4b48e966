//! Where arms were made by industry some of them are uniquely marked.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "MRK-02",
        name: "industrial-arms-without-unique-marks",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.MARK/UNIQ", "SZ.COND/INDUST", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/MRK-02.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (unique, industrial) = (CellKey::count("SZ.MARK", "UNIQ"), CellKey::count("SZ.COND", "INDUST"));
    let least = context.threshold(&RULE, "least");
    let enough = context.response.count(&arms_seized()).is_some_and(|arms| as_number(arms) >= least);
    let made = context.response.count(&industrial).filter(|count| *count > 0);
    if let (Some(count), Some(0), true) = (made, context.response.count(&unique), enough) {
        let finding = context.finding(&RULE, At::Cell(unique)).arg("count", count);
        out.push(context.also(finding, At::Cell(industrial)));
    }
}
