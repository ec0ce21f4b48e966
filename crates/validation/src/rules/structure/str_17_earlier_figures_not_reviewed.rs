//! Where the year before was reported, each of its tables is said to be confirmed or revised.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-17",
        name: "earlier-figures-not-reviewed",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every table", "earlier years"],
        page: include_str!("../../../docs/STR-17.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(earlier) = context.before() else { return };
    let open: Vec<_> = context
        .questionnaire
        .tables_in_order()
        .filter(|table| {
            table.declares.contains(&DeclarationItem::Review)
                && table.asked_in(context.submission.header.profile)
        })
        .filter(|table| earlier.table(&table.id).any(|(_, cell)| cell.availability.is_known()))
        .filter(|table| {
            let review = context.response.declaration(&table.id).and_then(schema::Declaration::review);
            !matches!(review, Some(Review::Confirmed | Review::Revised))
        })
        .collect();
    let Some(first) = open.first() else { return };
    let at = |table: &Table| At::Declaration(table.id.clone(), DeclarationItem::Review);
    let tables = open.iter().map(|table| Arg::Table(table.id.clone())).collect();
    let finding = context
        .finding(&RULE, at(first))
        .arg("year", u64::from(earlier.year))
        .arg("tables", Arg::List(tables));
    out.push(open.iter().skip(1).fold(finding, |finding, table| context.also(finding, at(table))));
}
