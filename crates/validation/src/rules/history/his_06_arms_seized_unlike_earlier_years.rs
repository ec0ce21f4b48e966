//! The arms seized are not far from the usual size of at least four earlier years (robust z-score of the logarithm).

use super::{Verdict, verdict};
use crate::past::{Past, headline};
use crate::prelude::*;
use crate::series;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-06",
        name: "arms-seized-unlike-earlier-years",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/TOTAL", "earlier years"],
        page: include_str!("../../../docs/HIS-06.md"),
    },
    thresholds: &["score", "years", "least", "spread", "near"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (past, key) = (context.past(), headline());
    if verdict(context, past) == Some(Verdict::UnlikeEarlierYears)
        && let Some((now, usual)) = past.now(&key).zip(series::usual(&past.counts(&key)))
    {
        let finding = context
            .finding(&RULE, At::Cell(key.clone()))
            .outcome(if as_number(now) > usual { "more" } else { "fewer" })
            .arg("now", now)
            .arg("usual", usual.round())
            .arg("series", Context::shown(past.series(&key)));
        out.push(finding);
    }
}

/// Enough years are known, one side is of some size, and the year is far from all of them. A new level is told once:
/// not again where the last year known was as far from those before it, and this one is near it.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    let Some(now) = past.now(&headline()) else { return false };
    let mut others = past.counts(&headline());
    others.retain(|count| *count > 0);
    let is_far = |count: u64, others: &[u64]| {
        let score = series::score(count, others, context.threshold(&RULE, "spread"));
        score.is_some_and(|score| score > context.threshold(&RULE, "score"))
    };
    let is_told = others.split_last().is_some_and(|(last, before)| {
        is_far(*last, before) && series::ratio(now, *last) <= context.threshold(&RULE, "near")
    });
    let size = series::usual(&others).map(|usual| usual.max(as_number(now)));
    others.len() >= as_whole(context.threshold(&RULE, "years"))
        && size.is_some_and(|size| size >= context.threshold(&RULE, "least"))
        && is_far(now, &others)
        && !is_told
}
