//! The row unknown does not hold the whole of a total of 20 or more.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-07",
        name: "all-unknown",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every count table"],
        page: include_str!("../../../docs/STA-07.md"),
    },
    thresholds: &["least"],
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
        if part == all && as_number(all) >= context.threshold(&RULE, "least") {
            out.push(context.finding(&RULE, At::Cell(key)).arg("part", part).arg("all", all));
        }
    }
}
