//! Submission to findings: the rules. Pure: everything a rule may look at is handed in.
#![doc = include_str!("../README.md")]

mod catalogue;
mod context;
mod pages;
mod prelude;
mod relation;
mod rule;
mod rules;

use std::collections::BTreeMap;

use schema::{CountryCode, Findings, Questionnaire, Response, Submission, Year};

pub use catalogue::{CatalogueEntry, catalogue};
use context::Context;

/// Everything a rule may look at besides the submission, handed in as data.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The State's responses of earlier years that count.
    pub earlier: BTreeMap<Year, Response>,
    /// The year of the cycle.
    pub cycle: Year,
    /// The State of the person who sends; `None` where nobody is signed in.
    pub authenticated: Option<CountryCode>,
}

impl Known {
    /// What is known when a file is checked by itself.
    pub fn of_cycle(cycle: Year) -> Self {
        Self { cycle, ..Self::default() }
    }
}

/// Checks a submission: every rule, in one pass.
pub fn check(questionnaire: &Questionnaire, submission: &Submission, known: &Known) -> Findings {
    let context = Context { questionnaire, submission, response: &submission.response, known };
    let mut findings = Findings::default();
    relation::check(&context, &mut findings);
    for rule in rules::ALL {
        (rule.check)(&context, &mut findings);
    }
    findings
}
