//! Which revision of a return is the current one after something was stored.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;

use super::{NewSubmission, Stored};
use crate::audit;
use crate::connection::Backend;
use crate::error::StorageError;
use crate::explanations::{self, Explain};
use crate::names::{ReturnState, RevisionKind};
use crate::returns::ReturnRow;
use crate::revisions::{RevisionId, RevisionRow};
use crate::schema::{revision, state_return};
use crate::scope::Scope;

/// The newest revision is current. A published file is published as it comes; where the State has submitted its own,
/// nothing else moves, and a draft of the State stays what it works on.
pub(super) fn advance(
    connection: &mut Backend,
    the_return: &ReturnRow,
    row: &RevisionRow,
    kind: RevisionKind,
) -> Result<(), StorageError> {
    let own = the_return.submitted_revision.is_some()
        && the_return.submitted_revision != the_return.published_revision;
    let target = state_return::table.find(&the_return.id);
    let version = state_return::version.eq(state_return::version + 1);
    if kind != RevisionKind::Import {
        diesel::update(target)
            .set((version, state_return::current_revision.eq(&row.id)))
            .execute(connection)?;
    } else if own {
        diesel::update(target)
            .set((version, state_return::published_revision.eq(&row.id)))
            .execute(connection)?;
    } else {
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
    }
    Ok(())
}

/// The revision whose explanations may go on: the one the State worked on. Nobody explains a published file.
pub(super) fn before(the_return: &ReturnRow, kind: RevisionKind) -> Option<&RevisionId> {
    the_return.current_revision.as_ref().filter(|_| kind != RevisionKind::Import)
}

/// What is sent again is what the State works on now: its revisions become current where others were, and take the
/// explanations that came with it.
pub(super) fn bring_back(
    connection: &mut Backend,
    scope: &Scope,
    new: &NewSubmission<'_>,
    stored: &Stored,
    explain: &Explain<'_>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (mut moved, mut explained) = (Vec::new(), 0);
    for (year, id, number) in &stored.revisions {
        let standing = explanations::standing(connection, id)?;
        let what = explain(*year, &standing);
        explained += explanations::store_explained(connection, id, &what, scope.actor(), now)?;
        let return_id: String = revision::table.find(id).select(revision::return_id).first(connection)?;
        let elsewhere = state_return::current_revision.is_null().or(state_return::current_revision.ne(id));
        let changed =
            diesel::update(state_return::table.filter(state_return::id.eq(&return_id)).filter(elsewhere))
                .set((
                    state_return::version.eq(state_return::version + 1),
                    state_return::current_revision.eq(id),
                ))
                .execute(connection)?;
        if changed > 0 {
            moved.push(json!([year, id, number]));
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
