//! A cell that was above zero in every earlier year is not zero now, and one that was always zero is not above it.

use crate::past::{Departure, Past, grouped, headline, repeats_headline};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-17",
        name: "steady-cell-flipped",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["every count table", "earlier years"],
        page: include_str!("../../../docs/HIS-17.md"),
    },
    thresholds: &["years", "least"],
    check,
};

/// Which way a cell flipped.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Flip {
    /// Zero after years above.
    Fallen,
    /// Above zero after years of zero.
    Risen,
}

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    let mut departures = Vec::new();
    for (table, counts) in context.count_tables() {
        let rows = counts.closed().iter().filter(|row| !row.import_only);
        // A table that is zero as a whole is judged by STA-05.
        let all_zero = rows.clone().all(|row| context.count(&table.id, &row.code) == Some(0));
        for row in rows {
            let key = CellKey::count(table.id.clone(), row.code.clone());
            let flip = flip(context, past, &key);
            // That less is unknown than before needs no explanation.
            let better = row.role == RowRole::Unknown && flip == Some(Flip::Fallen);
            if let Some((now, flip)) = past.now(&key).zip(flip)
                && !(all_zero || better || repeats_headline(past, &key))
            {
                departures.push(Departure::new(table, counts, row, now, flip));
            }
        }
    }
    for group in grouped(&departures) {
        let Some((first, others)) = group.split_first() else { continue };
        let finding = context
            .finding(&RULE, At::Cell(first.key.clone()))
            .outcome(if first.kind == Flip::Fallen { "fallen" } else { "risen" })
            .arg("now", first.now)
            .arg("series", Context::shown(past.series(&first.key)));
        out.push(
            others.iter().fold(finding, |finding, other| context.also(finding, At::Cell(other.key.clone()))),
        );
    }
}

/// Whether the headline figure flipped.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    flip(context, past, &headline()).is_some()
}

fn flip(context: &Context<'_>, past: &Past<'_>, key: &CellKey) -> Option<Flip> {
    let (now, others) = (past.now(key)?, past.counts(key));
    if others.len() < as_whole(context.threshold(&RULE, "years")) || past.is_broken(key) {
        return None;
    }
    let is_large = |count: &u64| as_number(*count) >= context.threshold(&RULE, "least");
    if now == 0 && others.iter().all(is_large) {
        Some(Flip::Fallen)
    } else if is_large(&now) && others.iter().all(|count| *count == 0) {
        Some(Flip::Risen)
    } else {
        None
    }
}
