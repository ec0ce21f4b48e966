//! Blank and filled workbooks, data files.
#![doc = include_str!("../README.md")]

pub mod data;
mod error;
pub mod workbook;

pub use error::ExportError;
