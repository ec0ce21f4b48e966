//! Dates: date cells, and ISO text.

use chrono::{Datelike as _, NaiveDate};

use super::Remark;
use crate::draft::Raw;
use crate::rules;

/// A date between 1900 and 2200.
pub(super) fn date(raw: &Raw) -> Result<NaiveDate, Remark> {
    let date = match raw {
        Raw::Date(date) => Some(*date),
        Raw::Text(text) => iso(text.trim()),
        _ => None,
    };
    let date = date.filter(|date| (1900..=2200).contains(&date.year()));
    date.ok_or_else(|| Remark::error(&rules::AMBIGUOUS_TEXT, "date", &raw.typed()))
}

/// `YYYY-MM-DD` and nothing else.
fn iso(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| is_plain)
}
