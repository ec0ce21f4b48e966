//! Data sets as CSV and JSON.
