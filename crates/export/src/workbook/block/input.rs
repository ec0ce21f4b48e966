//! One input: its value, its look, what may be typed there.

use chrono::Datelike as _;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Worksheet,
};
use schema::questionnaire::ValueKind;
use schema::{Availability, Observation, Value};

use super::super::{Context, lists};
use crate::error::ExportError;

/// A count as a spreadsheet number: exact, since counts end at 2^53 − 1.
#[expect(clippy::cast_precision_loss, reason = "counts end where doubles stop being exact")]
pub(super) fn exact(count: u64) -> f64 {
    count as f64
}

/// Writes the answer of a cell, or of one slot (from 1) of a multiple answer; 0 is a single answer.
pub(in crate::workbook) fn write_value(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    at: (u32, u16),
    kind: &ValueKind,
    observation: Option<&Observation>,
    slot: usize,
    is_total: bool,
) -> Result<(), ExportError> {
    let formats = &context.formats;
    let format = match kind {
        ValueKind::Date => &formats.date,
        kind if kind.is_number() && is_total => &formats.total_input,
        kind if kind.is_number() => &formats.input,
        _ => &formats.text,
    };
    let Some(observation) = observation.filter(|observation| !observation.inherited) else {
        sheet.write_blank(at.0, at.1, format)?;
        return Ok(());
    };
    if slot > 1 && !matches!(observation.value, Some(Value::Codes(_))) {
        sheet.write_blank(at.0, at.1, format)?;
        return Ok(());
    }
    match (&observation.unread, &observation.value) {
        (Some(unread), _) => {
            sheet.write_string_with_format(at.0, at.1, unread.as_ref(), &formats.text)?;
        }
        (_, Some(Value::Count(count))) if observation.availability != Availability::ZeroUnconfirmed => {
            sheet.write_number_with_format(at.0, at.1, exact(*count), format)?;
        }
        (_, Some(Value::Decimal(number))) => {
            sheet.write_number_with_format(at.0, at.1, *number, format)?;
        }
        (_, Some(Value::Date(date))) => {
            let (month, day) =
                (u8::try_from(date.month()).unwrap_or(1), u8::try_from(date.day()).unwrap_or(1));
            let date = ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(1900), month, day)?;
            sheet.write_datetime_with_format(at.0, at.1, date, format)?;
        }
        _ => {
            let text = words(context, kind, observation, slot);
            if text.is_empty() {
                sheet.write_blank(at.0, at.1, format)?;
            } else {
                sheet.write_string_with_format(at.0, at.1, text, format)?;
            }
        }
    }
    Ok(())
}

fn words(context: &Context<'_>, kind: &ValueKind, observation: &Observation, slot: usize) -> String {
    match &observation.value {
        Some(Value::Text(text)) => text.to_string(),
        Some(value @ (Value::Code(_) | Value::Codes(_))) => {
            let code = value.codes().get(slot.saturating_sub(1));
            match (code, kind.list()) {
                (Some(code), Some(list)) => context.code(list, code.as_str()),
                (Some(code), None) => code.to_string(),
                (None, _) => String::new(),
            }
        }
        _ => match observation.availability {
            Availability::Blank => String::new(),
            Availability::Included => match &observation.included_in {
                Some(pointer) => format!("INC {pointer}"),
                None => "INC".to_owned(),
            },
            status => status.code().to_owned(),
        },
    }
}

/// What may be typed in a range. Everything is a warning, never a stop: status words must stay possible.
pub(in crate::workbook) fn validate(
    sheet: &mut Worksheet,
    first: (u32, u16),
    last: (u32, u16),
    kind: &ValueKind,
) -> Result<(), ExportError> {
    let validation = match kind {
        ValueKind::Count | ValueKind::Share | ValueKind::Amount => DataValidation::new()
            .allow_decimal_number(DataValidationRule::Between(0.0, 9_007_199_254_740_991.0))
            .set_error_style(DataValidationErrorStyle::Information)
            .ignore_blank(true),
        ValueKind::Code { list } | ValueKind::Codes { list, .. } => lists::dropdown(list),
        ValueKind::Date | ValueKind::Text { .. } => return Ok(()),
    };
    sheet.add_data_validation(first.0, first.1, last.0, last.1, &validation)?;
    Ok(())
}
