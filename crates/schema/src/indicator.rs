//! Indicators: numerator and denominator cells by method, one definition for validation and aggregation.

use crate::cell::CellKey;
use crate::value::code_enum;
use std::fmt;

code_enum! {
    /// How the component years become one value.
    Combine {
        /// The mean of the annual rates that exist.
        Mean = "mean",
        /// The sum of numerators over the sum of denominators.
        Pool = "pool",
    }
}

/// An indicator.
#[derive(Clone, PartialEq, Debug)]
pub struct Indicator {
    /// The id, e.g. `16.4.2`.
    pub id: String,
    /// The methods; the first is the default.
    pub methods: Vec<Method>,
}

impl Indicator {
    /// A method by id.
    pub fn method(&self, id: &str) -> Option<&Method> {
        self.methods.iter().find(|method| method.id == id)
    }
}

/// A way of computing an indicator. The value is `100 · N / D`, in per cent.
#[derive(Clone, PartialEq, Debug)]
pub struct Method {
    /// The id, stored with every value.
    pub id: String,
    /// The cells of the numerator.
    pub numerator: Vec<CellKey>,
    /// The cells of the denominator.
    pub denominator: Vec<CellKey>,
    /// How the component years are combined.
    pub combine: Combine,
    /// The component years relative to the year of the label, e.g. `[0, 1]`.
    pub years: Vec<i16>,
    /// Where the formula comes from.
    pub source: String,
}
