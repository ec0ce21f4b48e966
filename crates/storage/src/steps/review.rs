//! What is checked before a step: that somebody else checks, and that the review is finished.

use diesel::prelude::*;
use schema::{Gate, Severity};

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::{Decision, Step};
use crate::schema::{finding, receipt, return_step, revision, submission, upload};
use crate::scope::Scope;
use crate::{explanations, questions};

use crate::rows::findings::FindingRow;

/// Who sent or submitted a revision does not accept it, and who did either or reviewed the return does not publish it.
pub(super) fn must_be_another(
    connection: &mut Backend,
    scope: &Scope,
    return_id: &str,
    subject: &str,
    step: Step,
) -> Result<(), StorageError> {
    let who = match step {
        Step::Accept => "sent or submitted the revision",
        Step::Publish => "sent, submitted or reviewed the return",
        Step::Submit | Step::Recall | Step::Return | Step::Clear | Step::Withdraw => return Ok(()),
    };
    let mut others = senders(connection, subject)?;
    let submitters = receipt::table.filter(receipt::revision_id.eq(subject)).select(receipt::actor);
    others.extend(submitters.load::<String>(connection)?);
    if step == Step::Publish {
        let reviewers = return_step::table
            .filter(return_step::return_id.eq(return_id))
            .filter(return_step::step.eq_any([Step::Accept.code(), Step::Return.code()]))
            .select(return_step::actor);
        others.extend(reviewers.load::<String>(connection)?);
    }
    if others.iter().any(|other| other == scope.actor()) {
        Err(StorageError::FourEyes { who })
    } else {
        Ok(())
    }
}

/// Who ever sent the file of a revision for its State.
pub(crate) fn senders(connection: &mut Backend, subject: &str) -> Result<Vec<String>, StorageError> {
    let (sha256, country): (String, String) = revision::table
        .inner_join(submission::table.inner_join(upload::table))
        .filter(revision::id.eq(subject))
        .select((upload::sha256, upload::country))
        .first(connection)?;
    let sent = upload::table.filter(upload::sha256.eq(sha256)).filter(upload::country.eq(country));
    Ok(sent.select(upload::actor).load(connection)?)
}

/// Nothing is accepted while a question is open, an explanation waits for its decision, or something that was found up
/// to this gate is neither corrected nor explained.
pub(super) fn must_be_reviewed(connection: &mut Backend, subject: &str) -> Result<(), StorageError> {
    let questions = questions::open(connection, subject)?;
    let standing = explanations::standing(connection, subject)?;
    let is_accepted = |one: &&explanations::StoredExplanation| {
        matches!(one.decision.as_ref().map(|said| said.decision), Some(Decision::Accepted))
    };
    let explanations = standing.len() - standing.iter().filter(is_accepted).count();
    let rows: Vec<FindingRow> = finding::table
        .filter(finding::revision_id.eq(subject))
        .select(FindingRow::as_select())
        .load(connection)?;
    let mut findings = 0;
    for row in rows {
        let (found, bond) = (row.finding()?, row.bond()?);
        let is_open = match found.severity {
            Severity::Error => true,
            Severity::Warning => !standing.iter().any(|one| one.bond == bond),
            Severity::Note => false,
        };
        findings += usize::from(is_open && matches!(found.gate, Gate::Submit | Gate::Accept));
    }
    if questions + explanations + findings == 0 {
        return Ok(());
    }
    Err(StorageError::ReviewOpen { questions, explanations, findings })
}
