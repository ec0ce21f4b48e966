//! The distribution of arm types is close to the year before. The lighter of two: told where HIS-04 is not.

use super::his_04_types_shifted_much::{is_much, shift, told};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-05",
        name: "types-shifted",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE", "earlier years"],
        page: include_str!("../../../docs/HIS-05.md"),
    },
    thresholds: &["distance"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    if let Some(shift) = shift(context, past)
        && shift.distance > context.threshold(&RULE, "distance")
        && !is_much(context, past, &shift)
    {
        out.push(told(context, past, &RULE, &shift));
    }
}
