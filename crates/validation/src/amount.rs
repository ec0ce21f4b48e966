//! Answers that are no counts: shares, amounts of money, codes; of any response.

use schema::{CellKey, Code, Response, Value};

use crate::context::as_number;

/// The share or amount at a cell, if one is known.
pub(crate) fn decimal(response: &Response, key: &CellKey) -> Option<f64> {
    let cell = response.cell(key).filter(|cell| cell.availability.is_known())?;
    match cell.value.as_ref()? {
        Value::Decimal(number) => Some(*number),
        Value::Count(count) => Some(as_number(*count)),
        _ => None,
    }
}

/// The code answered at a cell.
pub(crate) fn code<'a>(response: &'a Response, key: &CellKey) -> Option<&'a str> {
    let value = response.cell(key)?.value.as_ref()?;
    value.codes().first().map(Code::as_str)
}
