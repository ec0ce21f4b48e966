//! The arms seized are not many times more or fewer than the year before, as in one return of twenty.

use super::{Verdict, verdict};
use crate::past::{Jump, Past, headline};
use crate::prelude::*;
use crate::series;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-03",
        name: "arms-seized-changed-very-much",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/TOTAL", "earlier years"],
        page: include_str!("../../../docs/HIS-03.md"),
    },
    thresholds: &["ratio", "least", "small-ratio", "usual-ratio", "usual-years"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    if verdict(context, past) == Some(Verdict::ChangedVeryMuch)
        && let Some(jump) = past.jump()
    {
        let finding = context.finding(&RULE, At::Cell(headline())).outcome(if jump.before == 0 {
            "zero"
        } else {
            jump.outcome()
        });
        out.push(past.told(finding, jump));
    }
}

/// Both years are of some size, or one of them is and the ratio still larger.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    let is_large = |count: u64| as_number(count) >= context.threshold(&RULE, "least");
    unusual(context, past).is_some_and(|jump| {
        let (large, small) = (jump.now.max(jump.before), jump.now.min(jump.before));
        let both = is_large(small) && jump.ratio > context.threshold(&RULE, "ratio");
        both || (is_large(large) && jump.ratio > context.threshold(&RULE, "small-ratio"))
    })
}

/// The change of the headline figure, unless it is the year before that stands out of all the years: then this year is
/// the usual one. A zero now is for other rules (STA-05, HIS-17).
pub(super) fn unusual(context: &Context<'_>, past: &Past<'_>) -> Option<Jump> {
    let jump = past.jump().filter(|jump| jump.now > 0)?;
    let others = past.counts(&headline());
    let is_usual = others.len() >= as_whole(context.threshold(&RULE, "usual-years"))
        && series::apart(jump.now, &others)
            .is_some_and(|times| times <= context.threshold(&RULE, "usual-ratio"));
    (!is_usual).then_some(jump)
}
