//! Which rows and columns a block has: the same for the workbook and for its description.

use std::collections::BTreeSet;

use schema::layout::{ColumnAnchor, RowAnchor};
use schema::questionnaire::{Column, Row, RowRole, Rows, ValueKind};
use schema::{CellKey, DeclarationItem, Table, TableKind, Value};

use super::Context;

/// A column of a block.
#[derive(Clone)]
pub(super) struct ColumnPlan {
    pub(super) anchor: ColumnAnchor,
    pub(super) kind: ValueKind,
}

/// A row of a block.
pub(super) struct RowPlan {
    pub(super) anchor: RowAnchor,
    /// The key under which answers stand; `None` for an open row nobody has chosen.
    pub(super) code: Option<schema::RowCode>,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) role: RowRole,
    pub(super) is_part: bool,
}

/// Whether the submission answers a table that the profile does not ask.
pub(super) fn has_answers(context: &Context<'_>, table: &Table) -> bool {
    context.response().is_some_and(|response| {
        response.table(&table.id).next().is_some()
            || response.declarations.contains_key(&table.id)
            || response.records.contains_key(&table.id)
    }) || context.corrections.is_some_and(|(_, cells)| cells.keys().any(|key| key.table == table.id))
}

/// The declared items that the template asks of a table.
pub(super) fn items(context: &Context<'_>, table: &Table) -> Vec<DeclarationItem> {
    let given = context.response().and_then(|response| response.declaration(&table.id));
    table
        .declares
        .iter()
        .copied()
        .filter(|item| {
            *item != DeclarationItem::Review
                || context.options.previous.is_some()
                || given.is_some_and(|declaration| declaration.items.contains_key(item))
        })
        .collect()
}

/// The rows of a count or fields table.
pub(super) fn rows(context: &Context<'_>, table: &Table) -> Vec<RowPlan> {
    match &table.kind {
        TableKind::Counts(counts) => match &counts.rows {
            Rows::Closed(rows) => rows
                .iter()
                .filter(|row| is_shown(context, table, row))
                .map(|row| closed(context, table, row))
                .collect(),
            Rows::Open { most, .. } => open(context, table, *most),
        },
        TableKind::Fields(fields) => fields.iter().map(|field| field_row(context, table, field)).collect(),
        TableKind::Records(_) => Vec::new(),
    }
}

fn is_shown(context: &Context<'_>, table: &Table, row: &Row) -> bool {
    let asked = row.asked_in(context.options.profile);
    let holds = |key: &CellKey| key.table == table.id && key.row == row.code;
    asked
        || context.response().is_some_and(|response| {
            response
                .table(&table.id)
                .any(|(key, observation)| holds(key) && !observation.is_silent() && !observation.inherited)
        })
        || context.corrections.is_some_and(|(_, cells)| cells.keys().any(holds))
}

fn closed(context: &Context<'_>, table: &Table, row: &Row) -> RowPlan {
    let lang = context.options.lang;
    let help = match &row.list {
        Some(list) => context.help(&format!("list.{list}.{}", row.code)),
        None => context.help(&format!("row.{}.{}", table.id, row.code)),
    };
    RowPlan {
        anchor: RowAnchor::Row(table.id.clone(), row.code.clone()),
        code: Some(row.code.clone()),
        label: context.questionnaire.row_label(&table.id, &row.code, lang),
        help: help.map(str::to_owned),
        role: row.role,
        is_part: row.parent.is_some(),
    }
}

fn open(context: &Context<'_>, table: &Table, most: u16) -> Vec<RowPlan> {
    let mut codes: BTreeSet<schema::RowCode> = BTreeSet::new();
    if let Some(response) = context.response() {
        codes.extend(response.table(&table.id).map(|(key, _)| key.row.clone()));
    }
    if let Some(previous) = context.options.previous {
        codes.extend(previous.table(&table.id).map(|(key, _)| key.row.clone()));
    }
    if let Some((_, cells)) = context.corrections {
        codes.extend(cells.keys().filter(|key| key.table == table.id).map(|key| key.row.clone()));
    }
    let blank = usize::from(most).saturating_sub(codes.len()).max(3);
    let chosen = codes.into_iter().map(Some).chain(std::iter::repeat_n(None, blank));
    let rows = chosen.map(|code| RowPlan {
        anchor: RowAnchor::OpenRow(table.id.clone()),
        code,
        label: String::new(),
        help: None,
        role: RowRole::Item,
        is_part: false,
    });
    rows.collect()
}

fn field_row(context: &Context<'_>, table: &Table, field: &Column) -> RowPlan {
    let key = format!("field.{}.{}", table.id, field.code);
    RowPlan {
        anchor: RowAnchor::Row(table.id.clone(), field.code.as_str().into()),
        code: Some(field.code.as_str().into()),
        label: context.text(&key).to_owned(),
        help: context.help(&key).map(str::to_owned),
        role: RowRole::Item,
        is_part: false,
    }
}

/// The answer columns of a count table, or of the widest field of a fields table.
pub(super) fn columns(context: &Context<'_>, table: &Table) -> Vec<ColumnPlan> {
    match &table.kind {
        TableKind::Counts(counts) => counts.columns.iter().flat_map(|column| slots(column, 1)).collect(),
        TableKind::Fields(fields) => {
            let widest = fields.iter().map(|field| width(context, table, field)).max().unwrap_or(1);
            let kind = ValueKind::Text { most: 0 };
            if widest == 1 {
                return vec![ColumnPlan { anchor: ColumnAnchor::Value(CellKey::VALUE.into()), kind }];
            }
            let slot = |slot| ColumnPlan {
                anchor: ColumnAnchor::Slot(CellKey::VALUE.into(), slot),
                kind: kind.clone(),
            };
            (1..=widest).map(slot).collect()
        }
        TableKind::Records(_) => Vec::new(),
    }
}

/// The columns of one answer: one, or one a slot, at least so many.
pub(super) fn slots(column: &Column, least: u16) -> Vec<ColumnPlan> {
    let plan = |anchor| ColumnPlan { anchor, kind: column.kind.clone() };
    match &column.kind {
        ValueKind::Codes { slots, .. } => (1..=(*slots).max(least))
            .map(|slot| plan(ColumnAnchor::Slot(column.code.clone(), slot)))
            .collect(),
        _ => vec![plan(ColumnAnchor::Value(column.code.clone()))],
    }
}

fn width(context: &Context<'_>, table: &Table, field: &Column) -> u16 {
    let ValueKind::Codes { slots, .. } = &field.kind else { return 1 };
    let key = CellKey::field(table.id.clone(), field.code.as_str());
    let given =
        context.response().and_then(|response| response.cell(&key)).and_then(|cell| cell.value.as_ref());
    (*slots).max(u16::try_from(given.map_or(0, |value: &Value| value.codes().len())).unwrap_or(*slots))
}
