//! Not every row of a table is a typed zero, unless the table says that there was no such case.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-01",
        name: "every-row-zero",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table"],
        page: include_str!("../../../docs/STA-01.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (table, counts) in context.count_tables().filter(|(_, counts)| counts.closed().len() > 2) {
        let rows: Vec<_> = counts.closed().iter().filter(|row| !row.import_only).collect();
        let is_zero = |code: &RowCode| {
            context
                .cell(&table.id, code)
                .is_some_and(|cell| cell.availability == Availability::Zero && !cell.inherited)
        };
        if rows.iter().all(|row| is_zero(&row.code)) {
            let code = counts
                .total()
                .map_or_else(|| rows.first().map(|row| row.code.clone()), |row| Some(row.code.clone()));
            if let Some(code) = code {
                out.push(context.finding(&RULE, At::Cell(CellKey::count(table.id.clone(), code))));
            }
        }
    }
}
