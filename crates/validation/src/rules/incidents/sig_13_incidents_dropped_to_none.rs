//! A State that reported several significant seizures the year before reports one now.

use schema::response::TableStatus;

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-13",
        name: "incidents-dropped-to-none",
        severities: &[Severity::Note],
        gate: Gate::Accept,
        since: "2026.2",
        inputs: &["SIG", "earlier years"],
        page: include_str!("../../../docs/SIG-13.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let table = schema::TableId::from("SIG");
    let held = |response: &Response| response.records.get(&table).map_or(0, Vec::len);
    let count = |response: &Response| u64::try_from(held(response)).unwrap_or_default();
    // A table that is not available does not say that there was no case.
    let status = context.response.declaration(&table).and_then(schema::Declaration::status);
    if count(context.response) > 0 || status == Some(TableStatus::NotAvailable) {
        return;
    }
    let Some(before) = context.before().map(count) else { return };
    if as_number(before) < context.threshold(&RULE, "least") {
        return;
    }
    let years = context.known.earlier.iter().map(|(year, response)| (*year, count(response)));
    let series: Vec<_> = years.filter(|(_, count)| *count > 0).collect();
    let at = At::Declaration(table, DeclarationItem::Status);
    out.push(context.finding(&RULE, at).arg("before", before).arg("series", Context::shown(&series)));
}
