//! The hidden sheet with the code lists, and the names that dropdowns refer to.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Worksheet};
use schema::layout::LISTS_SHEET;
use schema::value::column_letters;
use schema::{Lang, ListId, Questionnaire};

use super::Context;
use crate::error::ExportError;

/// A code as dropdowns show it: code and label, so that a person can read it and the code survives.
pub(super) fn entry(questionnaire: &Questionnaire, list: &ListId, code: &str, lang: Lang) -> String {
    let label = questionnaire.code_label(list, code, lang);
    if label == code { code.to_owned() } else { format!("{code} – {label}") }
}

/// The name of a list's range.
fn name(list: &ListId) -> String {
    format!("iafq.list.{}", list.as_str().replace('-', "_"))
}

/// A dropdown of a list. The range stands on a sheet of its own: literal lists break beyond 255 characters.
pub(super) fn dropdown(list: &ListId) -> DataValidation {
    DataValidation::new()
        .allow_list_formula(Formula::new(format!("={}", name(list))))
        .set_error_style(DataValidationErrorStyle::Warning)
        .ignore_blank(true)
}

/// The sheet; its names are added to those to define.
pub(super) fn sheet(context: &mut Context<'_>) -> Result<Worksheet, ExportError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(LISTS_SHEET)?.set_hidden(true);
    for (column, list) in (0_u16..).zip(context.questionnaire.lists.values()) {
        sheet.write_string(0, column, list.id.as_str())?;
        for (row, code) in (1_u32..).zip(&list.codes) {
            sheet.write_string(
                row,
                column,
                entry(context.questionnaire, &list.id, code.as_str(), context.options.lang),
            )?;
        }
        let letters = column_letters(u32::from(column));
        let range = format!("='{LISTS_SHEET}'!${letters}$2:${letters}${}", list.codes.len() + 1);
        context.names.push((name(&list.id), range));
    }
    sheet.protect();
    Ok(sheet)
}
