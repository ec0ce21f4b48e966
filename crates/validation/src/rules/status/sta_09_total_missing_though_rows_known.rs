//! Where every row is known, the total is given.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-09",
        name: "total-missing-though-rows-known",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table"],
        page: include_str!("../../../docs/STA-09.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (table, counts) in context.count_tables() {
        let Some(total) = counts.total() else { continue };
        let key = CellKey::count(table.id.clone(), total.code.clone());
        if context.response.cell(&key).is_none_or(|cell| cell.availability != Availability::NotAvailable) {
            continue;
        }
        let rows: Option<Vec<u64>> = counts.parts().map(|row| context.count(&table.id, &row.code)).collect();
        if let Some(rows) = rows.filter(|rows| !rows.is_empty()) {
            out.push(context.finding(&RULE, At::Cell(key)).arg("sum", saturating_sum(&rows)));
        }
    }
}
