//! The context table is given where it was given the year before.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-15",
        name: "context-table-missing",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.CTX", "earlier years"],
        page: include_str!("../../../docs/CTX-15.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let table = schema::TableId::from("SZ.CTX");
    let is_given = context.response.table(&table).any(|(_, cell)| cell.availability.is_known());
    let was_given = || context.parts("SZ.CTX").iter().any(|key| context.past().before(key).is_some());
    if !is_given && was_given() {
        out.push(context.finding(&RULE, At::Declaration(table, DeclarationItem::Status)));
    }
}
