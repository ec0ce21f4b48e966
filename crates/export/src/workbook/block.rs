//! The sheet of a module: one block a table, each with its keys.

mod declaration;
mod input;

use rust_xlsxwriter::Worksheet;
use schema::layout::{ColumnAnchor, RowAnchor};
use schema::questionnaire::{Column, Module, RowRole, ValueKind};
use schema::{At, CellKey, ColumnCode, Observation, Place, Quality, Table, TableKind, Value};

use super::plan::{self, ColumnPlan, RowPlan};
use super::{Context, cells, formats};
use crate::error::ExportError;
pub(super) use input::{Input, validate, write_value};

/// The first column of answers; the key stands in column 0, the label in column 1.
pub(super) const FIRST: u16 = 2;

/// Writes the sheet of a module.
pub(super) fn module(
    context: &mut Context<'_>,
    module: &Module,
    tables: &[&Table],
) -> Result<Worksheet, ExportError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(module.id.as_str())?;
    sheet
        .set_column_hidden(0)?
        .set_column_width(1, 46)?
        .set_column_range_width(FIRST, FIRST + 12, 17)?
        .set_column_width(FIRST, 36)?;
    let key = format!("module.{}", module.id);
    sheet.write_string_with_format(0, 1, context.text(&key), &context.formats.title)?;
    sheet.set_row_height(0, 24)?;
    let mut row = 1;
    if let Some(help) = context.help(&key) {
        paragraph(&mut sheet, context, row, help)?;
        row += 1;
    }
    sheet.set_freeze_panes(1, 2)?;
    for table in tables.iter().filter(|table| table.records().is_none()) {
        row = block(context, &mut sheet, module, table, row + 1)?;
    }
    let footer = format!(
        "{} {} · {} · {}",
        context.options.country, context.options.year, module.id, context.questionnaire.edition
    );
    formats::dress(&mut sheet, context.options.lang, &footer);
    sheet.set_repeat_rows(0, 0)?;
    Ok(sheet)
}

/// The declaration of a record table; gives the row after it.
pub(super) fn declaration_of(
    context: &mut Context<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    row: u32,
) -> Result<u32, ExportError> {
    declaration::write(context, sheet, table, row).map(|row| row + 1)
}

/// A paragraph across the sheet; a row of no key.
pub(super) fn paragraph(
    sheet: &mut Worksheet,
    context: &Context<'_>,
    row: u32,
    text: &str,
) -> Result<(), ExportError> {
    sheet.merge_range(row, 1, row, FIRST + 5, text, &context.formats.help)?;
    let lines = u32::try_from(text.chars().count() / 115).unwrap_or_default() + 1;
    sheet.set_row_height(row, 15.5 * f64::from(lines))?;
    sheet.write_string(row, 0, "#")?;
    Ok(())
}

/// One table; gives the row after it.
fn block(
    context: &mut Context<'_>,
    sheet: &mut Worksheet,
    module: &Module,
    table: &Table,
    start: u32,
) -> Result<u32, ExportError> {
    let mut row = start;
    let title =
        format!("{}  {}", table.number, context.questionnaire.table_label(&table.id, context.options.lang));
    sheet.write_string(row, 0, "#")?;
    sheet.write_string_with_format(row, 1, title, &context.formats.table)?;
    row += 1;
    if let Some(help) = context.help(&format!("table.{}", table.id)) {
        paragraph(sheet, context, row, help)?;
        row += 1;
    }
    row = declaration::write(context, sheet, table, row)?;
    let columns = all_columns(context, table);
    keys(sheet, row, &RowAnchor::Cells(table.id.clone()), columns.iter().map(|column| &column.anchor))?;
    row += 1;
    header(context, sheet, table, row, &columns)?;
    row += 1;
    let first = row;
    for plan in plan::rows(context, table) {
        answers(context, sheet, table, row, &plan, &columns)?;
        row += 1;
    }
    validations(sheet, table, first, row.saturating_sub(1), &columns)?;
    let range = format!("='{}'!$B${}:$C${}", module.id, first + 1, row.max(first + 1));
    context.names.push((format!("iafq.table.{}", table.id), range));
    Ok(row + 1)
}

/// A hidden row of keys.
pub(super) fn keys<'a>(
    sheet: &mut Worksheet,
    row: u32,
    anchor: &RowAnchor,
    columns: impl Iterator<Item = &'a ColumnAnchor>,
) -> Result<(), ExportError> {
    sheet.write_string(row, 0, anchor.to_string())?.write_string(row, 1, "_label")?;
    for (column, anchor) in (FIRST..).zip(columns) {
        sheet.write_string(row, column, anchor.to_string())?;
    }
    sheet.set_row_hidden(row)?;
    Ok(())
}

/// Answers, facets, and last year's values with room to correct them.
fn all_columns(context: &Context<'_>, table: &Table) -> Vec<ColumnPlan> {
    let code = |list: &str| ValueKind::Code { list: list.into() };
    let text = ValueKind::Text { most: 2_000 };
    let mut columns = Vec::new();
    let own = plan::columns(context, table);
    let plan = |anchor, kind| ColumnPlan { anchor, kind };
    if let Some(counts) = table.counts() {
        if matches!(counts.rows, schema::questionnaire::Rows::Open { .. }) {
            columns.push(plan(ColumnAnchor::RowCode, code("country")));
        }
        columns.extend(own.iter().cloned());
        columns.push(plan(ColumnAnchor::Quality, code("quality")));
        columns.push(plan(ColumnAnchor::Confidentiality, code("confidentiality")));
        columns.push(plan(ColumnAnchor::Note, text));
    } else {
        columns.extend(own.iter().cloned());
    }
    let corrects =
        context.corrections.is_some_and(|(_, cells)| cells.keys().any(|key| key.table == table.id));
    if context.previous_year().is_some() && (table.counts().is_some() || corrects) {
        let codes: Vec<ColumnCode> = match &table.kind {
            TableKind::Counts(counts) => counts.columns.iter().map(|column| column.code.clone()).collect(),
            _ => vec![CellKey::VALUE.into()],
        };
        for column in codes {
            let kind = own
                .iter()
                .find(|plan| plan.anchor == ColumnAnchor::Value(column.clone()))
                .map(|plan| plan.kind.clone());
            let kind = kind.unwrap_or(ValueKind::Text { most: 0 });
            columns.push(plan(ColumnAnchor::Previous(column.clone()), ValueKind::Text { most: 0 }));
            columns.push(plan(ColumnAnchor::Corrected(column), kind));
        }
        columns.push(plan(ColumnAnchor::Reason, code("correction-reason")));
    }
    columns
}

fn header(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    row: u32,
    columns: &[ColumnPlan],
) -> Result<(), ExportError> {
    let formats = &context.formats;
    sheet.write_string(row, 0, "#")?.write_string_with_format(row, 1, "", &formats.header)?;
    let lang = context.options.lang;
    let year = context.previous_year().map(|year| year.to_string()).unwrap_or_default();
    for (column, plan) in (FIRST..).zip(columns) {
        let label = match &plan.anchor {
            ColumnAnchor::Value(code) | ColumnAnchor::Slot(code, _) => {
                context.questionnaire.column_label(&table.id, code, lang)
            }
            ColumnAnchor::RowCode => context.text("list.country").to_owned(),
            ColumnAnchor::Quality => context.text("workbook.quality").to_owned(),
            ColumnAnchor::Confidentiality => context.text("workbook.confidentiality").to_owned(),
            ColumnAnchor::Note => context.text("workbook.note").to_owned(),
            ColumnAnchor::Previous(_) => format!("{} {year}", context.text("workbook.previous")),
            ColumnAnchor::Corrected(_) => format!("{} {year}", context.text("workbook.corrected")),
            ColumnAnchor::Reason => context.text("workbook.reason").to_owned(),
            ColumnAnchor::Declared(_) | ColumnAnchor::Case => String::new(),
        };
        sheet.write_string_with_format(row, column, label, &formats.header)?;
    }
    sheet.set_row_height(row, 31)?;
    Ok(())
}

fn answers(
    context: &mut Context<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    row: u32,
    plan: &RowPlan,
    columns: &[ColumnPlan],
) -> Result<(), ExportError> {
    sheet.write_string(row, 0, plan.anchor.to_string())?;
    let label = match (plan.role, plan.is_part) {
        (RowRole::Total | RowRole::Subtotal, _) => &context.formats.total,
        (_, true) => &context.formats.part,
        _ => &context.formats.label,
    };
    sheet.write_string_with_format(row, 1, &plan.label, label)?;
    if let Some(help) = &plan.help {
        sheet.insert_note(row, 1, &cells::note(&help.chars().take(400).collect::<String>()))?;
    }
    let field = table.fields().and_then(|fields| {
        fields.iter().find(|field| plan.code.as_ref().is_some_and(|code| field.code == *code.as_str()))
    });
    for (column, each) in (FIRST..).zip(columns) {
        let kind = field.map_or(&each.kind, |field| &field.kind);
        answer(context, sheet, table, (row, column), plan, &each.anchor, kind)?;
    }
    if let Some(field) = field {
        field_validation(sheet, row, field)?;
        if matches!(field.kind, ValueKind::Text { .. }) {
            sheet.set_row_height(row, text_height(context, table, field))?;
        }
    }
    Ok(())
}

/// One cell of a row.
fn answer(
    context: &mut Context<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    at: (u32, u16),
    plan: &RowPlan,
    anchor: &ColumnAnchor,
    kind: &ValueKind,
) -> Result<(), ExportError> {
    let key = |code: &ColumnCode| Some(CellKey::new(table.id.clone(), plan.code.clone()?, code.clone()));
    let place = |context: &Context<'_>, code: &ColumnCode| key(code).map(|key| context.place(At::Cell(key)));
    let response = context.response();
    let cell = |code: &ColumnCode| key(code).and_then(|key| response?.cell(&key));
    let is_total = plan.role == RowRole::Total;
    match anchor {
        ColumnAnchor::Value(code) => {
            let place = place(context, code);
            let input = Input { at, kind, observation: cell(code), slot: 0, place, is_total };
            write_value(context, sheet, &input)
        }
        ColumnAnchor::Slot(code, slot) => {
            let place = if *slot == 1 { place(context, code) } else { None };
            let slot = usize::from(*slot);
            write_value(
                context,
                sheet,
                &Input { at, kind, observation: cell(code), slot, place, is_total: false },
            )
        }
        ColumnAnchor::Corrected(code) => {
            let corrected = correction(context, table, plan, code).map(|corrected| &corrected.observation);
            let year = context.previous_year();
            let place = year.and_then(|year| Some(Place::new(year, At::Cell(key(code)?))));
            let input = Input { at, kind, observation: corrected, slot: 0, place, is_total: false };
            write_value(context, sheet, &input)
        }
        ColumnAnchor::Previous(code) => previous(context, sheet, table, at, plan, code),
        other => {
            let text = facet(context, table, plan, other);
            cells::write_text(sheet, at, &text, &context.formats.text)
        }
    }
}

/// What stands once a row: the chosen key, quality, confidentiality, note, reason.
fn facet(context: &Context<'_>, table: &Table, plan: &RowPlan, anchor: &ColumnAnchor) -> String {
    let first = || {
        let code = plan.code.clone()?;
        let cells = context.response()?.table(&table.id).filter(|(key, _)| key.row == code);
        cells.map(|(_, cell)| cell).max_by_key(|cell| cell.quality.len())
    };
    match anchor {
        ColumnAnchor::RowCode => {
            let chosen = plan.code.as_ref().map(|code| context.code(&"country".into(), code.as_str()));
            chosen.unwrap_or_default()
        }
        ColumnAnchor::Quality => first().map(|cell: &Observation| flags(context, cell)).unwrap_or_default(),
        ColumnAnchor::Confidentiality
            if first().is_some_and(|cell| cell.confidentiality == schema::Confidentiality::Confidential) =>
        {
            context.code(&"confidentiality".into(), "CNF")
        }
        ColumnAnchor::Note => first().and_then(|cell| cell.note.as_deref()).unwrap_or_default().to_owned(),
        ColumnAnchor::Reason => {
            let reason = context.corrections.and_then(|(_, cells)| {
                let code = plan.code.as_ref()?;
                let mut own = cells.iter().filter(|(key, _)| key.table == table.id && key.row == *code);
                own.find_map(|(_, corrected)| corrected.reason.as_ref())
            });
            let reason = reason.map(|code| context.code(&"correction-reason".into(), code.as_str()));
            reason.unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Room for a text: one line for short answers, three for long ones, more where more is filled in.
fn text_height(context: &Context<'_>, table: &Table, field: &Column) -> f64 {
    let key = CellKey::field(table.id.clone(), field.code.as_str());
    let given =
        context.response().and_then(|response| response.cell(&key)).and_then(|cell| cell.value.as_ref());
    let filled = given.and_then(Value::text).map_or(0, |text| text.chars().count() / 24 + 1);
    let least = if matches!(field.kind, ValueKind::Text { most } if most > 400) { 3 } else { 1 };
    15.5 * f64::from(u8::try_from(filled.clamp(least, 20)).unwrap_or(20))
}

fn flags(context: &Context<'_>, cell: &Observation) -> String {
    let list = "quality".into();
    let flags: Vec<_> = cell.quality.iter().map(|flag: &Quality| flag.code()).collect();
    match flags.as_slice() {
        [one] => context.code(&list, one),
        many => many.join("; "),
    }
}

fn correction<'a>(
    context: &Context<'a>,
    table: &Table,
    plan: &RowPlan,
    column: &ColumnCode,
) -> Option<&'a schema::Corrected> {
    let key = CellKey::new(table.id.clone(), plan.code.clone()?, column.clone());
    context.corrections?.1.get(&key)
}

fn previous(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    at: (u32, u16),
    plan: &RowPlan,
    column: &ColumnCode,
) -> Result<(), ExportError> {
    let format = &context.formats.previous;
    let key = plan.code.clone().map(|code| CellKey::new(table.id.clone(), code, column.clone()));
    let cell = key.and_then(|key| context.options.previous?.cell(&key));
    match cell.and_then(|cell| cell.value.as_ref().map(|value| (cell, value))) {
        Some((_, Value::Count(count))) => {
            sheet.write_number_with_format(at.0, at.1, input::exact(*count), format)?;
        }
        Some((_, value)) => {
            cells::write_text(sheet, at, &value.to_string(), format)?;
        }
        None => {
            let word = cell.map_or("", |cell| match cell.availability {
                schema::Availability::Blank => "",
                status => status.code(),
            });
            sheet.write_string_with_format(at.0, at.1, word, format)?;
        }
    }
    Ok(())
}

fn validations(
    sheet: &mut Worksheet,
    table: &Table,
    first: u32,
    last: u32,
    columns: &[ColumnPlan],
) -> Result<(), ExportError> {
    if last < first || table.fields().is_some() {
        return Ok(());
    }
    for (column, plan) in (FIRST..).zip(columns) {
        if !matches!(plan.anchor, ColumnAnchor::Previous(_)) {
            validate(sheet, (first, column), (last, column), &plan.kind)?;
        }
    }
    Ok(())
}

fn field_validation(sheet: &mut Worksheet, row: u32, field: &Column) -> Result<(), ExportError> {
    let last = match &field.kind {
        ValueKind::Codes { slots, .. } => FIRST + slots - 1,
        _ => FIRST,
    };
    validate(sheet, (row, FIRST), (row, last), &field.kind)
}
