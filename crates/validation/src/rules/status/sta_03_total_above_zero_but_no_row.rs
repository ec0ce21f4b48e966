//! A total above zero has a row above zero.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-03",
        name: "total-above-zero-but-no-row",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table"],
        page: include_str!("../../../docs/STA-03.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (table, counts) in context.count_tables() {
        let Some(total) = counts.total() else { continue };
        let Some(count) = context.count(&table.id, &total.code).filter(|count| *count > 0) else { continue };
        let mut rows = counts.parts().peekable();
        if rows.peek().is_some() && rows.all(|row| context.count(&table.id, &row.code) == Some(0)) {
            let at = At::Cell(CellKey::count(table.id.clone(), total.code.clone()));
            out.push(context.finding(&RULE, at).arg("total", count));
        }
    }
}
