//! Workbook in → findings, records and data out.

mod annotated;
mod editions;
mod live_checks;
mod mutations;
mod round_trip;
mod seeded;
