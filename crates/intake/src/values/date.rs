//! Dates: date cells, and ISO text.

use chrono::{Datelike as _, NaiveDate};

use super::Remark;
use crate::draft::Raw;
use crate::rules;

/// A date between 1900 and 2200.
pub(super) fn date(raw: &Raw) -> Result<NaiveDate, Remark> {
    let date = match raw {
        Raw::Date(date) => Some(*date),
        Raw::Text(text) => NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok(),
        _ => None,
    };
    let date = date.filter(|date| (1900..=2200).contains(&date.year()));
    date.ok_or_else(|| Remark::error(&rules::AMBIGUOUS_TEXT, "date", &raw.typed()))
}
