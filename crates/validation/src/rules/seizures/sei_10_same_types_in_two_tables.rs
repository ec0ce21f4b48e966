//! Arms seized, found and surrendered do not have the same number of every type.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-10",
        name: "same-types-in-two-tables",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE", "FD.TYPE", "SU.TYPE"],
        page: include_str!("../../../docs/SEI-10.md"),
    },
    thresholds: &["rows"],
    check,
};

const POPULATIONS: [&str; 3] = ["SZ.TYPE", "FD.TYPE", "SU.TYPE"];

fn check(context: &Context<'_>, out: &mut Findings) {
    let tables: Vec<_> =
        POPULATIONS.iter().filter_map(|table| Some((*table, types(context, table)?))).collect();
    for (position, (table, types)) in tables.iter().enumerate() {
        let twin = tables.iter().take(position).find(|(_, other)| other == types);
        let mut filled = types.iter().filter(|(_, count)| *count > 0).map(|(row, _)| row).peekable();
        let (Some((other, _)), Some(row)) = (twin, filled.peek().copied()) else { continue };
        let rows = u64::try_from(filled.count()).unwrap_or_default();
        if as_number(rows) < context.threshold(&RULE, "rows") {
            continue;
        }
        let finding = context.finding(&RULE, At::Cell(CellKey::count(*table, row.clone())));
        let finding = context.also(finding, At::Cell(CellKey::count(*other, row.clone())));
        let named = |table: &str| Arg::Table(table.into());
        out.push(finding.arg("table", named(table)).arg("other", named(other)).arg("rows", rows));
    }
}

/// The number of every type; `None` where one is not known.
fn types(context: &Context<'_>, table: &str) -> Option<Vec<(RowCode, u64)>> {
    let counts = context.questionnaire.table(table)?.counts()?;
    let count = |row: &RowCode| context.response.count(&CellKey::count(table, row.clone()));
    counts.parts().map(|row| Some((row.code.clone(), count(&row.code)?))).collect()
}
