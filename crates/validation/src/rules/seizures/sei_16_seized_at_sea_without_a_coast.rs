//! Arms are not seized on vessels where another answer says that the State has no coast.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-16",
        name: "seized-at-sea-without-a-coast",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.PLACE/SEA", "FL.TRANSPORT/SEA"],
        page: include_str!("../../../docs/SEI-16.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("SZ.PLACE", "SEA");
    let Some(count) = context.response.count(&key).filter(|count| *count > 0) else { return };
    let transport = schema::TableId::from("FL.TRANSPORT");
    let no_coast: Vec<_> = context
        .response
        .table(&transport)
        .filter(|(key, cell)| {
            // What follows from the table as a whole says nothing of the sea.
            key.row == "SEA" && cell.availability == Availability::NotApplicable && !cell.inherited
        })
        .map(|(key, _)| key.clone())
        .collect();
    let Some(first) = no_coast.first() else { return };
    let finding = context.finding(&RULE, At::Cell(key)).arg("count", count).arg("other", first.clone());
    out.push(no_coast.into_iter().fold(finding, |finding, key| context.also(finding, At::Cell(key))));
}
