//! Workbook in → findings, records and data out.

mod annotated;
mod editions;
mod full_book;
mod hostile;
mod intake_books;
mod leaving;
mod live_checks;
mod mutations;
mod round_trip;
mod rule_books;
mod seeded;
mod system_rules;
