//! The first sheet: for whom, what, how.

use rust_xlsxwriter::{Url, Worksheet};
use schema::layout::{CHECK_SHEET, START_SHEET};

use super::{Context, formats};
use crate::error::ExportError;

/// The instructions, in order: keys of texts.
const STEPS: [&str; 6] = ["fill", "zero", "status", "table", "records", "send"];

pub(super) fn sheet(context: &Context<'_>) -> Result<Worksheet, ExportError> {
    let options = context.options;
    let mut sheet = Worksheet::new();
    sheet.set_name(START_SHEET)?.set_column_width(0, 30)?.set_column_width(1, 90)?;
    let formats = &context.formats;
    sheet.write_string_with_format(0, 0, context.text("edition.title"), &formats.title)?;
    let country = context.questionnaire.countries.name(options.country.as_str(), options.lang);
    let mut row = 2;
    for (key, value) in [
        ("state", format!("{} ({})", country.unwrap_or(options.country.as_str()), options.country)),
        ("year", options.year.to_string()),
        ("cycle", options.cycle.to_string()),
        ("profile", context.text(&format!("workbook.profile.{}", options.profile)).to_owned()),
        ("edition", context.questionnaire.edition.to_string()),
    ] {
        sheet.write_string_with_format(row, 0, context.text(&format!("workbook.{key}")), &formats.header)?;
        sheet.write_string_with_format(row, 1, value, &formats.label)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, context.text("workbook.how"), &formats.table)?;
    row += 1;
    for (number, step) in (1..).zip(STEPS) {
        sheet.write_string_with_format(
            row,
            0,
            format!("{number}. {}", context.text(&format!("workbook.how.{step}"))),
            &formats.label,
        )?;
        let help = context.text(&format!("workbook.how.{step}.help"));
        sheet.write_string_with_format(row, 1, help, &formats.label)?;
        let lines = u32::try_from(help.chars().count() / 95).unwrap_or_default() + 1;
        sheet.set_row_height(row, 16.0 * f64::from(lines.max(2)))?;
        row += 1;
    }
    row = colours(context, &mut sheet, row + 1)?;
    contents(context, &mut sheet, row + 1)?;
    let footer = format!("{} {}", options.country, options.year);
    formats::dress(&mut sheet, options.lang, &footer);
    Ok(sheet)
}

/// What the colours mean; gives the row after.
fn colours(context: &Context<'_>, sheet: &mut Worksheet, start: u32) -> Result<u32, ExportError> {
    let formats = &context.formats;
    let mut row = start;
    sheet.write_string_with_format(row, 0, context.text("workbook.colours"), &formats.table)?;
    row += 1;
    for (format, key) in
        [(&formats.input, "input"), (&formats.previous, "previous"), (&formats.header, "header")]
    {
        sheet.write_string_with_format(row, 0, "", format)?;
        sheet.write_string_with_format(
            row,
            1,
            context.text(&format!("workbook.colour.{key}")),
            &formats.plain,
        )?;
        row += 1;
    }
    Ok(row)
}

/// The sheets, with links.
fn contents(context: &Context<'_>, sheet: &mut Worksheet, start: u32) -> Result<(), ExportError> {
    let (formats, options) = (&context.formats, context.options);
    let mut row = start;
    sheet.write_string_with_format(row, 0, context.text("workbook.sheets"), &formats.table)?;
    row += 1;
    for module in &context.questionnaire.modules {
        let shown = module.tables.iter().filter_map(|id| context.questionnaire.table(id.as_str()));
        if !shown.clone().any(|table| table.asked_in(options.profile)) {
            continue;
        }
        let link = Url::new(format!("internal:'{}'!B1", module.id)).set_text(module.id.as_str());
        sheet.write_url(row, 0, link)?;
        sheet.write_string_with_format(
            row,
            1,
            context.text(&format!("module.{}", module.id)),
            &formats.plain,
        )?;
        row += 1;
    }
    sheet.write_url(row, 0, Url::new(format!("internal:'{CHECK_SHEET}'!A1")).set_text(CHECK_SHEET))?;
    sheet.write_string_with_format(row, 1, context.text("workbook.check"), &formats.plain)?;
    Ok(())
}
