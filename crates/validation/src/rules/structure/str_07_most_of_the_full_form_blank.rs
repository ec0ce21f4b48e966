//! In the full form, not more than half of the cells beyond the core are blank.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-07",
        name: "most-of-the-full-form-blank",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["tables of the full form"],
        page: include_str!("../../../docs/STR-07.md"),
    },
    thresholds: &["share"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    if context.submission.header.profile != Profile::Full || context.response.cells.is_empty() {
        return;
    }
    let mut all = 0_u64;
    let mut blank = 0_u64;
    for (table, counts) in context.count_tables().filter(|(table, _)| table.profile == Profile::Full) {
        for row in counts.closed().iter().filter(|row| !row.import_only) {
            all += 1;
            blank += u64::from(context.is_blank(&CellKey::count(table.id.clone(), row.code.clone())));
        }
    }
    if as_number(blank) > as_number(all) * context.threshold(&RULE, "share") {
        out.push(context.finding(&RULE, At::Submission).arg("blank", blank).arg("all", all));
    }
}
