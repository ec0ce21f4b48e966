//! The wire types of cycles.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use storage::{Cycle, Extension, Reminded};
use utoipa::ToSchema;
use validator::Validate;

use super::says_something;
use crate::http::whole;

/// The collection of a year, to be opened.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CycleRequest {
    /// The year in which it collects; it collects the year before.
    #[validate(range(min = 1950, max = 2200))]
    #[schema(minimum = 1950, maximum = 2200)]
    #[serde(deserialize_with = "whole::number")]
    pub(crate) year: u16,
    /// The edition of the questionnaire; the one that collects the year where nothing is said.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub(crate) edition: Option<String>,
    /// The first day on which States may send files.
    pub(crate) opens_on: NaiveDate,
    /// The last day in time.
    pub(crate) due_on: NaiveDate,
    /// The last day on which States may send files without an extension.
    pub(crate) closes_on: NaiveDate,
}

/// What becomes of a cycle. What is not named stays.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CycleChange {
    /// The edition from now on.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub(crate) edition: Option<String>,
    /// The first day from now on.
    pub(crate) opens_on: Option<NaiveDate>,
    /// The last day in time from now on.
    pub(crate) due_on: Option<NaiveDate>,
    /// The last day from now on.
    pub(crate) closes_on: Option<NaiveDate>,
}

/// A cycle.
#[derive(Serialize, ToSchema)]
pub(crate) struct CycleView {
    /// The year in which it collects.
    pub(crate) year: u16,
    /// The year whose figures it collects.
    pub(crate) reference_year: u16,
    /// The edition of the questionnaire.
    pub(crate) edition: String,
    /// `upcoming`, `open`, `overdue` (after the last day in time), or `closed`: for the caller's State.
    pub(crate) state: &'static str,
    /// The first day on which States may send files.
    pub(crate) opens_on: NaiveDate,
    /// The last day in time; of the caller's State, with what it was granted.
    pub(crate) due_on: NaiveDate,
    /// The last day on which files are taken; of the caller's State, with what it was granted.
    pub(crate) closes_on: NaiveDate,
    /// Whether the caller's State was granted more time.
    pub(crate) extended: bool,
    /// Changes with every change.
    pub(crate) version: i32,
}

impl CycleView {
    /// A cycle on a day, as it is for a State.
    pub(crate) fn new(cycle: &Cycle, extension: Option<&Extension>, today: NaiveDate) -> Self {
        let (due_on, closes_on) = (cycle.due_for(extension), cycle.closes_for(extension));
        let state = if today < cycle.opens_on {
            "upcoming"
        } else if today <= due_on {
            "open"
        } else if today <= closes_on {
            "overdue"
        } else {
            "closed"
        };
        Self {
            year: cycle.year,
            reference_year: cycle.reference_year(),
            edition: cycle.edition.to_string(),
            state,
            opens_on: cycle.opens_on,
            due_on,
            closes_on,
            extended: extension.is_some(),
            version: cycle.version,
        }
    }
}

/// More time for a State.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtensionRequest {
    /// The State, ISO 3166-1 alpha-3.
    #[validate(length(equal = 3))]
    #[schema(pattern = "^[A-Za-z]{3}$")]
    pub(crate) country: String,
    /// Its last day in time.
    pub(crate) due_on: NaiveDate,
    /// Why.
    #[validate(length(min = 3, max = 2000), custom(function = "says_something"))]
    #[schema(min_length = 3, max_length = 2000, pattern = r"^[^\x00]*\S[^\x00]*$")]
    pub(crate) reason: String,
}

/// More time that a State was granted.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExtensionView {
    /// The State.
    pub(crate) country: String,
    /// Its last day in time.
    pub(crate) due_on: NaiveDate,
    /// Why.
    pub(crate) reason: String,
    /// When it was granted, RFC 3339.
    pub(crate) granted_at: String,
}

impl From<Extension> for ExtensionView {
    fn from(granted: Extension) -> Self {
        Self {
            country: granted.country.to_string(),
            due_on: granted.due_on,
            reason: granted.reason,
            granted_at: granted.granted_at.to_rfc3339(),
        }
    }
}

/// Where a State stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportingStatusView {
    /// The State.
    pub(crate) country: String,
    /// Its name, in the language of the request.
    pub(crate) name: String,
    /// `none`, `draft`, `submitted`, `returned`, `accepted`, `cleared` or `published`.
    pub(crate) state: &'static str,
    /// Its last day in time.
    pub(crate) due_on: NaiveDate,
    /// Whether it was granted more time.
    pub(crate) extended: bool,
    /// Whether it has not reported and the day is over.
    pub(crate) overdue: bool,
    /// How many questions are open.
    pub(crate) open_questions: usize,
    /// How many focal points it has; nobody can be reminded where there is none.
    pub(crate) focal_points: usize,
    /// When it was reminded last, RFC 3339.
    pub(crate) reminded_at: Option<String>,
    /// How many mails to it came to nothing.
    pub(crate) failed_mails: usize,
}

/// Whom to remind.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemindRequest {
    /// The States; all that have focal points where nothing is said.
    #[validate(length(max = 300))]
    #[schema(max_items = 300)]
    pub(crate) countries: Option<Vec<String>>,
}

/// What became of reminders.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemindedView {
    /// How many mails are on their way.
    pub(crate) mails: usize,
    /// By State: `queued`, `reported`, `recently` (within 24 hours), `nobody` (no focal point with an address), `before`.
    pub(crate) countries: BTreeMap<String, &'static str>,
}

impl RemindedView {
    pub(crate) fn new(told: &BTreeMap<schema::CountryCode, Reminded>) -> Self {
        let mut mails = 0;
        let countries = told.iter().map(|(country, what)| {
            let word = match what {
                Reminded::Queued(people) => {
                    mails += people;
                    "queued"
                }
                Reminded::Reported => "reported",
                Reminded::Recently => "recently",
                Reminded::Nobody => "nobody",
                Reminded::Before => "before",
            };
            (country.to_string(), word)
        });
        let countries = countries.collect();
        Self { mails, countries }
    }
}
