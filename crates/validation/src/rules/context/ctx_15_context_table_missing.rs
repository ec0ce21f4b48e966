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
    let Some(earlier) = context.before() else { return };
    let table = schema::TableId::from("SZ.CTX");
    let given = |response: &Response| response.table(&table).any(|(_, cell)| cell.availability.is_known());
    if given(earlier) && !given(context.response) {
        out.push(context.finding(&RULE, At::Declaration(table.clone(), DeclarationItem::Status)));
    }
}
