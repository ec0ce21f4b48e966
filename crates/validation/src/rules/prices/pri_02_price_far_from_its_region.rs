//! A typical price is near the median of the region: same type, level of the market and currency.

use crate::amount::{code, decimal};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "PRI-02",
        name: "price-far-from-its-region",
        severities: &[Severity::Warning],
        gate: Gate::Accept,
        since: "2026.2",
        inputs: &["PR.PRICE", "other States", "countries"],
        page: include_str!("../../../docs/PRI-02.md"),
    },
    thresholds: &["low", "high", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(counts) = context.questionnaire.table("PR.PRICE").and_then(Table::counts) else { return };
    let (low, high) = (context.threshold(&RULE, "low"), context.threshold(&RULE, "high"));
    let least = context.threshold(&RULE, "least");
    let neighbours = neighbours(context);
    for row in counts.closed() {
        let key = CellKey::new("PR.PRICE", row.code.clone(), "TYPICAL");
        let currency_key = CellKey::new("PR.PRICE", row.code.clone(), "CURRENCY");
        let (Some(price), Some(currency)) =
            (decimal(context.response, &key).filter(|price| *price > 0.0), context.code(&currency_key))
        else {
            continue;
        };
        let prices: Vec<_> = neighbours
            .iter()
            .filter(|other| code(other, &currency_key) == Some(currency))
            .filter_map(|other| decimal(other, &key).filter(|price| *price > 0.0))
            .collect();
        let states = u64::try_from(prices.len()).unwrap_or_default();
        let Some(median) = median(prices).filter(|_| as_number(states) >= least) else { continue };
        if price < median * low || price > median * high {
            let finding = context.finding(&RULE, At::Cell(key)).arg("price", price).arg("median", median);
            let currency = Arg::Code("currency".into(), currency.into());
            out.push(finding.arg("currency", currency).arg("states", states));
        }
    }
}

/// The responses of the other States of the region.
fn neighbours<'a>(context: &Context<'a>) -> Vec<&'a Response> {
    let region = |country: &str| context.questionnaire.countries.get(country).map(|country| &country.region);
    let own = &context.response.country;
    let Some(here) = region(own.as_str()) else { return Vec::new() };
    let others = context.known.others.iter().filter(|(country, _)| *country != own);
    others
        .filter(|(country, _)| region(country.as_str()) == Some(here))
        .map(|(_, response)| response)
        .collect()
}

/// The value in the middle, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get((values.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}
