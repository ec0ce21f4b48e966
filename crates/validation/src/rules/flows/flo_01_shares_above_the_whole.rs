//! The percentages of a list of countries add up to a hundred at most.

use crate::amount::decimal;
use crate::listing::{COUNTRIES, TRANSIT, largest_first};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "FLO-01",
        name: "shares-above-the-whole",
        severities: &[Severity::Error, Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["FL.MANUF", "FL.DEPART", "FL.TRANSIT", "FL.DEST"],
        page: include_str!("../../../docs/FLO-01.md"),
    },
    thresholds: &["total"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let most = context.threshold(&RULE, "total");
    for table in COUNTRIES.map(schema::TableId::from) {
        let shares = context.response.table(&table).filter(|(key, _)| key.column == "SHARE");
        let shares: Vec<_> =
            shares.filter_map(|(key, _)| Some((key, decimal(context.response, key)?))).collect();
        let sum = shares.iter().map(|(_, share)| share).sum::<f64>();
        if sum > most
            && let Some(finding) = largest_first(context, &RULE, shares)
        {
            // Arms may pass through several countries.
            let finding = if table == TRANSIT {
                finding.outcome("transit").severity(Severity::Warning)
            } else {
                finding
            };
            out.push(finding.arg("table", table.clone()).arg("sum", sum).arg("most", most));
        }
    }
}
