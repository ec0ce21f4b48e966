//! One input: its value, its look, what may be typed there.

use std::rc::Rc;

use chrono::Datelike as _;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Worksheet,
};
use schema::questionnaire::ValueKind;
use schema::{Availability, Observation, Place, Value};

use super::super::{Context, cells, formats as looks, lists};
use crate::error::ExportError;

/// A count as a spreadsheet number: exact, since counts end at 2^53 − 1.
#[expect(clippy::cast_precision_loss, reason = "counts end where doubles stop being exact")]
pub(super) fn exact(count: u64) -> f64 {
    count as f64
}

/// One input of a sheet.
pub(in crate::workbook) struct Input<'a> {
    /// Row and column.
    pub(in crate::workbook) at: (u32, u16),
    /// What it takes.
    pub(in crate::workbook) kind: &'a ValueKind,
    /// What is filled in.
    pub(in crate::workbook) observation: Option<&'a Observation>,
    /// Which slot (from 1) of a multiple answer; 0 is a single answer.
    pub(in crate::workbook) slot: usize,
    /// The place of the return it stands for; `None` for further slots and facets.
    pub(in crate::workbook) place: Option<Place>,
    /// It is the total of its table.
    pub(in crate::workbook) is_total: bool,
}

/// Writes an input: its answer, its look, and what was found about it.
pub(in crate::workbook) fn write_value(
    context: &mut Context<'_>,
    sheet: &mut Worksheet,
    input: &Input<'_>,
) -> Result<(), ExportError> {
    let formats = Rc::clone(&context.formats);
    let (at, kind, slot) = (input.at, input.kind, input.slot);
    let plain = match kind {
        ValueKind::Date => &formats.date,
        kind if kind.is_number() && input.is_total => &formats.total_input,
        kind if kind.is_number() => &formats.input,
        _ => &formats.text,
    };
    let mark = input.place.as_ref().and_then(|place| context.marks.get(place));
    let marked = mark.map(|mark| looks::marked(plain, mark.severity));
    let format = marked.as_ref().unwrap_or(plain);
    let text_format = mark.map(|mark| looks::marked(&formats.text, mark.severity));
    let text_format = text_format.as_ref().unwrap_or(&formats.text);
    if let Some(mark) = mark {
        sheet.insert_note(at.0, at.1, &mark.note(context.text("workbook.findings.more")))?;
    }
    if let Some(place) = &input.place {
        context.positions.insert(place.clone(), (sheet.name(), at.0, at.1));
    }
    let observation = input.observation.filter(|observation| !observation.inherited);
    let several = |observation: &&Observation| matches!(observation.value, Some(Value::Codes(_)));
    let Some(observation) = observation.filter(|observation| slot <= 1 || several(observation)) else {
        sheet.write_blank(at.0, at.1, format)?;
        return Ok(());
    };
    match (&observation.unread, &observation.value) {
        (Some(unread), _) => {
            cells::write_text(sheet, at, unread, text_format)?;
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
                cells::write_text(sheet, at, &text, format)?;
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
