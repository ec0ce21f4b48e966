//! Two rows, or two columns, of a table do not stand in each other's place compared with the year before.

use crate::past::Past;
use crate::prelude::*;
use crate::series;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-16",
        name: "rows-exchanged",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["every count table", "earlier years"],
        page: include_str!("../../../docs/HIS-16.md"),
    },
    thresholds: &["least", "close", "far", "years"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let past = context.past();
    for table in context.questionnaire.tables_in_order().filter(|table| !table.import_only) {
        let (columns, rows): (Vec<_>, Vec<_>) =
            exchanged(context, past, table).into_iter().partition(|(first, second)| first.row == second.row);
        out.list.extend(rows.iter().map(|pair| told(context, past, pair)));
        // Columns are exchanged as a whole.
        let Some((first, others)) = columns.split_first() else { continue };
        let finding = told(context, past, first).outcome("columns");
        let others = others.iter().flat_map(|(first, second)| [first, second]);
        out.push(others.fold(finding, |finding, key| context.also(finding, At::Cell(key.clone()))));
    }
}

/// An exchanged pair as a finding, at its first cell.
fn told(context: &Context<'_>, past: &Past<'_>, (first, second): &(CellKey, CellKey)) -> Finding {
    let finding = context
        .finding(&RULE, At::Cell(first.clone()))
        .arg("first", first.clone())
        .arg("second", second.clone())
        .arg("now", past.now(first).unwrap_or_default())
        .arg("other", past.now(second).unwrap_or_default())
        .arg("series", Context::shown(past.series(first)))
        .arg("other_series", Context::shown(past.series(second)));
    context.also(finding, At::Cell(second.clone()))
}

/// A cell of some size in both years.
struct Candidate {
    key: CellKey,
    now: u64,
    before: u64,
}

/// The pairs of cells of a table, in one column or in one row, that look exchanged.
pub(super) fn exchanged(context: &Context<'_>, past: &Past<'_>, table: &Table) -> Vec<(CellKey, CellKey)> {
    let Some(counts) = table.counts() else { return Vec::new() };
    let least = context.threshold(&RULE, "least");
    let rows = counts.closed().iter().filter(|row| matches!(row.role, RowRole::Item | RowRole::Unknown));
    let keys = rows.flat_map(|row| {
        let columns = counts.columns.iter();
        columns.map(|column| CellKey::new(table.id.clone(), row.code.clone(), column.code.clone()))
    });
    let candidates = keys.filter_map(|key| {
        let (now, before) = (past.now(&key)?, past.before(&key)?);
        (as_number(now.min(before)) >= least).then_some(Candidate { key, now, before })
    });
    let candidates: Vec<Candidate> = candidates.collect();
    let mut pairs = Vec::new();
    for (index, a) in candidates.iter().enumerate() {
        for b in candidates.iter().skip(index + 1) {
            let aligned = a.key.column == b.key.column || a.key.row == b.key.row;
            if aligned && is_exchanged(context, past, a, b) {
                pairs.push((a.key.clone(), b.key.clone()));
            }
        }
    }
    pairs
}

fn is_exchanged(context: &Context<'_>, past: &Past<'_>, a: &Candidate, b: &Candidate) -> bool {
    let (close, far) = (context.threshold(&RULE, "close"), context.threshold(&RULE, "far"));
    // Where several years are known, it may be the year before in which they were exchanged.
    let years = as_whole(context.threshold(&RULE, "years"));
    let is_usual = |cell: &Candidate| {
        let others = past.counts(&cell.key);
        others.len() >= years && series::apart(cell.now, &others).is_some_and(|times| times < far)
    };
    series::exchanged((a.now, b.now), (a.before, b.before), close, far) && !is_usual(a) && !is_usual(b)
}
