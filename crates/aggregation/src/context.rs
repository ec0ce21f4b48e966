//! Criminal context by area and year: who reported, how much of the arms that covers, and the shares, pooled and as the
//! mean of States.

use std::collections::{BTreeMap, BTreeSet};

use schema::{CellKey, CountryCode, Questionnaire, Response, Year};

use crate::{as_number, two_decimals};

/// One context in one area and year.
#[derive(Clone, PartialEq, Debug)]
pub struct ContextRow {
    /// `world`, `region` or `subregion`.
    pub level: &'static str,
    /// The area.
    pub area: String,
    /// The year.
    pub year: Year,
    /// The context's code.
    pub context: String,
    /// Arms under the context, over the reporting States.
    pub arms: u64,
    /// States that reported any context.
    pub reporters: u64,
    /// States that reported the arms seized.
    pub states: u64,
    /// Arms seized of the reporting States as a share of those of all States, per cent.
    pub coverage_arms: Option<f64>,
    /// The context's share of all classified contexts, pooled, per cent.
    pub pooled_share: Option<f64>,
    /// The mean of the States' own shares, per cent.
    pub mean_share: Option<f64>,
    /// Reporting States that declare exclusive contexts.
    pub exclusive: u64,
    /// Reporting States that declare several contexts an arm.
    pub multi: u64,
}

/// The contexts that classify an arm; none and unknown do not.
fn classified(questionnaire: &Questionnaire) -> Vec<String> {
    let counts = questionnaire.table("SZ.CTX").and_then(|table| table.counts());
    let rows = counts.into_iter().flat_map(schema::questionnaire::Counts::parts);
    rows.map(|row| row.code.to_string()).filter(|code| code != "NONE" && code != "UNK").collect()
}

/// What one State says in one year.
struct Report {
    contexts: BTreeMap<String, u64>,
    total: Option<u64>,
    mode: Option<String>,
}

/// The rows of all areas and years.
pub fn rows<'a>(
    questionnaire: &Questionnaire,
    responses: impl IntoIterator<Item = &'a Response>,
) -> Vec<ContextRow> {
    let contexts = classified(questionnaire);
    let mut reports: BTreeMap<(CountryCode, Year), Report> = BTreeMap::new();
    for response in responses {
        reports.insert((response.country.clone(), response.year), report(response, &contexts));
    }
    let mut areas: BTreeSet<(u8, &'static str, String)> = BTreeSet::from([(0, "world", "World".to_owned())]);
    for (country, _) in reports.keys() {
        if let Some(country) = questionnaire.countries.get(country.as_str()) {
            areas.insert((1, "region", country.region.clone()));
            areas.insert((2, "subregion", country.subregion.clone()));
        }
    }
    let years: BTreeSet<Year> = reports.keys().map(|(_, year)| *year).collect();
    let mut rows = Vec::new();
    for (_, level, area) in &areas {
        for year in &years {
            let within = |country: &CountryCode| match (*level, questionnaire.countries.get(country.as_str()))
            {
                ("world", _) => true,
                ("region", Some(country)) => country.region == *area,
                (_, Some(country)) => country.subregion == *area,
                (_, None) => false,
            };
            let own: Vec<&Report> = reports
                .iter()
                .filter(|((country, own), _)| own == year && within(country))
                .map(|(_, report)| report)
                .collect();
            rows.extend(of_area(level, area, *year, &own, &contexts));
        }
    }
    rows
}

fn report(response: &Response, contexts: &[String]) -> Report {
    let known = contexts.iter().filter_map(|context| {
        Some((context.clone(), response.count(&CellKey::count("SZ.CTX", context.as_str()))?))
    });
    let mode = response.cell(&CellKey::field("SZ.CTXMODE", "MODE")).and_then(|cell| cell.value.as_ref());
    Report {
        contexts: known.collect(),
        total: response.count(&CellKey::count("SZ.TYPE", "TOTAL")),
        mode: mode.map(ToString::to_string),
    }
}

fn of_area(
    level: &'static str,
    area: &str,
    year: Year,
    own: &[&Report],
    contexts: &[String],
) -> Vec<ContextRow> {
    let reporting: Vec<&&Report> = own.iter().filter(|report| !report.contexts.is_empty()).collect();
    if reporting.is_empty() {
        return Vec::new();
    }
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let arms_of_all = own.iter().filter_map(|report| report.total).sum::<u64>();
    let arms_covered = reporting.iter().filter_map(|report| report.total).sum::<u64>();
    let share =
        |part: u64, whole: u64| (whole > 0).then(|| two_decimals(100.0 * as_number(part) / as_number(whole)));
    let all = reporting.iter().flat_map(|report| report.contexts.values()).sum::<u64>();
    let declared =
        |mode: &str| number(reporting.iter().filter(|report| report.mode.as_deref() == Some(mode)).count());
    let rows = contexts.iter().map(|context| {
        let arms = reporting.iter().filter_map(|report| report.contexts.get(context)).sum::<u64>();
        let shares: Vec<f64> = reporting
            .iter()
            .filter_map(|report| {
                let sum = report.contexts.values().sum::<u64>();
                let part = report.contexts.get(context).copied().unwrap_or_default();
                (sum > 0).then(|| 100.0 * as_number(part) / as_number(sum))
            })
            .collect();
        let mean = (!shares.is_empty())
            .then(|| two_decimals(shares.iter().sum::<f64>() / as_number(number(shares.len()))));
        ContextRow {
            level,
            area: area.to_owned(),
            year,
            context: context.clone(),
            arms,
            reporters: number(reporting.len()),
            states: number(own.iter().filter(|report| report.total.is_some()).count()),
            coverage_arms: share(arms_covered, arms_of_all),
            pooled_share: share(arms, all),
            mean_share: mean,
            exclusive: declared("EXCLUSIVE"),
            multi: declared("MULTI"),
        }
    });
    rows.collect()
}
