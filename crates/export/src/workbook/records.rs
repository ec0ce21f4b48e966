//! Sheets of open rows: a case a row, and the lines of its child tables on sheets of their own.

use rust_xlsxwriter::Worksheet;
use schema::layout::{ColumnAnchor, RowAnchor};
use schema::questionnaire::{Column, Module, Records, ValueKind};
use schema::{At, CaseReference, ChildCode, Place, Record, RecordKey, Table, Value};

use super::block::{Input, paragraph, validate, write_value};
use super::plan::{self, ColumnPlan};
use super::{Context, formats};
use crate::error::ExportError;

/// Rows offered beyond those that are filled.
const SPARE: u32 = 40;
/// The first column of a record sheet; the key column is 0.
const START: u16 = 1;

/// The sheet of the cases and one a child table.
pub(super) fn sheets(
    context: &mut Context<'_>,
    module: &Module,
    table: &Table,
    form: &Records,
) -> Result<Vec<Worksheet>, ExportError> {
    let none = Vec::new();
    let records = context.response().and_then(|response| response.records.get(&table.id)).unwrap_or(&none);
    let mut sheets = vec![cases(context, module, table, form, records)?];
    for child in &form.children {
        sheets.push(lines(context, module, table, form, (&child.code, &child.fields), records)?);
    }
    Ok(sheets)
}

fn cases(
    context: &mut Context<'_>,
    module: &Module,
    table: &Table,
    form: &Records,
    records: &[Record],
) -> Result<Worksheet, ExportError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(module.id.as_str())?;
    let title = context.questionnaire.table_label(&table.id, context.options.lang);
    let mut row = head(context, &mut sheet, &title, &format!("module.{}", module.id))?;
    row = super::block::declaration_of(context, &mut sheet, table, row)?;
    let columns = columns(&form.fields, |column| {
        let lengths = records
            .iter()
            .filter_map(|record| record.answers.get(&column.code)?.value.as_ref())
            .map(|value: &Value| value.codes().len());
        lengths.max().unwrap_or_default()
    });
    let anchor = RowAnchor::Records(table.id.clone(), None);
    row = block_head(context, &mut sheet, table, row, &anchor, &columns)?;
    let first = row;
    for (position, record) in (1..).zip(records) {
        let case = record.case(&form.key, position);
        for (column, plan) in (START..).zip(&columns) {
            let (code, slot) = code_and_slot(plan);
            let place = place(context, table, &case, None, code, slot);
            let observation = record.answers.get(code);
            let input =
                Input { at: (row, column), kind: &plan.kind, observation, slot, place, is_total: false };
            write_value(context, &mut sheet, &input)?;
        }
        row += 1;
    }
    finish(context, &mut sheet, module.id.as_str(), (first, row), &columns)?;
    Ok(sheet)
}

fn lines(
    context: &mut Context<'_>,
    module: &Module,
    table: &Table,
    form: &Records,
    child: (&ChildCode, &[Column]),
    records: &[Record],
) -> Result<Worksheet, ExportError> {
    let (code, fields) = child;
    let name = format!("{}.{code}", module.id);
    let mut sheet = Worksheet::new();
    sheet.set_name(&name)?;
    let title = context.text(&format!("child.{}.{code}", table.id)).to_owned();
    let mut row = head(context, &mut sheet, &title, "workbook.lines")?;
    let mut columns = vec![ColumnPlan { anchor: ColumnAnchor::Case, kind: ValueKind::Text { most: 60 } }];
    columns.extend(self::columns(fields, |_| 0));
    let anchor = RowAnchor::Records(table.id.clone(), Some(code.clone()));
    row = block_head(context, &mut sheet, table, row, &anchor, &columns)?;
    let first = row;
    for (position, record) in (1..).zip(records) {
        let case = record.case(&form.key, position);
        for (number, answers) in (1..).zip(record.children.get(code).into_iter().flatten()) {
            for (column, plan) in (START..).zip(&columns) {
                let (observation, slot, place) = if plan.anchor == ColumnAnchor::Case {
                    let line = At::Record(record_key(table, &case, Some((code, number)), None));
                    (record.answers.get(&form.key), 0, Some(context.place(line)))
                } else {
                    let (field, slot) = code_and_slot(plan);
                    let place = place(context, table, &case, Some((code, number)), field, slot);
                    (answers.get(field), slot, place)
                };
                let input =
                    Input { at: (row, column), kind: &plan.kind, observation, slot, place, is_total: false };
                write_value(context, &mut sheet, &input)?;
            }
            row += 1;
        }
    }
    finish(context, &mut sheet, &name, (first, row), &columns)?;
    Ok(sheet)
}

fn record_key(
    table: &Table,
    case: &CaseReference,
    line: Option<(&ChildCode, u32)>,
    field: Option<&str>,
) -> RecordKey {
    RecordKey {
        table: table.id.clone(),
        case: case.clone(),
        child: line.map(|(child, number)| (child.clone(), number)),
        field: field.map(Into::into),
    }
}

/// The place of an answer; further slots have none.
fn place(
    context: &Context<'_>,
    table: &Table,
    case: &CaseReference,
    line: Option<(&ChildCode, u32)>,
    field: &str,
    slot: usize,
) -> Option<Place> {
    (slot <= 1).then(|| context.place(At::Record(record_key(table, case, line, Some(field)))))
}

fn columns(fields: &[Column], longest: impl Fn(&Column) -> usize) -> Vec<ColumnPlan> {
    let least = |field: &Column| u16::try_from(longest(field)).unwrap_or_default();
    fields.iter().flat_map(|field| plan::slots(field, least(field))).collect()
}

fn code_and_slot(plan: &ColumnPlan) -> (&str, usize) {
    match &plan.anchor {
        ColumnAnchor::Value(code) => (code.as_str(), 0),
        ColumnAnchor::Slot(code, slot) => (code.as_str(), usize::from(*slot)),
        _ => ("", 0),
    }
}

/// Title and help; gives the row after them.
fn head(context: &Context<'_>, sheet: &mut Worksheet, title: &str, help: &str) -> Result<u32, ExportError> {
    sheet.set_column_hidden(0)?;
    sheet.write_string_with_format(0, 1, title, &context.formats.title)?.set_row_height(0, 24)?;
    let text = context.help(help).unwrap_or_else(|| context.text(help));
    paragraph(sheet, context, 1, text)?;
    Ok(3)
}

/// Key row and header row; gives the first row of records.
fn block_head(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    row: u32,
    anchor: &RowAnchor,
    columns: &[ColumnPlan],
) -> Result<u32, ExportError> {
    sheet.write_string(row, 0, anchor.to_string())?;
    sheet.write_string(row + 1, 0, "#")?;
    for (column, plan) in (START..).zip(columns) {
        sheet.write_string(row, column, plan.anchor.to_string())?;
        let label = match &plan.anchor {
            ColumnAnchor::Value(code) => {
                context.questionnaire.column_label(&table.id, code, context.options.lang)
            }
            ColumnAnchor::Slot(code, slot) => {
                format!(
                    "{} {slot}",
                    context.questionnaire.column_label(&table.id, code, context.options.lang)
                )
            }
            _ => context.text("workbook.case").to_owned(),
        };
        sheet.write_string_with_format(row + 1, column, label, &context.formats.header)?;
        let width = match &plan.kind {
            ValueKind::Text { most } if *most > 200 => 50.0,
            ValueKind::Code { .. } | ValueKind::Codes { .. } => 24.0,
            _ => 15.0,
        };
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_hidden(row)?.set_row_height(row + 1, 46)?;
    Ok(row + 2)
}

/// Spare rows, dropdowns, dress.
fn finish(
    context: &mut Context<'_>,
    sheet: &mut Worksheet,
    name: &str,
    rows: (u32, u32),
    columns: &[ColumnPlan],
) -> Result<(), ExportError> {
    let (first, end) = rows;
    let last = end + SPARE;
    for row in end..last {
        for (column, plan) in (START..).zip(columns) {
            let input = Input {
                at: (row, column),
                kind: &plan.kind,
                observation: None,
                slot: 0,
                place: None,
                is_total: false,
            };
            write_value(context, sheet, &input)?;
        }
    }
    for (column, plan) in (START..).zip(columns) {
        validate(sheet, (first, column), (last - 1, column), &plan.kind)?;
    }
    sheet.set_freeze_panes(first, 2)?;
    let footer = format!("{} {} · {name}", context.options.country, context.options.year);
    formats::dress(sheet, context.options.lang, &footer);
    Ok(())
}
