//! Workbook in → findings, records and data out.

mod annotated;
mod editions;
mod full_book;
mod live_checks;
mod mutations;
mod round_trip;
mod seeded;
