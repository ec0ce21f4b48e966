//! Criminal context by area and year: who reported, how much of the arms that covers, and the shares, pooled and as the
//! mean of States. To the public a row that rests on one State alone tells no figure.

use std::collections::{BTreeMap, BTreeSet};

use schema::{CellKey, CountryCode, Questionnaire, Response, Year};

use crate::disclosure::{Audience, Door, Purpose};
use crate::{as_number, sum, two_decimals};

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
    /// Arms under the context, over the States that reported it; `None` where none did or it is withheld.
    pub arms: Option<u64>,
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
    /// What a reader must know: `one State, withheld`, `shares withheld`, `confidential figures left out`.
    pub flags: Vec<&'static str>,
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
    /// The contexts it reported but does not let out.
    left_out: BTreeSet<String>,
    total: Option<u64>,
    mode: Option<String>,
}

/// An area and year.
struct Area<'a> {
    level: &'static str,
    name: &'a str,
    year: Year,
}

/// The rows of all areas and years.
pub fn rows<'a>(
    questionnaire: &Questionnaire,
    responses: impl IntoIterator<Item = &'a Response>,
    audience: Audience,
) -> Vec<ContextRow> {
    let contexts = classified(questionnaire);
    let mut reports: BTreeMap<(CountryCode, Year), Report> = BTreeMap::new();
    for response in responses {
        let door = Door { questionnaire, response, audience };
        reports.insert((response.country.clone(), response.year), report(&door, &contexts));
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
            let own = reports.iter().filter(|((country, own), _)| own == year && within(country));
            let own: Vec<&Report> = own.map(|(_, report)| report).collect();
            let place = Area { level, name: area, year: *year };
            rows.extend(of_area(&place, &own, &contexts, audience));
        }
    }
    rows
}

fn report(door: &Door<'_>, contexts: &[String]) -> Report {
    let key = |context: &String| CellKey::count("SZ.CTX", context.as_str());
    let known = contexts
        .iter()
        .filter_map(|context| Some((context.clone(), door.count(&key(context), Purpose::Aggregate)?)));
    let left_out = contexts.iter().filter(|context| door.withholds(&key(context), Purpose::Aggregate));
    let mode = door.response.cell(&CellKey::field("SZ.CTXMODE", "MODE")).and_then(|cell| cell.value.as_ref());
    Report {
        contexts: known.collect(),
        left_out: left_out.cloned().collect(),
        total: door.count(&CellKey::count("SZ.TYPE", "TOTAL"), Purpose::Aggregate),
        mode: mode.map(ToString::to_string),
    }
}

fn of_area(area: &Area<'_>, own: &[&Report], contexts: &[String], audience: Audience) -> Vec<ContextRow> {
    let reporting: Vec<&Report> = own.iter().copied().filter(|report| !report.contexts.is_empty()).collect();
    if reporting.is_empty() {
        return Vec::new();
    }
    let arms_of_all = sum(own.iter().filter_map(|report| report.total));
    let arms_covered = sum(reporting.iter().filter_map(|report| report.total));
    let declared =
        |mode: &str| number(reporting.iter().filter(|report| report.mode.as_deref() == Some(mode)).count());
    let rows = contexts.iter().map(|context| {
        let counts = reporting.iter().filter_map(|report| report.contexts.get(context).copied());
        let counts: Vec<u64> = counts.collect();
        let left_out = own.iter().any(|report| report.left_out.contains(context));
        let row = ContextRow {
            level: area.level,
            area: area.name.to_owned(),
            year: area.year,
            context: context.clone(),
            arms: (!counts.is_empty()).then(|| sum(counts.iter().copied())),
            reporters: number(reporting.len()),
            states: number(own.iter().filter(|report| report.total.is_some()).count()),
            coverage_arms: share(arms_covered, arms_of_all),
            pooled_share: share(sum(counts.iter().copied()), all(&reporting)),
            mean_share: mean_share(&reporting, context),
            exclusive: declared("EXCLUSIVE"),
            multi: declared("MULTI"),
            flags: left_out.then_some("confidential figures left out").into_iter().collect(),
        };
        (row, counts.len())
    });
    let rows: Vec<(ContextRow, usize)> = rows.collect();
    match audience {
        Audience::Secretariat => rows.into_iter().map(|(row, _)| row).collect(),
        Audience::Public => protected(rows, reporting.len()),
    }
}

/// Rows that tell no State's own figure: those that rest on one State are withheld. Where one is, so are the shares of
/// all contexts of the area and year, since what is missing to a hundred per cent would tell it.
fn protected(rows: Vec<(ContextRow, usize)>, reporters: usize) -> Vec<ContextRow> {
    let alone = |states: usize| states == 1 || reporters == 1;
    let any = rows.iter().any(|(_, states)| alone(*states));
    let rows = rows.into_iter().map(|(mut row, states)| {
        if any {
            row.pooled_share = None;
            row.mean_share = None;
            row.flags.push(if alone(states) { "one State, withheld" } else { "shares withheld" });
        }
        if alone(states) {
            row.arms = None;
        }
        if reporters == 1 {
            row.coverage_arms = None;
        }
        row
    });
    rows.collect()
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| two_decimals(100.0 * as_number(part) / as_number(whole)))
}

/// All classified contexts of the reporting States.
fn all(reporting: &[&Report]) -> u64 {
    sum(reporting.iter().flat_map(|report| report.contexts.values().copied()))
}

fn mean_share(reporting: &[&Report], context: &str) -> Option<f64> {
    let shares = reporting.iter().filter_map(|report| {
        let sum = sum(report.contexts.values().copied());
        let part = report.contexts.get(context).copied().unwrap_or_default();
        (sum > 0).then(|| 100.0 * as_number(part) / as_number(sum))
    });
    let shares: Vec<f64> = shares.collect();
    (!shares.is_empty()).then(|| two_decimals(shares.iter().sum::<f64>() / as_number(number(shares.len()))))
}
