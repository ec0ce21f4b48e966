//! The checks that need a published data file. The file never enters the repository; nothing of it is printed but counts
//! and the published values of the indicator.

use std::collections::BTreeMap;
use std::path::Path;

use aggregation::disclosure::Audience;
use aggregation::portal::{self, PortalRow};
use intake::Limits;
use intake::published::{MappedRow, Published};
use schema::{Catalogue, CellKey, Header, Lang, Profile, Questionnaire, Response, RuleCode, Submission};
use validation::Known;

use crate::run::{Failure, say};

/// The most rows that may be reported instead of read.
const MOST_REPORTED: usize = 30;
/// Country-years of the 2022 vintage that a rule concerns, with absent rows taken as unknown.
const FIRES: [(&str, usize); 4] = [("CTX-01", 4), ("CTX-02", 21), ("CTX-03", 6), ("CTX-05", 23)];
/// Country-years in which both sides of CTX-05 are known.
const BOTH_KNOWN: usize = 73;
/// Published values of 16.4.2.
const PUBLISHED: [(&str, u16, f64); 5] = [
    ("AUS", 2016, 0.94),
    ("MDA", 2016, 8.98),
    ("AZE", 2017, 50.00),
    ("GBR", 2016, 14.87),
    ("ESP", 2018, 53.71),
];

/// Runs them all; fails where one does not hold.
pub(crate) fn run(file: &Path) -> Result<(), Failure> {
    let catalogue = Catalogue::parse(&schema::load::embedded()).map_err(|errors| format!("{errors:?}"))?;
    let edition = catalogue.for_year(2020).ok_or("there is no edition")?;
    let bytes = std::fs::read(file)?;
    let published = intake::published::read(&bytes, edition, &Limits::bulk())?;
    let mut faults = Vec::new();
    rows(&published, &mut faults);
    round_trip(edition, &published, &mut faults);
    rules(edition, &published.responses, &mut faults);
    indicator(edition, &published.responses, &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ").into()) }
}

fn rows(published: &Published, faults: &mut Vec<String>) {
    let reported = published.reported.len();
    say(&format!(
        "{} rows = {} observations + {reported} reported, {} country-years",
        published.rows,
        published.observations,
        published.responses.len()
    ));
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &published.reported {
        *classes.entry(row.class).or_default() += 1;
    }
    for (class, count) in classes {
        say(&format!("  {class}: {count}"));
    }
    for (key, count) in &published.neutral {
        say(&format!("  kept under {key}: {count}"));
    }
    if published.observations + reported != published.rows || reported > MOST_REPORTED {
        faults.push("rows were lost, or too many are reported".to_owned());
    }
}

/// The 13-column layout gives back every row of the file that was mapped, with all its keys and its value.
fn round_trip(edition: &Questionnaire, published: &Published, faults: &mut Vec<String>) {
    let mut given: Vec<MappedRow> = portal::rows(edition, &published.responses, "2022", Audience::Public)
        .into_iter()
        .map(as_in_the_file)
        .collect();
    let mut expected = published.mapped.clone();
    given.sort();
    expected.sort();
    let missing = expected.iter().filter(|row| given.binary_search(row).is_err()).count();
    let extra = given.iter().filter(|row| expected.binary_search(row).is_err()).count();
    say(&format!(
        "13-column layout: {} rows of {} mapped ones; {missing} missing, {extra} extra",
        given.len(),
        expected.len()
    ));
    if given != expected {
        faults.push("the 13-column layout does not give the file back".to_owned());
    }
}

fn as_in_the_file(row: PortalRow) -> MappedRow {
    MappedRow {
        iso3: row.iso3,
        label: [row.indicator, row.dimension, row.category, row.sex, row.age],
        year: row.year,
        value: row.value,
        source: row.source,
    }
}

fn rules(edition: &Questionnaire, responses: &[Response], faults: &mut Vec<String>) {
    let mut fires: BTreeMap<RuleCode, usize> = BTreeMap::new();
    let mut both_known = 0;
    for response in responses {
        let header = Header {
            edition: edition.edition.clone(),
            country: response.country.clone(),
            cycle: response.year + 1,
            year: response.year,
            language: Lang::En,
            profile: Profile::Core,
            template: None,
        };
        let submission = Submission::of(header, response.clone());
        let findings = validation::check(edition, &submission, &Known::of_cycle(response.year + 1));
        let mut codes: Vec<_> = findings.list.iter().map(|finding| finding.code.clone()).collect();
        codes.sort();
        codes.dedup();
        for code in codes {
            *fires.entry(code).or_default() += 1;
        }
        let known = |table: &str, row: &str| response.count(&CellKey::count(table, row)).is_some();
        both_known += usize::from(known("SZ.CTX", "FATRAFF") && known("SZ.JUST", "TRAFF"));
    }
    for (code, expected) in FIRES {
        let found = fires.get(code).copied().unwrap_or_default();
        say(&format!("{code}: {found} country-years (expected {expected})"));
        if found != expected {
            faults.push(format!("{code} fires in {found}, not in {expected}"));
        }
    }
    say(&format!("both sides of CTX-05 known: {both_known} (expected {BOTH_KNOWN})"));
    if both_known != BOTH_KNOWN {
        faults.push("CTX-05 is known elsewhere".to_owned());
    }
}

fn indicator(edition: &Questionnaire, responses: &[Response], faults: &mut Vec<String>) {
    let method = edition.indicators.iter().find_map(|indicator| indicator.method("P2-MEAN"));
    let Some(method) = method else {
        faults.push("there is no method P2-MEAN".to_owned());
        return;
    };
    let values = aggregation::indicator::values(edition, method, responses, Audience::Public);
    for (country, year, expected) in PUBLISHED {
        let found = values.iter().find(|value| value.country == country && value.year == year);
        let found = found.and_then(|value| value.value);
        say(&format!("16.4.2 {country} {year}: {found:?} (published {expected})"));
        if found.is_none_or(|value| (value - expected).abs() > 0.0101) {
            faults.push(format!("16.4.2 of {country} {year} is {found:?}"));
        }
    }
}
