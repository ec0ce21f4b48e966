//! A total of zero has no row above zero.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-02",
        name: "total-zero-but-row-not",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table"],
        page: include_str!("../../../docs/STA-02.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (table, counts) in context.count_tables() {
        let Some(total) = counts.total() else { continue };
        if context.count(&table.id, &total.code) != Some(0) {
            continue;
        }
        // Parts of a subtotal count as well.
        let mut rows = counts.closed().iter().filter(|row| row.code != total.code && !row.import_only);
        let row =
            rows.find_map(|row| Some((row, context.count(&table.id, &row.code).filter(|count| *count > 0)?)));
        if let Some((row, count)) = row {
            let at = At::Cell(CellKey::count(table.id.clone(), total.code.clone()));
            let key = CellKey::count(table.id.clone(), row.code.clone());
            let finding = context.finding(&RULE, at).arg("row", key.clone()).arg("count", count);
            out.push(context.also(finding, At::Cell(key)));
        }
    }
}
