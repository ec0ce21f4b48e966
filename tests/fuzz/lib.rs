//! The bodies of the targets, as the suite has them too.

#[cfg(feature = "record")]
#[path = "../support/fuzz/audit.rs"]
mod audit;
#[path = "../support/fuzz/choices.rs"]
mod choices;
#[cfg(feature = "data")]
#[path = "../support/fuzz/csv.rs"]
mod csv;
#[path = "../support/fuzz/document.rs"]
mod document;
#[path = "../support/fuzz/held.rs"]
mod held;
#[path = "../support/fuzz/inside.rs"]
mod inside;
#[path = "../support/fuzz/sheet.rs"]
mod sheet;
#[path = "../support/fuzz/small_book.rs"]
mod small_book;
#[path = "../support/fuzz/values.rs"]
mod values;
#[path = "../support/fuzz/workbook.rs"]
mod workbook;

#[cfg(feature = "record")]
pub use audit::audit;
pub use choices::Choices;
#[cfg(feature = "data")]
pub use csv::csv;
pub use document::document;
pub use inside::{Parts, parts, zipped};
pub use sheet::sheet;
pub use small_book::{Typed, small_book};
pub use values::values;
pub use workbook::workbook;
