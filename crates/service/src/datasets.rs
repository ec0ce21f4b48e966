//! The data sets that leave: observations, the portal's layout, criminal context, the indicator.

use std::io::Write;

use aggregation::disclosure::Audience;
use aggregation::editions::{self, OfEdition};
use aggregation::{context, indicator, observations, portal};
use chrono::{DateTime, Utc};
use export::ExportError;
use export::data::{self, Format};
use schema::indicator::Method;
use schema::{Catalogue, EditionId, Questionnaire, Response};

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
    /// There is no such vintage.
    #[error("there is no vintage {0}; the vintages are {1}")]
    Vintage(String, String),
    /// A return is of an edition whose definition is not there.
    #[error(
        "returns of the edition {0} are stored, but its definition is not known; name its folder (--forms or IAFQ_FORMS)"
    )]
    Edition(EditionId),
}

/// The vintage of the portal's labels where none is asked for.
pub(crate) const VINTAGE: &str = "2024";

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

fn methods(questionnaire: &Questionnaire) -> impl Iterator<Item = &Method> {
    questionnaire.indicators.iter().flat_map(|indicator| &indicator.methods)
}

/// The names, each once, in the order in which they come.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen.join(", ")
}

impl Wanted {
    /// Whether there are such a method and such a vintage.
    pub(crate) fn check(&self, catalogue: &Catalogue) -> Result<(), DataError> {
        let editions = || catalogue.editions.values();
        if let Some(id) = &self.method
            && !editions().flat_map(methods).any(|method| method.id.eq_ignore_ascii_case(id))
        {
            let known = listed(editions().flat_map(methods).map(|method| method.id.as_str()));
            return Err(DataError::Method(id.clone(), known));
        }
        let vintages: std::collections::BTreeSet<&str> = editions().flat_map(portal::vintages).collect();
        if !vintages.contains(self.vintage.as_str()) {
            let known = listed(vintages.into_iter());
            return Err(DataError::Vintage(self.vintage.clone(), known));
        }
        Ok(())
    }

    /// The method of the indicator in an edition.
    fn method<'a>(&self, questionnaire: &'a Questionnaire) -> Option<&'a Method> {
        match &self.method {
            Some(id) => methods(questionnaire).find(|method| method.id.eq_ignore_ascii_case(id)),
            None => methods(questionnaire).next(),
        }
    }
}

/// Writes a data set of responses, whatever their editions.
pub(crate) fn write(
    catalogue: &Catalogue,
    responses: Vec<Response>,
    wanted: &Wanted,
    out: &mut impl Write,
) -> Result<(), DataError> {
    wanted.check(catalogue)?;
    let groups = editions::together(catalogue, responses).map_err(DataError::Edition)?;
    let audience = wanted.audience;
    match wanted.set {
        DataSet::Observations => {
            let rows =
                |group: &OfEdition<'_>| observations::rows(group.questionnaire, cells(group), audience);
            let mut rows: Vec<_> = groups.iter().flat_map(rows).collect();
            rows.sort_by(|a, b| (&a.ref_area, a.time_period).cmp(&(&b.ref_area, b.time_period)));
            data::observations(&rows, wanted.format, out)?;
        }
        DataSet::Portal => {
            let rows = |group: &OfEdition<'_>| {
                portal::rows(group.questionnaire, cells(group), &wanted.vintage, audience)
            };
            let mut rows: Vec<_> = groups.iter().flat_map(rows).collect();
            rows.sort_by(|a, b| (&a.iso3, a.year).cmp(&(&b.iso3, b.year)));
            data::portal(&rows, &wanted.now.format("%d/%m/%Y").to_string(), wanted.format, out)?;
        }
        DataSet::Context => {
            let rows = |group: &OfEdition<'_>| context::rows(group.questionnaire, &group.whole, audience);
            data::context(&groups.iter().flat_map(rows).collect::<Vec<_>>(), wanted.format, out)?;
        }
        DataSet::Indicator => {
            let values = |group: &OfEdition<'_>| {
                let method = wanted.method(group.questionnaire);
                method.map(|method| indicator::values(group.questionnaire, method, &group.whole, audience))
            };
            let mut values: Vec<_> = groups.iter().filter_map(values).flatten().collect();
            values.sort_by(|a, b| (&a.country, a.year).cmp(&(&b.country, b.year)));
            data::indicator(&values, wanted.format, out)?;
        }
    }
    Ok(())
}

/// Everything a data set of single cells shows: nothing that was carried over is there twice.
fn cells<'a>(group: &'a OfEdition<'_>) -> impl Iterator<Item = &'a Response> {
    group.whole.iter().chain(&group.left)
}
