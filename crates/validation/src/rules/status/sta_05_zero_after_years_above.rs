//! A table that was well above zero in recent years is not all zero now.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-05",
        name: "zero-after-years-above",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table", "earlier years"],
        page: include_str!("../../../docs/STA-05.md"),
    },
    thresholds: &["mean", "years"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (table, counts) in context.count_tables() {
        let Some(total) = counts.total() else { continue };
        let all_zero = counts
            .closed()
            .iter()
            .filter(|row| !row.import_only)
            .all(|row| context.count(&table.id, &row.code) == Some(0));
        let key = CellKey::count(table.id.clone(), total.code.clone());
        let years = as_whole(context.threshold(&RULE, "years"));
        let before: Vec<_> = context.series(&key).into_iter().rev().take(years).collect();
        let (sum, years) = (
            saturating_sum(before.iter().map(|(_, count)| count)),
            u64::try_from(before.len()).unwrap_or_default(),
        );
        if all_zero && years > 0 && as_number(sum) > context.threshold(&RULE, "mean") * as_number(years) {
            out.push(context.finding(&RULE, At::Cell(key)).arg("mean", sum / years));
        }
    }
}
