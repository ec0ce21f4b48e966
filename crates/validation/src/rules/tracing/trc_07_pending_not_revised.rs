//! Where tracing was pending the year before, those figures are revised in this return.

use schema::TableId;

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-07",
        name: "pending-not-revised",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ", "TR.FD", "TR.SU", "earlier years", "corrections"],
        page: include_str!("../../../docs/TRC-07.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(earlier) = context.before() else { return };
    let pending = |table: &str| earlier.count(&CellKey::count(table, "UI.PE")).filter(|count| *count > 0);
    let is_revised = |table: &TableId| {
        let review = context.response.declaration(table).and_then(schema::Declaration::review);
        review == Some(Review::Revised) || super::is_corrected(context, earlier.year, table)
    };
    let open: Vec<(TableId, u64)> = super::TRACED
        .iter()
        .filter_map(|table| Some((TableId::from(*table), pending(table)?)))
        .filter(|(table, _)| !is_revised(table))
        .collect();
    let Some((first, _)) = open.first() else { return };
    let at = |table: &TableId| At::Declaration(table.clone(), DeclarationItem::Review);
    let cell = |table: &TableId| At::Cell(CellKey::count(table.clone(), "UI.PE"));
    let series = [(earlier.year, saturating_sum(open.iter().map(|(_, count)| count)))];
    let tables = open.iter().map(|(table, _)| Arg::Table(table.clone())).collect();
    let finding = context
        .finding(&RULE, at(first))
        .arg("tables", Arg::List(tables))
        .arg("series", Context::shown(&series));
    let finding = open.iter().skip(1).fold(finding, |finding, (table, _)| context.also(finding, at(table)));
    let places = open.iter().map(|(table, _)| schema::Place::new(earlier.year, cell(table)));
    out.push(places.fold(finding, |finding, place| finding.also(place, None)));
}
