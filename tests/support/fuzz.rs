//! What holds of any bytes. Each function takes bytes, makes of them what its subject is, and panics where something does
//! not hold. `tests/fuzz` gives them to a fuzzer, `tests/fuzzed.rs` to proptest.

mod audit;
mod choices;
mod csv;
mod document;
mod held;
mod inside;
mod sheet;
mod small_book;
mod values;
mod workbook;

pub use audit::audit;
pub use choices::Choices;
pub use csv::csv;
pub use document::document;
pub use inside::{Parts, parts, zipped};
pub use sheet::sheet;
pub use small_book::{Typed, small_book};
pub use values::values;
pub use workbook::workbook;
