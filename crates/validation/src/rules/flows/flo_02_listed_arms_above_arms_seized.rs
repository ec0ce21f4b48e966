//! A list of countries or of means of transport holds no more arms than were seized.

use crate::listing::{COUNTRIES, largest_first};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "FLO-02",
        name: "listed-arms-above-arms-seized",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["FL.MANUF", "FL.DEPART", "FL.TRANSIT", "FL.DEST", "FL.TRANSPORT", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/FLO-02.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("SZ.TYPE", "TOTAL");
    let Some(total) = context.response.count(&key) else { return };
    for table in COUNTRIES.into_iter().chain(["FL.TRANSPORT"]).map(schema::TableId::from) {
        let cells = context.response.table(&table).filter(|(key, _)| key.column == CellKey::COUNT);
        let counts: Vec<_> = cells.filter_map(|(key, cell)| Some((key, cell.count()?))).collect();
        let sum = saturating_sum(counts.iter().map(|(_, count)| count));
        let parts = counts.into_iter().map(|(key, count)| (key, as_number(count))).collect();
        if sum > total
            && let Some(finding) = largest_first(context, &RULE, parts)
        {
            let finding = context.also(finding, At::Cell(key.clone())).arg("right", key.clone());
            out.push(finding.arg("table", table.clone()).arg("sum", sum).arg("total", total));
        }
    }
}
