//! A count is not ten or a hundred times the usual size of the earlier years, or a tenth or hundredth of it: digits
//! that slipped.

use crate::past::{Departure, Past, grouped, headline, repeats_headline};
use crate::prelude::*;
use crate::series::{self, Slip};

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-15",
        name: "digits-slipped",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["every count table", "earlier years"],
        page: include_str!("../../../docs/HIS-15.md"),
    },
    thresholds: &["tolerance", "least", "years", "spread"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    let mut departures = Vec::new();
    for (table, counts) in context.count_tables() {
        for row in counts.closed().iter().filter(|row| !row.import_only) {
            let key = CellKey::count(table.id.clone(), row.code.clone());
            if repeats_headline(past, &key) {
                continue;
            }
            if let Some((now, slip)) = past.now(&key).zip(slip(context, past, &key, row.role)) {
                departures.push(Departure::new(table, counts, row, now, slip));
            }
        }
    }
    for group in grouped(&departures) {
        let Some((first, others)) = group.split_first() else { continue };
        let (key, counts) = (&first.key, past.counts(&first.key));
        let finding = context
            .finding(&RULE, At::Cell(key.clone()))
            .outcome(if first.kind.up { "more" } else { "fewer" })
            .arg("now", first.now)
            .arg("factor", first.kind.factor)
            .arg("usual", series::usual(&counts).unwrap_or_default().round())
            .arg("series", Context::shown(past.series(key)));
        out.push(
            others.iter().fold(finding, |finding, other| context.also(finding, At::Cell(other.key.clone()))),
        );
    }
}

/// Whether digits of the headline figure slipped.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    slip(context, past, &headline(), RowRole::Total).is_some()
}

/// Whether digits of a cell slipped. A total is judged by a single earlier year; a row moves more, and needs several
/// that are alike.
fn slip(context: &Context<'_>, past: &Past<'_>, key: &CellKey, role: RowRole) -> Option<Slip> {
    let now = past.now(key).filter(|now| *now > 0)?;
    let mut others = past.counts(key);
    others.retain(|count| *count > 0);
    let years = if role == RowRole::Total { 1 } else { as_whole(context.threshold(&RULE, "years")) };
    let is_steady = others.len() >= years && series::spread(&others) <= context.threshold(&RULE, "spread");
    let is_large = as_number(now).max(series::usual(&others)?) >= context.threshold(&RULE, "least");
    if !is_steady || !is_large || past.is_broken(key) {
        return None;
    }
    series::slip(now, &others, context.threshold(&RULE, "tolerance"))
}
