//! A price is above zero, low, typical and high stand in order, and the currency is named.

use crate::amount::decimal;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "PRI-01",
        name: "prices-out-of-order",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["PR.PRICE"],
        page: include_str!("../../../docs/PRI-01.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(counts) = context.questionnaire.table("PR.PRICE").and_then(Table::counts) else { return };
    for row in counts.closed() {
        let key = |column: &str| CellKey::new("PR.PRICE", row.code.clone(), column);
        let prices = ["LOW", "TYPICAL", "HIGH"].map(key);
        let known = prices.iter().filter_map(|key| Some((key, decimal(context.response, key)?)));
        let known: Vec<_> = known.collect();
        for (key, price) in known.iter().filter(|(_, price)| *price <= 0.0) {
            out.push(context.finding(&RULE, At::Cell((*key).clone())).outcome("zero").arg("price", *price));
        }
        // Each known price beside the next known one.
        for ((lower, left), (upper, right)) in known.iter().zip(known.iter().skip(1)) {
            if left > right {
                let finding = context.finding(&RULE, At::Cell((*lower).clone())).outcome("order");
                let finding = context.also(finding, At::Cell((*upper).clone()));
                let finding = finding.arg("left", (*lower).clone()).arg("lower", *left);
                out.push(finding.arg("right", (*upper).clone()).arg("upper", *right));
            }
        }
        let currency = key("CURRENCY");
        let unnamed =
            context.response.cell(&currency).is_none_or(|cell| cell.value.is_none() && cell.unread.is_none());
        if let (Some((price, _)), true) = (known.first(), unnamed) {
            let finding = context.finding(&RULE, At::Cell(currency)).outcome("currency");
            out.push(context.also(finding, At::Cell((*price).clone())));
        }
    }
}
