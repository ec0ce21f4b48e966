//! Submission to findings: the rules. Pure: everything a rule may look at is handed in.
#![doc = include_str!("../README.md")]

mod catalogue;
mod context;
mod known;
mod pages;
mod past;
mod prelude;
mod relation;
mod rule;
mod rules;
mod series;

use schema::{Findings, Questionnaire, Submission};

pub use catalogue::{CatalogueEntry, catalogue, missing_thresholds, thresholds};
use context::Context;
pub use known::{Clearance, History, Known};

/// Checks a submission: every rule, in one pass.
pub fn check(questionnaire: &Questionnaire, submission: &Submission, known: &Known) -> Findings {
    let context = Context { questionnaire, submission, response: &submission.response, known };
    let mut findings = Findings::default();
    relation::check(&context, &mut findings);
    for rule in rules::all() {
        (rule.check)(&context, &mut findings);
    }
    findings
}
