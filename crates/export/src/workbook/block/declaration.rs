//! What a table says of itself: one row an item, with a dropdown.

use rust_xlsxwriter::Worksheet;
use schema::layout::{ColumnAnchor, RowAnchor};
use schema::questionnaire::ValueKind;
use schema::{At, DeclarationItem, Table, Value};

use super::{FIRST, Input, keys, validate, write_value};
use crate::error::ExportError;
use crate::workbook::{Context, plan};

/// Writes the rows; gives the row after them.
pub(super) fn write(
    context: &mut Context<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    start: u32,
) -> Result<u32, ExportError> {
    let items = plan::items(context, table);
    if items.is_empty() {
        return Ok(start);
    }
    let given = context.response().and_then(|response| response.declaration(&table.id));
    let institutions = given.map_or(0, |declaration| declaration.institutions().len());
    let slots = u16::try_from(institutions).unwrap_or(3).max(3);
    let columns: Vec<_> = (1..=slots).map(ColumnAnchor::Declared).collect();
    keys(sheet, start, &RowAnchor::Declarations(table.id.clone()), columns.iter())?;
    let mut row = start + 1;
    for item in items {
        sheet.write_string(row, 0, RowAnchor::Declaration(table.id.clone(), item).to_string())?;
        let label = context.text(&format!("declaration.{}", item.name())).to_owned();
        sheet.write_string_with_format(row, 1, label, &context.formats.label)?;
        let kind = match item.list() {
            Some(list) => ValueKind::Code { list: list.into() },
            None => ValueKind::Text { most: 2_000 },
        };
        let observation = given.and_then(|declaration| declaration.items.get(&item));
        let several = observation.is_some_and(|cell| matches!(cell.value, Some(Value::Codes(_))));
        let used = if item == DeclarationItem::Institution { slots } else { 1 };
        for slot in 1..=used {
            let number = if several { usize::from(slot) } else { usize::from(slot.saturating_sub(1)) * 2 };
            let place = (slot == 1).then(|| context.place(At::Declaration(table.id.clone(), item)));
            let at = (row, FIRST + slot - 1);
            write_value(
                context,
                sheet,
                &Input { at, kind: &kind, observation, slot: number, place, is_total: false },
            )?;
        }
        validate(sheet, (row, FIRST), (row, FIRST + used - 1), &kind)?;
        row += 1;
    }
    Ok(row)
}
