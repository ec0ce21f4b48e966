//! The row unknown holds less than half of the total; of the marking of seized arms MRK-07 says so.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-06",
        name: "mostly-unknown",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table"],
        page: include_str!("../../../docs/STA-06.md"),
    },
    thresholds: &["share", "least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (table, counts) in context.count_tables().filter(|(table, _)| table.id != "SZ.MARK") {
        let unknown = counts.closed().iter().find(|row| row.role == RowRole::Unknown);
        let (Some(total), Some(unknown)) = (counts.total(), unknown) else { continue };
        let key = CellKey::count(table.id.clone(), unknown.code.clone());
        let (Some(all), Some(part)) = (context.count(&table.id, &total.code), context.response.count(&key))
        else {
            continue;
        };
        // The whole of a large total is a warning of its own (STA-07).
        let mostly = as_number(part) >= as_number(all) * context.threshold(&RULE, "share");
        if all > 0 && mostly && (part < all || as_number(all) < context.threshold(&RULE, "least")) {
            out.push(context.finding(&RULE, At::Cell(key)).arg("part", part).arg("all", all));
        }
    }
}
