//! Responses to tables: tidy observations, the portal's layout, criminal context, indicator 16.4.2. Pure.
#![doc = include_str!("../README.md")]

pub mod context;
pub mod disclosure;
pub mod editions;
pub mod indicator;
pub mod observations;
pub mod portal;

/// A count as a number to compute with; exact, since counts end at 2^53 − 1.
#[expect(clippy::cast_precision_loss, reason = "counts end where doubles stop being exact")]
fn as_number(count: u64) -> f64 {
    count as f64
}

/// A sum of counts that stops at the largest number instead of going wrong.
fn sum(counts: impl IntoIterator<Item = u64>) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}

/// A number rounded half up to two decimals, as the indicator is published.
fn two_decimals(number: f64) -> f64 {
    (number * 100.0 + 1e-9).round() / 100.0
}
