//! The rate of indicator 16.4.2 is near that of the year before.

use crate::indicator::Rate;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-14",
        name: "rate-jumped",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ", "earlier years"],
        page: include_str!("../../../docs/TRC-14.md"),
    },
    thresholds: &["points", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    let least = context.threshold(&RULE, "least");
    let large = |rate: &Rate| as_number(rate.denominator) >= least;
    let Some(before) = context.rate(|key| past.before(key)).filter(large) else { return };
    let Some(now) = context.rate_now(&RULE, out).filter(large) else { return };
    // A row that holds another's number as well is not compared.
    if context.rate(|key| past.now(key)).is_none() {
        return;
    }
    let (Some(was), Some(is)) = (before.percent(), now.percent()) else { return };
    let points = (is - was).abs();
    // The row whose share of the denominator moved most is where to look first.
    let share =
        |count: Option<u64>, rate: Rate| as_number(count.unwrap_or_default()) / as_number(rate.denominator);
    let moved = |key: &CellKey| (share(past.now(key), now) - share(past.before(key), before)).abs();
    let most = context.denominator().iter().max_by(|a, b| moved(a).total_cmp(&moved(b)));
    if let Some(key) = most.filter(|_| points > context.threshold(&RULE, "points")) {
        let year = context.response.year;
        let series = [(year.saturating_sub(1), was), (year, is)];
        let series = series.map(|(year, rate)| Arg::from(format!("{year}: {rate:.1} %")));
        let finding = context.finding(&RULE, At::Cell(key.clone())).arg("points", points);
        out.push(finding.arg("series", Arg::List(series.to_vec())));
    }
}
