//! The faults as they stand in `tests/fixtures/two_hundred_faults.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use schema::{Lang, Profile, Questionnaire, Response, Year};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use support::reading::read;
use support::samples::{document, edition, sample};
use validation::{Clearance, Known};

use super::workbook::Work;

/// Values by JSON pointer.
type Values = BTreeMap<String, toml::Value>;

/// The whole fixture.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Fixture {
    /// What the faults stand on: what is put into the clean sample, so that there is room for them.
    base: Values,
    /// Incidents behind those of the sample.
    #[serde(rename = "incident")]
    incidents: Vec<toml::Table>,
    /// What is known of earlier years: the tables of the sample of that year, all or some.
    earlier: BTreeMap<String, Vec<String>>,
    /// The other States that are known: their samples of the same year.
    others: Vec<String>,
    /// What follows from all faults together.
    pub(super) found: Vec<String>,
    /// The faults.
    #[serde(rename = "fault")]
    pub(super) faults: Vec<Fault>,
}

/// One fault: what is done, and what must be found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[derive(Default)]
pub(super) struct Fault {
    /// What somebody did.
    pub(super) said: String,
    /// What is put into the document.
    put: Values,
    /// What is taken out of it.
    take: Vec<String>,
    /// What is done to the workbook, where a document cannot hold it.
    pub(super) workbook: Vec<Work>,
    /// What stands in earlier years, by year.
    earlier: BTreeMap<String, Values>,
    /// What other States report.
    others: BTreeMap<String, Values>,
    /// What is published of the State for the same year.
    published: Values,
    /// Nobody approved the publication.
    unapproved: bool,
    /// The tables of persons of which nobody decided whether small counts are masked.
    undecided: Vec<String>,
    /// Rules and places: `ARI-17 2025:TR.SU/UI`.
    pub(super) found: Vec<String>,
    /// Those that only a workbook can have.
    pub(super) found_in_workbooks: Vec<String>,
    /// How it is mended, where it is not enough to write the right answers at the places of its errors.
    pub(super) mend: Vec<Work>,
}

impl Fault {
    /// Whether it gives a finding: rule and place.
    pub(super) fn gives(&self, found: &str) -> bool {
        self.found.iter().chain(&self.found_in_workbooks).any(|own| own == found)
    }

    /// Whether it gives no finding.
    pub(super) fn is_silent(&self) -> bool {
        self.found.is_empty() && self.found_in_workbooks.is_empty()
    }
}

impl Fixture {
    pub(super) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/two_hundred_faults.toml");
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The return without a fault.
    pub(super) fn right(&self, lang: Lang) -> Json {
        let mut document = document(&sample("XDA", 2025, lang, Profile::Full));
        put(&mut document, &self.base);
        let incidents = document["tables"]["SIG"]["records"].as_array_mut().unwrap();
        incidents.extend(self.incidents.iter().map(|incident| serde_json::to_value(incident).unwrap()));
        document
    }

    /// The return with every fault that a document can hold.
    pub(super) fn wrong(&self, lang: Lang) -> Json {
        let mut document = self.right(lang);
        for fault in &self.faults {
            put(&mut document, &fault.put);
            take(&mut document, &fault.take);
        }
        document
    }

    /// What is known besides the return, with those of the faults that stand there.
    pub(super) fn known(&self, faults: &[Fault]) -> Known {
        let year = |(year, tables): (&String, &Vec<String>)| {
            let mut response = of_sample("XDA", year.parse().unwrap(), tables);
            for fault in faults {
                put(&mut response, fault.earlier.get(year).unwrap_or(&Values::new()));
            }
            (year.parse().unwrap(), response_of(&response))
        };
        let other = |country: &String| {
            let mut response = of_sample(country, 2025, &[]);
            for fault in faults {
                put(&mut response, fault.others.get(country).unwrap_or(&Values::new()));
            }
            (country.as_str().into(), response_of(&response))
        };
        let mut published = of_sample("XDA", 2025, &["SZ.TYPE".to_owned(), "TR.SZ".to_owned()]);
        for fault in faults {
            put(&mut published, &fault.published);
        }
        Known {
            earlier: self.earlier.iter().map(year).collect(),
            others: self.others.iter().map(other).collect(),
            published: BTreeMap::from([(2025, response_of(&published))]),
            authenticated: Some("XDA".into()),
            clearance: Some(clearance(edition(), faults)),
            ..Known::default()
        }
    }

    /// Rules and places that must be found, with the fault that says so.
    pub(super) fn expected(&self, in_workbook: bool) -> BTreeMap<(String, String), &str> {
        let mut expected = BTreeMap::new();
        let mut expect = |found: &str, said| {
            let (code, place) = found.split_once(' ').unwrap();
            let other = expected.insert((code.to_owned(), place.to_owned()), said);
            assert_eq!(other, None, "{found} stands twice");
        };
        self.found.iter().for_each(|found| expect(found, "all together"));
        for fault in &self.faults {
            let only = fault.found_in_workbooks.iter().filter(|_| in_workbook);
            fault.found.iter().chain(only).for_each(|found| expect(found, &fault.said));
        }
        expected
    }
}

/// The document of a sample, with these tables or all.
fn of_sample(country: &str, year: Year, tables: &[String]) -> Json {
    let mut document = document(&sample(country, year, Lang::En, Profile::Full));
    let members = document["tables"].as_object_mut().unwrap();
    members.retain(|table, _| tables.is_empty() || tables.contains(table));
    document
}

fn response_of(document: &Json) -> Response {
    let (submission, findings) = read(document.to_string().as_bytes());
    assert_eq!(findings.list, [], "{}", document["country"]);
    submission.response
}

/// Every table that asks for consent is about to be published.
fn clearance(edition: &Questionnaire, faults: &[Fault]) -> Clearance {
    let asks = |table: &&schema::Table| table.declares.contains(&schema::DeclarationItem::Consent);
    let tables: BTreeSet<_> = edition.tables_in_order().filter(asks).map(|table| table.id.clone()).collect();
    let undecided: BTreeSet<&str> =
        faults.iter().flat_map(|fault| &fault.undecided).map(String::as_str).collect();
    let unapproved = faults.iter().any(|fault| fault.unapproved);
    Clearance {
        approved: (!unapproved).then(|| "the focal point, 2026-05-04, revision 1".to_owned()),
        small_counts_decided: tables
            .iter()
            .filter(|table| !undecided.contains(table.as_str()))
            .cloned()
            .collect(),
        tables,
        explained: BTreeSet::new(),
    }
}

/// Sets members.
fn put(document: &mut Json, values: &Values) {
    for (pointer, value) in values {
        let value = serde_json::to_value(value).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent =
            document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}: {parent} is not there"));
        match parent {
            Json::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            parent => parent[name] = value,
        }
    }
}

fn take(document: &mut Json, pointers: &[String]) {
    for pointer in pointers {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let members = document.pointer_mut(parent).and_then(Json::as_object_mut);
        let taken = members.and_then(|members| members.shift_remove(name));
        assert!(taken.is_some_and(|taken| taken != json!(null)), "{pointer} is not there");
    }
}
