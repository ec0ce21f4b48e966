//! The checks that need a published data file. The file never enters the repository; nothing of it is printed but counts
//! and the published values of the indicator.

mod file;
mod measured;
mod needs;
mod page;
mod rates;
mod sentences;
mod unjudged;

use std::path::Path;

use intake::Limits;
use schema::Catalogue;

use crate::run::{Failure, say};

/// The published file that figures are committed of.
const VINTAGE: &str = "2022";
/// The date it bears.
const DATE: &str = "17 June 2022";
/// The most warnings that the country-year in the middle may meet, and the one that nine of ten do not exceed.
const MOST_WARNINGS: [(usize, usize); 2] = [(50, 2), (90, 6)];

/// Runs them all; fails where one does not hold, or where the committed figures are others. With `write` these are
/// written anew.
pub(crate) fn run(file: &Path, write: bool) -> Result<(), Failure> {
    let catalogue = Catalogue::parse(&schema::load::embedded()).map_err(|errors| format!("{errors:?}"))?;
    let edition = catalogue.for_year(2020).ok_or("there is no edition")?;
    let bytes = std::fs::read(file)?;
    let published = intake::published::read(&bytes, edition, &Limits::bulk())?;
    let mut faults = Vec::new();
    file::rows(&published, &mut faults);
    file::round_trip(edition, &published, &mut faults);
    file::indicator(edition, &published.responses, &mut faults);
    let rates = rates::count(edition, &published.responses);
    judged(&rates, &mut faults);
    warnings(&rates, &mut faults);
    let measured = measured::all(edition, &published.responses, &rates);
    measured::compare(&measured, &mut faults);
    let page = page::of(&published, &rates, &measured);
    if write {
        page::write(&page)?;
        sentences::write(&rates)?;
    } else {
        page::compare(&page, &mut faults)?;
        sentences::compare(&rates, &mut faults)?;
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ").into()) }
}

/// Every rule is judged somewhere, or said to be one that cannot be.
fn judged(rates: &rates::Rates, faults: &mut Vec<String>) {
    for (code, rate) in &rates.rules {
        if unjudged::reason(code).is_none() && rate.judged == 0 {
            faults.push(format!("{code} is judged nowhere, and nothing says why"));
        }
    }
    for code in unjudged::UNJUDGED.iter().flat_map(|(_, codes)| *codes) {
        if !rates.rules.contains_key(*code) {
            faults.push(format!("there is no rule {code}"));
        }
    }
}

fn warnings(rates: &rates::Rates, faults: &mut Vec<String>) {
    for (share, most) in MOST_WARNINGS {
        let found = rates::percentile(rates.years.iter().map(|year| year.warnings).collect(), share);
        say(&format!("percentile {share} of the warnings a country-year: {found} (at most {most})"));
        if found > most {
            faults.push(format!("percentile {share} of the warnings a country-year is {found}"));
        }
    }
}
