//! The arms seized are not several times more or fewer than the year before, as in one return of ten.

use super::his_03_arms_seized_changed_very_much::unusual;
use super::{Verdict, verdict};
use crate::past::{Past, headline};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-02",
        name: "arms-seized-changed-much",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/TOTAL", "earlier years"],
        page: include_str!("../../../docs/HIS-02.md"),
    },
    thresholds: &["ratio", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    if verdict(context, past) == Some(Verdict::ChangedMuch)
        && let Some(jump) = past.jump()
    {
        let finding = context.finding(&RULE, At::Cell(headline())).outcome(jump.outcome());
        out.push(past.told(finding, jump));
    }
}

/// Both years are of some size, and one is several times the other.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    unusual(context, past).is_some_and(|jump| {
        as_number(jump.now.min(jump.before)) >= context.threshold(&RULE, "least")
            && jump.ratio > context.threshold(&RULE, "ratio")
    })
}
