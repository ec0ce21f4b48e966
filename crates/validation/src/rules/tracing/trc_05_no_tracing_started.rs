//! Tracing was started for some of the identifiable arms.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-05",
        name: "no-tracing-started",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ/UI.NI", "TR.FD/UI.NI", "TR.SU/UI.NI", "TR.SZ/UI", "TR.FD/UI", "TR.SU/UI"],
        page: include_str!("../../../docs/TRC-05.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    // A State that does not trace says so once, not for each table.
    let mut found: Vec<(&str, u64)> = Vec::new();
    for table in super::TRACED {
        found.extend(super::all_in(context, &RULE, table, "UI.NI", out).map(|count| (table, count)));
    }
    let at = |table: &str| At::Cell(CellKey::count(table, "UI.NI"));
    let Some((first, _)) = found.first() else { return };
    let tables = found.iter().map(|(table, _)| Arg::Table((*table).into())).collect();
    let finding = context
        .finding(&RULE, at(first))
        .arg("count", saturating_sum(found.iter().map(|(_, count)| count)))
        .arg("tables", Arg::List(tables));
    out.push(found.iter().skip(1).fold(finding, |finding, (table, _)| context.also(finding, at(table))));
}
