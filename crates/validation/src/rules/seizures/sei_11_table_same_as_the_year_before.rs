//! A table does not have the same numbers as the year before.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-11",
        name: "table-same-as-the-year-before",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["every count table", "earlier years"],
        page: include_str!("../../../docs/SEI-11.md"),
    },
    thresholds: &["rows"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(earlier) = context.before() else { return };
    for table in context.questionnaire.tables_in_order() {
        let Some(filled) = repeated(context, earlier, table) else { continue };
        let rows = u64::try_from(filled.len()).unwrap_or_default();
        let Some(key) = filled.into_iter().next() else { continue };
        if as_number(rows) < context.threshold(&RULE, "rows") {
            continue;
        }
        let mut series = context.series(&key);
        series.extend(context.response.count(&key).map(|count| (context.response.year, count)));
        let finding = context.finding(&RULE, At::Cell(key)).arg("year", u64::from(earlier.year));
        out.push(finding.arg("rows", rows).arg("series", Context::shown(&series)));
    }
}

/// The first count above zero of each class, total aside, where the table says the same in both years; `None` where it
/// does not, or where a number stands in only one of them or is included elsewhere.
fn repeated(context: &Context<'_>, earlier: &Response, table: &Table) -> Option<Vec<CellKey>> {
    let mut filled: Vec<CellKey> = Vec::new();
    for (role, key) in count_cells(table) {
        let years = [context.response, earlier].map(|response| response.cell(&key));
        if years.iter().flatten().any(|cell| cell.availability == Availability::Included) {
            return None;
        }
        let [now, before] = years.map(|cell| cell.and_then(Observation::count));
        if now != before {
            return None;
        }
        let is_new = filled.last().is_none_or(|last| last.row != key.row);
        if now.is_some_and(|count| count > 0) && role != RowRole::Total && is_new {
            filled.push(key);
        }
    }
    Some(filled)
}
