//! Where no arms were seized no breakdown shows any.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-04",
        name: "total-zero-but-breakdowns-not",
        severities: &[Severity::Error, Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/TOTAL", "SZ.JUST", "SZ.PLACE", "SZ.MARK", "SZ.COND", "SZ.CTX"],
        page: include_str!("../../../docs/SEI-04.md"),
    },
    thresholds: &[],
    check,
};

const BREAKDOWNS: [&str; 5] = ["SZ.PLACE", "SZ.JUST", "SZ.CTX", "SZ.COND", "SZ.MARK"];

fn check(context: &Context<'_>, out: &mut Findings) {
    let total = context.response.cell(&arms_seized()).filter(|cell| cell.count() == Some(0));
    let Some(total) = total else { return };
    let (mut tables, mut places, mut most) = (Vec::new(), Vec::new(), 0);
    for table in BREAKDOWNS.map(schema::TableId::from) {
        let cells = context.response.table(&table);
        let cells = cells.filter_map(|(key, cell)| Some((key, cell.count().filter(|count| *count > 0)?)));
        if let Some((key, count)) = cells.max_by_key(|(_, count)| *count) {
            places.push(key.clone());
            most = most.max(count);
            tables.push(Arg::Table(table));
        }
    }
    if places.is_empty() {
        return;
    }
    // A zero that only a publication shows may be a blank.
    let stated = total.availability == Availability::Zero;
    let severity = if stated { Severity::Error } else { Severity::Warning };
    let finding = context.finding(&RULE, At::Cell(arms_seized())).severity(severity);
    let finding = finding.arg("tables", Arg::List(tables)).arg("most", most);
    out.push(places.into_iter().fold(finding, |finding, key| context.also(finding, At::Cell(key))));
}
