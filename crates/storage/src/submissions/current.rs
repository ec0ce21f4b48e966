//! Which revision of a return is the current one after something was stored.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::Year;
use serde_json::json;

use super::{NewSubmission, Stored};
use crate::audit;
use crate::connection::Backend;
use crate::contributions::Purpose;
use crate::error::StorageError;
use crate::explanations::{self, Explain};
use crate::names::{ReturnState, RevisionKind};
use crate::returns::ReturnRow;
use crate::revisions::{RevisionId, RevisionRow};
use crate::schema::{revision, state_return, submission};
use crate::scope::Scope;
use crate::steps::history::is_of_a_published_file;

/// Whether what a file says of a year becomes what the State works on. The year of the file's return always does: the
/// State has just sent it. A year it corrects does where the State works on what it stands by, or on a correction of
/// the same cycle; a draft of that year, which was sent by itself, is never displaced by the file of another one. What
/// an institution contributes waits to be merged.
pub(super) fn takes_over(
    connection: &mut Backend,
    the_return: &ReturnRow,
    new: &NewSubmission<'_>,
) -> Result<bool, StorageError> {
    let header = &new.header;
    if matches!(new.purpose, Purpose::Contribution { .. }) {
        return Ok(false);
    }
    let Some(current) = &the_return.current_revision else { return Ok(true) };
    if the_return.year == i32::from(header.year) || the_return.standing() == Some(current) {
        return Ok(true);
    }
    let (kind, cycle): (String, i32) = revision::table
        .inner_join(submission::table)
        .filter(revision::id.eq(current))
        .select((revision::kind, submission::cycle))
        .first(connection)?;
    Ok(kind == RevisionKind::Correction.code() && cycle == i32::from(header.cycle))
}

/// A revision of the State becomes current.
pub(super) fn advance(
    connection: &mut Backend,
    the_return: &ReturnRow,
    revision: &RevisionId,
) -> Result<(), StorageError> {
    diesel::update(state_return::table.find(&the_return.id))
        .set((
            state_return::version.eq(state_return::version + 1),
            state_return::current_revision.eq(revision),
        ))
        .execute(connection)?;
    Ok(())
}

/// A published file is published as it comes. Where the State has submitted its own, nothing else moves; a draft of the
/// State stays what it works on.
pub(super) fn publish(
    connection: &mut Backend,
    the_return: &ReturnRow,
    row: &RevisionRow,
) -> Result<(), StorageError> {
    let is_own = |connection: &mut Backend, id: &Option<RevisionId>| match id {
        Some(id) => is_of_a_published_file(connection, id).map(|of_a_file| !of_a_file),
        None => Ok(false),
    };
    // What the State itself has published is not displaced by what others made of it.
    if is_own(connection, &the_return.published_revision)? {
        return Ok(());
    }
    let own = is_own(connection, &the_return.submitted_revision)?;
    let target = state_return::table.find(&the_return.id);
    let version = state_return::version.eq(state_return::version + 1);
    if own {
        diesel::update(target)
            .set((version, state_return::published_revision.eq(&row.id)))
            .execute(connection)?;
        return Ok(());
    }
    let draft = the_return.current_revision != the_return.published_revision;
    let current = the_return.current_revision.as_ref().filter(|_| draft).unwrap_or(&row.id);
    diesel::update(target)
        .set((
            version,
            state_return::state.eq(ReturnState::Published.code()),
            state_return::current_revision.eq(current),
            state_return::submitted_revision.eq(&row.id),
            state_return::accepted_revision.eq(&row.id),
            state_return::published_revision.eq(&row.id),
        ))
        .execute(connection)?;
    Ok(())
}

/// What is sent again is what the State works on now: its revisions become current where others were, unless another
/// year has a draft of its own. The explanations that stand beside the revision worked on until now go on, and those
/// that came with the file are added.
pub(super) fn bring_back(
    connection: &mut Backend,
    scope: &Scope,
    new: &NewSubmission<'_>,
    stored: &mut Stored,
    explain: &Explain<'_>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (mut moved, mut explained) = (Vec::new(), 0);
    for (year, id, number) in &stored.revisions {
        let the_return = ReturnRow::of_revision(connection, id)?;
        let here = the_return.current_revision.as_ref() == Some(id);
        let moves = !here && takes_over(connection, &the_return, new)?;
        let worked_on = the_return.current_revision.as_ref().filter(|_| moves).unwrap_or(id);
        explained += explain_again(connection, scope, *year, (worked_on, id), explain, now)?;
        if moves {
            advance(connection, &the_return, id)?;
            moved.push(json!([year, id, number]));
            stored.moved.push(*year);
        } else if !here && !matches!(new.purpose, Purpose::Contribution { .. }) {
            stored.kept.push(*year);
        }
    }
    if moved.is_empty() && explained == 0 {
        return Ok(());
    }
    let detail = json!({
        "upload": new.upload,
        "country": new.header.country.as_str(),
        "cycle": new.header.cycle,
        "revisions": moved,
        "explanations": explained,
    });
    audit::append(connection, now, scope.actor(), "submission.repeated", &stored.submission, &detail)
}

/// Takes the explanations of the revision worked on until now over to the one that is sent again; gives how many rows
/// that made.
fn explain_again(
    connection: &mut Backend,
    scope: &Scope,
    year: Year,
    (worked_on, again): (&RevisionId, &RevisionId),
    explain: &Explain<'_>,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let standing = explanations::standing(connection, worked_on)?;
    let what = explanations::not_anew(connection, again, explain(year, &standing), &standing)?;
    explanations::store_explained(connection, again, &what, scope.actor(), now)
}
