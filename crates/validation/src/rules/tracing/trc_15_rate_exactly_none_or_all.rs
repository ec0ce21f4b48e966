//! The rate of indicator 16.4.2 is not exactly 0 or 100 per cent where many arms count.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-15",
        name: "rate-exactly-none-or-all",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ"],
        page: include_str!("../../../docs/TRC-15.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (numerator, denominator) = (context.numerator(), context.denominator());
    let known = saturating_sum(context.denominators());
    let is_large = as_number(known) >= context.threshold(&RULE, "least");
    if !is_large {
        return;
    }
    // Without a traced arm the rate is 0, whatever the other rows hold.
    let none = numerator.iter().all(|key| context.response.count(key) == Some(0));
    if none {
        let owner = CellKey::count("TR.SZ", "UI.LN");
        let owner = context.response.count(&owner).filter(|count| *count > 0).map(|_| owner);
        let rest = denominator.iter().filter(|key| !numerator.contains(key));
        let cells = numerator.iter().chain(rest).cloned().chain(owner);
        out.list.extend(finding(context, cells, "none", known));
    } else if let Some(rate) = context.rate_now(&RULE, out).filter(|rate| rate.numerator == rate.denominator)
    {
        let rest = denominator.iter().filter(|key| !numerator.contains(key));
        out.list.extend(finding(context, rest.cloned(), "all", rate.denominator));
    }
}

/// The finding at the first of the cells, with the others.
fn finding(
    context: &Context<'_>,
    cells: impl Iterator<Item = CellKey>,
    outcome: &'static str,
    count: u64,
) -> Option<Finding> {
    let mut places = cells.map(At::Cell);
    let finding = context.finding(&RULE, places.next()?).outcome(outcome).arg("count", count);
    Some(places.fold(finding, |finding, at| context.also(finding, at)))
}
