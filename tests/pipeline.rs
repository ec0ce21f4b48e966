//! Workbook in → findings, records and data out.

mod live_checks;
mod mutations;
mod round_trip;
mod seeded;
