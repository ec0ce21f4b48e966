//! Submission to findings: the rules. Pure: everything a rule may look at is handed in.
#![doc = include_str!("../README.md")]

mod amount;
mod catalogue;
mod cells;
mod context;
mod figures;
mod incident;
mod indicator;
mod known;
mod listing;
mod pages;
mod past;
mod precedence;
mod prelude;
mod relation;
mod rule;
mod rules;
mod screen;
mod series;
mod suggest;

use schema::{Findings, Questionnaire, Submission};

pub use catalogue::{CatalogueEntry, catalogue, missing_thresholds, thresholds};
use context::Context;
pub use known::{Clearance, History, Known};
pub use relation::{Verdict, verdicts};
pub use suggest::suggest;

/// Checks a submission: every rule, in one pass.
pub fn check(questionnaire: &Questionnaire, submission: &Submission, known: &Known) -> Findings {
    let context = Context::of(questionnaire, submission, known);
    let mut findings = Findings::default();
    relation::check(&context, &mut findings);
    rules::check(&context, &mut findings);
    findings
}
