//! Where a definition changed and the arms seized changed with it, the total is marked as a break in the series.

use super::{Verdict, verdict};
use crate::past::{Past, headline};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-11",
        name: "break-not-marked",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE", "corrections", "earlier years"],
        page: include_str!("../../../docs/HIS-11.md"),
    },
    thresholds: &["ratio", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    if verdict(context, past) == Some(Verdict::BreakNotMarked)
        && let Some(jump) = past.jump()
    {
        let finding = context.finding(&RULE, At::Cell(headline())).outcome(jump.outcome());
        let finding = past.told(finding, jump);
        let flagged = flagged(context, past).map(|cell| At::Cell(cell.clone()));
        out.push(flagged.into_iter().fold(finding, |finding, at| context.also(finding, at)));
    }
}

/// Both years are of some size, one is well above the other, a definition changed, and the total does not say so.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    let has_changed = past.jump().is_some_and(|jump| {
        as_number(jump.now.min(jump.before)) >= context.threshold(&RULE, "least")
            && jump.ratio > context.threshold(&RULE, "ratio")
    });
    has_changed
        && !past.is_flagged(&headline())
        && (flagged(context, past).is_some() || is_redefined(context))
}

/// The first row of the table that carries the flag of a series break.
fn flagged<'a>(context: &Context<'a>, past: &Past<'_>) -> Option<&'a CellKey> {
    let mut cells = context.response.cells.keys().filter(|key| key.table == headline().table);
    cells.find(|key| past.is_flagged(key))
}

/// Whether an earlier figure of the table is corrected because a definition changed.
fn is_redefined(context: &Context<'_>) -> bool {
    let corrections = context.submission.corrections.values().flatten();
    corrections
        .filter(|(key, _)| key.table == headline().table)
        .any(|(_, corrected)| corrected.reason.as_ref().is_some_and(|reason| *reason == "DEFINITION_CHANGE"))
}
