//! What several rules ask of the figures of a table.

use schema::questionnaire::{RowRole, ValueKind};
use schema::{CellKey, Table};

use crate::context::{Context, as_number};

/// All arms seized: the main figure of a return.
pub(crate) fn arms_seized() -> CellKey {
    CellKey::count("SZ.TYPE", "TOTAL")
}

/// The counts that templates ask of a table with closed rows, row by row, with what the row is to the sum.
pub(crate) fn count_cells(table: &Table) -> impl Iterator<Item = (RowRole, CellKey)> {
    table.counts().into_iter().filter(|_| !table.import_only).flat_map(move |counts| {
        let columns = move || counts.columns.iter().filter(|column| column.kind == ValueKind::Count);
        counts.closed().iter().filter(|row| !row.import_only).flat_map(move |row| {
            let key = move |column: &str| CellKey::new(table.id.clone(), row.code.clone(), column);
            columns().map(move |column| (row.role, key(column.code.as_str())))
        })
    })
}

/// A type that is more than a share of the arms seized: its cell, its count, and all arms.
pub(crate) fn large_type(context: &Context<'_>, row: &str, share: f64) -> Option<(CellKey, u64, u64)> {
    let key = CellKey::count("SZ.TYPE", row);
    let (count, total) = (context.response.count(&key)?, context.response.count(&arms_seized())?);
    // A type above its total is another fault (ARI-16).
    let large = count <= total && as_number(count) > as_number(total) * share;
    large.then_some((key, count, total))
}

/// A part of a whole in per cent, to one decimal, as messages show it.
pub(crate) fn per_cent(part: u64, whole: u64) -> f64 {
    (as_number(part) / as_number(whole) * 1000.0).round() / 10.0
}
