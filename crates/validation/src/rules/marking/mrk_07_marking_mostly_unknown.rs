//! The marking of most arms seized is known.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "MRK-07",
        name: "marking-mostly-unknown",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.MARK/UNK", "SZ.MARK/TOTAL"],
        page: include_str!("../../../docs/MRK-07.md"),
    },
    thresholds: &["share", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (unknown, total) = (CellKey::count("SZ.MARK", "UNK"), CellKey::count("SZ.MARK", "TOTAL"));
    let (Some(part), Some(all)) = (context.response.count(&unknown), context.response.count(&total)) else {
        return;
    };
    // The whole of a large total is a warning of its own (STA-07), more than the total an error (ARI-16).
    let whole = part == all && as_number(all) >= context.threshold(&RULE, "least");
    let mostly = as_number(part) >= as_number(all) * context.threshold(&RULE, "share");
    if all > 0 && part <= all && mostly && !whole {
        let finding = context.finding(&RULE, At::Cell(unknown)).arg("part", part).arg("all", all);
        out.push(context.also(finding, At::Cell(total)));
    }
}
