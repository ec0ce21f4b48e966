//! The row unknown holds less than half of the total.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-06",
        name: "mostly-unknown",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.1",
        page: include_str!("../../../docs/STA-06.md"),
    },
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (table, counts) in context.count_tables() {
        let unknown = counts.closed().iter().find(|row| row.role == RowRole::Unknown);
        let (Some(total), Some(unknown)) = (counts.total(), unknown) else { continue };
        let key = CellKey::count(table.id.clone(), unknown.code.clone());
        let (Some(all), Some(part)) = (context.count(&table.id, &total.code), context.response.count(&key))
        else {
            continue;
        };
        if all > 0 && part * 2 >= all && (part < all || all < 20) {
            out.push(context.finding(&RULE, At::Cell(key)).arg("part", part).arg("all", all));
        }
    }
}
