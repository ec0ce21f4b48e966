//! The faults as they stand in `tests/fixtures/two_hundred_faults.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use schema::{Lang, Profile, Response};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use support::reading::read;
use support::samples::{document, sample};
use validation::Known;

/// The whole fixture.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fixture {
    /// What the faults stand on: the clean sample with more incidents.
    base: Edit,
    /// What is known of earlier years, each made of the sample of that year.
    earlier: BTreeMap<u16, Edit>,
    /// What other States report for the same year.
    others: BTreeMap<String, Edit>,
    /// The faults.
    #[serde(rename = "fault")]
    pub(super) faults: Vec<Fault>,
}

/// What is changed in a document.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Edit {
    /// Values by JSON pointer.
    put: BTreeMap<String, toml::Value>,
    /// Members that are taken out.
    take: Vec<String>,
}

/// One fault: what is done, and what must be found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// What somebody did.
    pub(super) said: String,
    /// Values by JSON pointer.
    #[serde(default)]
    put: BTreeMap<String, toml::Value>,
    /// Members that are taken out.
    #[serde(default)]
    take: Vec<String>,
    /// What is done to the workbook, where a document cannot hold it.
    #[serde(default)]
    pub(super) workbook: Vec<Work>,
    /// Codes and places: `ARI-17 2025:TR.SU/UI`.
    pub(super) found: Vec<String>,
    /// Those that only a workbook can have.
    #[serde(default)]
    pub(super) found_in_workbooks: Vec<String>,
}

/// What is done to a workbook. Rows are named by their keys, answers by their places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) enum Work {
    /// A text is typed over an answer.
    Type { at: String, text: String },
    /// A formula that ends in an error stands in an answer.
    Broken { at: String },
    /// A row is copied to the end of its sheet, key and all.
    Twice { row: String },
    /// A text stands right of the columns of a row.
    Aside { row: String, text: String },
    /// A text stands in an empty row under a row.
    Below { row: String, text: String },
    /// A key is written over that of a row.
    Key { row: String, key: String },
    /// A column key stands a second time in a key row.
    Column { row: String, key: String },
    /// A line is added to the sheet of a child table.
    Line { child: String, answers: BTreeMap<String, String> },
    /// A sheet of the State's own.
    Sheet { name: String },
}

impl Fixture {
    pub(super) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/two_hundred_faults.toml");
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The return without a fault.
    pub(super) fn right(&self, lang: Lang) -> Json {
        let mut document = document(&sample("XDA", 2025, lang, Profile::Full));
        self.base.apply(&mut document);
        document
    }

    /// The return with every fault that a document can hold.
    pub(super) fn wrong(&self, lang: Lang) -> Json {
        let mut document = self.right(lang);
        for fault in &self.faults {
            apply(&mut document, &fault.put, &fault.take);
        }
        document
    }

    /// What is known besides the return.
    pub(super) fn known(&self, cycle: u16) -> Known {
        let response = |country: &str, year: u16, edit: &Edit| -> Response {
            let mut document = document(&sample(country, year, Lang::En, Profile::Full));
            edit.apply(&mut document);
            let (submission, findings) = read(document.to_string().as_bytes());
            assert_eq!(findings.list, [], "{country} {year}");
            submission.response
        };
        Known {
            earlier: self.earlier.iter().map(|(year, edit)| (*year, response("XDA", *year, edit))).collect(),
            others: self
                .others
                .iter()
                .map(|(country, edit)| (country.as_str().into(), response(country, 2025, edit)))
                .collect(),
            authenticated: Some("XDA".into()),
            ..Known::of_cycle(cycle)
        }
    }
}

impl Edit {
    fn apply(&self, document: &mut Json) {
        apply(document, &self.put, &self.take);
    }
}

fn apply(document: &mut Json, put: &BTreeMap<String, toml::Value>, take: &[String]) {
    for (pointer, value) in put {
        let value = serde_json::to_value(value).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent =
            document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}: {parent} is not there"));
        match parent {
            Json::Array(items) if name == items.len().to_string() => items.push(value),
            Json::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            parent => parent[name] = value,
        }
    }
    for pointer in take {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let members = document.pointer_mut(parent).and_then(Json::as_object_mut);
        let taken = members.and_then(|members| members.shift_remove(name));
        assert!(taken.is_some_and(|taken| taken != json!(null)), "{pointer} is not there");
    }
}
