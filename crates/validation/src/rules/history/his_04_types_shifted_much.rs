//! The distribution of arm types is similar to the year before (total variation distance).

use super::his_16_rows_exchanged;
use crate::past::{Past, headline};
use crate::prelude::*;
use crate::series;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-04",
        name: "types-shifted-much",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE", "earlier years"],
        page: include_str!("../../../docs/HIS-04.md"),
    },
    thresholds: &["distance", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    if let Some(shift) = shift(context, past)
        && is_much(context, past, &shift)
    {
        out.push(told(context, past, &RULE, &shift));
    }
}

/// Arms that stand in other types than the year before.
pub(super) struct Shift {
    /// Their share, 0 to 1.
    pub(super) distance: f64,
    /// The type whose share changed most.
    key: CellKey,
}

/// Whether a shift needs an explanation; where a series break is marked it is only shown.
pub(super) fn is_much(context: &Context<'_>, past: &Past<'_>, shift: &Shift) -> bool {
    shift.distance > context.threshold(&RULE, "distance") && !past.is_broken(&headline())
}

/// The shift from the year before, over the types known in both years; not where two rows look exchanged, since that
/// says more.
pub(super) fn shift(context: &Context<'_>, past: &Past<'_>) -> Option<Shift> {
    let table = context.questionnaire.table("SZ.TYPE")?;
    let types = table.counts()?.parts().map(|row| CellKey::count(table.id.clone(), row.code.clone()));
    let types: Vec<(CellKey, (u64, u64))> =
        types.filter_map(|key| Some((key.clone(), (past.now(&key)?, past.before(&key)?)))).collect();
    let now = saturating_sum(types.iter().map(|(_, (now, _))| now));
    let before = saturating_sum(types.iter().map(|(_, (_, before))| before));
    if as_number(now.min(before)) < context.threshold(&RULE, "least")
        || !his_16_rows_exchanged::exchanged(context, past, table).is_empty()
    {
        return None;
    }
    let pairs: Vec<(u64, u64)> = types.iter().map(|(_, pair)| *pair).collect();
    let moved =
        |pair: (u64, u64)| (as_number(pair.0) / as_number(now) - as_number(pair.1) / as_number(before)).abs();
    let (key, _) = types.into_iter().max_by(|(_, a), (_, b)| moved(*a).total_cmp(&moved(*b)))?;
    Some(Shift { distance: series::distance(&pairs)?, key })
}

/// A shift as a finding, at the type that changed most.
pub(super) fn told(context: &Context<'_>, past: &Past<'_>, rule: &Rule, shift: &Shift) -> Finding {
    context
        .finding(rule, At::Cell(shift.key.clone()))
        .arg("share", (shift.distance * 100.0).round())
        .arg("row", shift.key.clone())
        .arg("now", past.now(&shift.key).unwrap_or_default())
        .arg("series", Context::shown(past.series(&shift.key)))
}
