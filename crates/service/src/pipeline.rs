//! The stages in order: the handler, the command line and the suite call the same composition.

use intake::{IntakeError, Limits, Upload};
use schema::{Catalogue, Findings, Header, Questionnaire, Submission};
use validation::Known;

/// What came out of a readable file.
pub(crate) struct Received<'a> {
    /// The edition it was read under.
    pub(crate) questionnaire: &'a Questionnaire,
    /// What it says.
    pub(crate) submission: Submission,
    /// What is to be said about it, strongest first.
    pub(crate) findings: Findings,
}

/// Reads, normalises and checks. `known` is asked once, with what the file claims to be.
///
/// # Errors
/// Only where the file cannot be read at all.
pub(crate) fn receive<'a, E: From<IntakeError>>(
    upload: &Upload<'_>,
    catalogue: &'a Catalogue,
    limits: &Limits,
    known: impl FnOnce(&Header) -> Result<Known, E>,
) -> Result<Received<'a>, E> {
    let draft = intake::read(upload, catalogue, limits)?;
    let edition = draft.header().edition.clone();
    let Some(questionnaire) = catalogue.get(edition.as_str()) else {
        return Err(IntakeError::UnknownEdition { edition: edition.to_string() }.into());
    };
    let known = known(draft.header())?;
    let (submission, mut findings) = intake::normalise(draft, questionnaire);
    findings.append(validation::check(questionnaire, &submission, &known));
    findings.sort();
    Ok(Received { questionnaire, submission, findings })
}
