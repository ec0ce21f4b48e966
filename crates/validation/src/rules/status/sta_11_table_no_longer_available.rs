//! A table that was reported the year before is not wholly unavailable now.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-11",
        name: "table-no-longer-available",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table", "earlier years"],
        page: include_str!("../../../docs/STA-11.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(earlier) = context.before() else { return };
    for (table, _) in context.count_tables() {
        let was = earlier.table(&table.id).any(|(_, cell)| cell.count().is_some_and(|count| count > 0));
        if was && context.is_gone(&table.id) {
            out.push(context.finding(&RULE, At::Declaration(table.id.clone(), DeclarationItem::Status)));
        }
    }
}
