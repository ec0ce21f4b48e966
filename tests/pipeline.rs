//! Workbook in → findings, records and data out.

mod mutations;
mod round_trip;
mod seeded;
