//! The data sets that leave: observations, the portal's layout, criminal context, the indicator.

use std::io::Write;

use export::data::{self, Format};
use export::ExportError;
use schema::Questionnaire;
use storage::CurrentReturn;

/// Which data set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum DataSet {
    /// One row for each observation, with status.
    Observations,
    /// The portal's 13 columns.
    Portal,
    /// Criminal context by region and year.
    Context,
    /// SDG indicator 16.4.2.
    Indicator,
}

impl DataSet {
    /// The data set of a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "observations" => Some(Self::Observations),
            "portal" => Some(Self::Portal),
            "context" => Some(Self::Context),
            "indicator" => Some(Self::Indicator),
            _ => None,
        }
    }
}
