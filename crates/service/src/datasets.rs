//! The data sets that leave: observations, the portal's layout, criminal context, the indicator.

use std::io::Write;

use aggregation::disclosure::Audience;
use chrono::{DateTime, Utc};
use export::ExportError;
use export::data::{self, Format};
use schema::{Questionnaire, Response};

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

/// What of a data set is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) set: DataSet,
    pub(crate) format: Format,
    /// The method of the indicator; the default one without it.
    pub(crate) method: Option<String>,
    /// The vintage of the portal's labels.
    pub(crate) vintage: String,
    pub(crate) audience: Audience,
    pub(crate) now: DateTime<Utc>,
}

/// Why a data set could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    /// The writer said no.
    #[error(transparent)]
    Write(#[from] ExportError),
    /// There is no such method.
    #[error("there is no method {0}; the methods are {1}")]
    Method(String, String),
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

/// Writes a data set of responses.
pub(crate) fn write(
    questionnaire: &Questionnaire,
    responses: &[Response],
    wanted: &Wanted,
    out: &mut impl Write,
) -> Result<(), DataError> {
    match wanted.set {
        DataSet::Observations => {
            let rows = aggregation::observations::rows(questionnaire, responses, wanted.audience);
            data::observations(&rows, wanted.format, out)?;
        }
        DataSet::Portal => {
            let rows = aggregation::portal::rows(questionnaire, responses, &wanted.vintage, wanted.audience);
            data::portal(&rows, &wanted.now.format("%d/%m/%Y").to_string(), wanted.format, out)?;
        }
        DataSet::Context => {
            let rows = aggregation::context::rows(questionnaire, responses, wanted.audience);
            data::context(&rows, wanted.format, out)?;
        }
        DataSet::Indicator => {
            let methods: Vec<_> =
                questionnaire.indicators.iter().flat_map(|indicator| &indicator.methods).collect();
            let method = match &wanted.method {
                Some(id) => methods.iter().find(|method| method.id.eq_ignore_ascii_case(id)),
                None => methods.first(),
            };
            let Some(method) = method else {
                let known: Vec<_> = methods.iter().map(|method| method.id.as_str()).collect();
                return Err(DataError::Method(wanted.method.clone().unwrap_or_default(), known.join(", ")));
            };
            let values = aggregation::indicator::values(questionnaire, method, responses, wanted.audience);
            data::indicator(&values, wanted.format, out)?;
        }
    }
    Ok(())
}
