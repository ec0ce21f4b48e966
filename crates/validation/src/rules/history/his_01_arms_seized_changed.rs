//! The arms seized are not far from those of the year before. The lightest of three: told where nothing heavier is.

use super::{Verdict, verdict};
use crate::past::{Past, headline};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-01",
        name: "arms-seized-changed",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/TOTAL", "earlier years"],
        page: include_str!("../../../docs/HIS-01.md"),
    },
    thresholds: &["ratio", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    if verdict(context, past) == Some(Verdict::Changed)
        && let Some(jump) = past.jump()
    {
        let finding = context.finding(&RULE, At::Cell(headline())).outcome(jump.outcome());
        out.push(past.told(finding, jump));
    }
}

/// Both years are of some size, and one is well above the other.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    past.jump().is_some_and(|jump| {
        as_number(jump.now.min(jump.before)) >= context.threshold(&RULE, "least")
            && jump.ratio > context.threshold(&RULE, "ratio")
    })
}
