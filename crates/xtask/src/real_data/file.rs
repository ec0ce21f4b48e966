//! What the file itself must show: no row is lost, it can be written again, the indicator is that of the portal.

use std::collections::BTreeMap;

use aggregation::disclosure::Audience;
use aggregation::portal::{self, PortalRow};
use intake::published::{MappedRow, Published};
use schema::{Questionnaire, Response};

use super::VINTAGE;
use crate::run::say;

/// The most rows that may be reported instead of read.
const MOST_REPORTED: usize = 30;
/// Published values of 16.4.2.
const PUBLISHED: [(&str, u16, f64); 5] = [
    ("AUS", 2016, 0.94),
    ("MDA", 2016, 8.98),
    ("AZE", 2017, 50.00),
    ("GBR", 2016, 14.87),
    ("ESP", 2018, 53.71),
];

/// Every row is an observation or reported.
pub(super) fn rows(published: &Published, faults: &mut Vec<String>) {
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
pub(super) fn round_trip(edition: &Questionnaire, published: &Published, faults: &mut Vec<String>) {
    let mut given: Vec<MappedRow> = portal::rows(edition, &published.responses, VINTAGE, Audience::Public)
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

/// The indicator is that of the portal.
pub(super) fn indicator(edition: &Questionnaire, responses: &[Response], faults: &mut Vec<String>) {
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
