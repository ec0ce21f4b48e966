//! The rate of 16.4.2 of this year is close to the rate that was published of it.

use schema::indicator::Method;

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SDG-10",
        name: "published-rate-changes",
        severities: &[Severity::Warning],
        gate: Gate::Publish,
        since: "2026.2",
        inputs: &["TR.SZ", "published data"],
        page: include_str!("../../../docs/SDG-10.md"),
    },
    thresholds: &["points"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(published) = context.known.published.get(&context.response.year) else { return };
    for indicator in &context.questionnaire.indicators {
        let Some(method) = indicator.methods.first() else { continue };
        let rates = rate(method, context.response).zip(rate(method, published));
        let Some((now, before)) =
            rates.filter(|(now, before)| (now - before).abs() > context.threshold(&RULE, "points"))
        else {
            continue;
        };
        // The cell to look at first is the one that differs most.
        let count = |response: &Response, key: &CellKey| response.count(key).unwrap_or_default();
        let differs = |key: &&CellKey| count(context.response, key).abs_diff(count(published, key));
        let Some(cell) = method.denominator.iter().max_by_key(differs) else { continue };
        let finding = context
            .finding(&RULE, At::Cell(cell.clone()))
            .arg("now", two_decimals(now))
            .arg("before", two_decimals(before))
            .arg("cell", cell.clone())
            .arg("count", count(context.response, cell))
            .arg("published", count(published, cell));
        out.push(finding);
    }
}

/// The rate of one year in per cent; rows without an answer count as 0, as the method says. `None` without a
/// denominator.
fn rate(method: &Method, response: &Response) -> Option<f64> {
    let sum = |keys: &[CellKey]| saturating_sum(keys.iter().filter_map(|key| response.count(key)));
    let (numerator, denominator) = (sum(&method.numerator), sum(&method.denominator));
    (denominator > 0).then(|| 100.0 * as_number(numerator) / as_number(denominator))
}

fn two_decimals(rate: f64) -> f64 {
    (rate * 100.0).round() / 100.0
}
