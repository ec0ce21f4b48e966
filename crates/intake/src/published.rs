//! Published data files: the portal's workbook or CSV, 13 columns below title rows. A published 0 is not a confirmed zero,
//! an absent row says nothing, and what evidence cannot attribute is kept under a neutral key and reported.

mod attribute;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use schema::questionnaire::PublishedLabel;
use schema::{
    Availability, CellKey, CountryCode, Observation, Origin, Questionnaire, Response, RowCode, TableId,
    Value, Year,
};

use crate::error::IntakeError;
use crate::limits::Limits;
use table::Line;

/// A published file, read.
#[derive(Clone, PartialEq, Debug)]
pub struct Published {
    /// The date in the title rows, as written.
    pub stamp: Option<String>,
    /// One response a State and year.
    pub responses: Vec<Response>,
    /// How many data rows the file has.
    pub rows: usize,
    /// The rows that became observations, with their keys as they stand in the file.
    pub mapped: Vec<MappedRow>,
    /// How many observations there are.
    pub observations: usize,
    /// The rows that did not.
    pub reported: Vec<ReportedRow>,
    /// The rows kept under a neutral key because nothing tells them apart, by key.
    pub neutral: BTreeMap<String, usize>,
}

/// A row that became an observation, as it stands in the file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MappedRow {
    /// `Iso3_code`.
    pub iso3: String,
    /// `Indicator`, `Dimension`, `Category`, `Sex`, `Age`.
    pub label: [String; 5],
    /// `Year`.
    pub year: Year,
    /// `VALUE`.
    pub value: u64,
    /// `Source`.
    pub source: String,
}

/// A row that became no observation, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportedRow {
    /// Where it stands.
    pub origin: Origin,
    /// The class: `unknown-country`, `unknown-label`, `not-a-count`, `stands-twice`, `too-many-totals`.
    pub class: &'static str,
    /// The row's keys.
    pub row: String,
}

/// The labels that two rows of the questionnaire share; both go to neutral keys.
const MERGED: [(&str, &str, &str); 2] = [("SZ.COND", "OTHERILL", "UNKCOND"), ("CJ.OFF", "OTRAFF", "OC")];

/// Reads a published file.
///
/// # Errors
/// Where it is none: no header row with `Iso3_code`.
pub fn read(bytes: &[u8], questionnaire: &Questionnaire, limits: &Limits) -> Result<Published, IntakeError> {
    read_years(bytes, questionnaire, limits, |_| true)
}

/// Reads the rows of a published file that belong to an edition: those of the years it collects. `None` is a row without
/// a year.
///
/// # Errors
/// Where it is none: no header row with `Iso3_code`.
pub fn read_years(
    bytes: &[u8],
    questionnaire: &Questionnaire,
    limits: &Limits,
    belongs: impl Fn(Option<Year>) -> bool,
) -> Result<Published, IntakeError> {
    let (stamp, mut lines) = table::lines(bytes, limits)?;
    lines.retain(|line| belongs(line.year));
    let labels = labels(questionnaire);
    let mut published = Published {
        stamp,
        responses: Vec::new(),
        rows: lines.len(),
        mapped: Vec::new(),
        observations: 0,
        reported: Vec::new(),
        neutral: BTreeMap::new(),
    };
    let mut groups: BTreeMap<(CountryCode, Year), BTreeMap<usize, Vec<&Line>>> = BTreeMap::new();
    for line in &lines {
        match place(questionnaire, &labels, line) {
            Ok((country, year, label)) => {
                groups.entry((country, year)).or_default().entry(label).or_default().push(line);
            }
            Err(class) => published.reported.push(report(line, class)),
        }
    }
    for ((country, year), by_label) in groups {
        let mut response = Response::new(questionnaire.edition.clone(), country, year);
        let mut shared = Vec::new();
        for (label, lines) in by_label {
            let Some((_, keys)) = labels.get(label) else { continue };
            match keys.as_slice() {
                [key] => one(&mut published, &mut response, key, &lines),
                _ => shared.push((keys.clone(), lines)),
            }
        }
        for (keys, lines) in shared {
            attribute::shared(questionnaire, &mut published, &mut response, &keys, &lines);
        }
        published.observations += response.cells.len();
        published.responses.push(response);
    }
    let reported: BTreeSet<&Origin> = published.reported.iter().map(|row| &row.origin).collect();
    let mapped = lines.iter().filter(|line| !reported.contains(&line.origin));
    published.mapped = mapped.filter_map(Line::mapped).collect();
    Ok(published)
}

/// Each published label with the cells it may stand for.
type Labels = Vec<(PublishedLabel, Vec<CellKey>)>;

fn labels(questionnaire: &Questionnaire) -> Labels {
    let mut labels: BTreeMap<PublishedLabel, Vec<CellKey>> = BTreeMap::new();
    for table in questionnaire.tables_in_order() {
        for row in table.counts().map_or(&[][..], |counts| counts.closed()) {
            for label in &row.published {
                let label = PublishedLabel { vintage: None, ..label.clone() };
                let keys = labels.entry(label).or_default();
                let key = CellKey::count(table.id.clone(), row.code.clone());
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
    }
    labels.into_iter().collect()
}

/// State, year and label of a line, or why it has none.
fn place(
    questionnaire: &Questionnaire,
    labels: &Labels,
    line: &Line,
) -> Result<(CountryCode, Year, usize), &'static str> {
    let country = questionnaire.countries.get(&line.iso3).ok_or("unknown-country")?;
    let label = labels.iter().position(|(label, _)| line.is(label)).ok_or("unknown-label")?;
    let year = line.year.ok_or("not-a-year")?;
    line.value.ok_or("not-a-count")?;
    Ok((country.code.clone(), year, label))
}

fn report(line: &Line, class: &'static str) -> ReportedRow {
    ReportedRow { origin: line.origin.clone(), class, row: line.keys() }
}

/// The observation of a line: a published 0 was never confirmed.
fn observation(line: &Line) -> Observation {
    let count = line.value.unwrap_or_default();
    let availability = if count == 0 { Availability::ZeroUnconfirmed } else { Availability::Reported };
    Observation {
        availability,
        source: Some(line.source.as_str().into()),
        origin: Some(line.origin.clone()),
        ..Observation::of(Value::Count(count))
    }
}

/// A label of one cell: the first line is taken, further ones are reported.
fn one(published: &mut Published, response: &mut Response, key: &CellKey, lines: &[&Line]) {
    for line in lines {
        if response.cells.contains_key(key) {
            published.reported.push(report(line, "stands-twice"));
        } else {
            response.cells.insert(key.clone(), observation(line));
        }
    }
}

/// A neutral key of a row: its code with `_A` or `_B`.
fn neutral(table: &TableId, row: &RowCode, letter: char) -> CellKey {
    CellKey::count(table.clone(), format!("{row}_{letter}"))
}
