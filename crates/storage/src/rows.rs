//! Rows of the database.

pub(crate) mod findings;
pub(crate) mod observation;
pub(crate) mod seizure;
