//! What a submission was judged against: the earlier revisions of its State, by year.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::Year;

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::RevisionKind;
use crate::revisions::RevisionId;
use crate::schema::{revision, submission_basis};
use crate::submissions::NewSubmission;
use crate::{new_id, returns};

/// Earlier revisions by year.
type Basis = BTreeMap<Year, RevisionId>;

/// What was judged against earlier revisions must still be true of the database, whose lock is held by now.
pub(crate) fn must_rest(connection: &mut Backend, new: &NewSubmission<'_>) -> Result<(), StorageError> {
    let Some(seen) = &new.rests_on else { return Ok(()) };
    let standing = returns::standing(connection, new.header.country.as_str(), new.header.year)?;
    if standing == *seen {
        return Ok(());
    }
    Err(StorageError::Conflict {
        what: "an earlier year of the State was changed in the meantime".to_owned(),
    })
}

/// Keeps what a submission was judged against, where that is not what is kept already.
pub(crate) fn keep(
    connection: &mut Backend,
    submission: &str,
    rests_on: Option<&Basis>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(rests_on) = rests_on else { return Ok(()) };
    if last(connection, submission)?.as_ref() == Some(rests_on) {
        return Ok(());
    }
    let text = serde_json::to_string(rests_on).map_err(|_| StorageError::corrupt("basis"))?;
    diesel::insert_into(submission_basis::table)
        .values((
            submission_basis::id.eq(new_id()),
            submission_basis::submission_id.eq(submission),
            submission_basis::rests_on.eq(text),
            submission_basis::judged_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(())
}

/// Refuses what was judged against other earlier revisions than stand by now. What the same file says of an earlier year
/// was part of the judgement; a correction also rests on what it is laid over.
pub(crate) fn must_stand(
    connection: &mut Backend,
    country: &str,
    year: Year,
    submission: &str,
    kind: RevisionKind,
) -> Result<(), StorageError> {
    let Some(seen) = last(connection, submission)? else { return Ok(()) };
    let end = if kind == RevisionKind::Correction { year.saturating_add(1) } else { year };
    let standing = returns::standing(connection, country, end)?;
    let own: BTreeSet<RevisionId> = revision::table
        .filter(revision::submission_id.eq(submission))
        .select(revision::id)
        .load(connection)?
        .into_iter()
        .collect();
    let years: BTreeSet<Year> =
        seen.range(..end).map(|(year, _)| *year).chain(standing.keys().copied()).collect();
    let changed = years.into_iter().filter(|year| {
        let stands = standing.get(year);
        stands != seen.get(year) && !stands.is_some_and(|revision| own.contains(revision))
    });
    let changed: Vec<Year> = changed.collect();
    if changed.is_empty() { Ok(()) } else { Err(StorageError::EarlierChanged { years: changed }) }
}

fn last(connection: &mut Backend, submission: &str) -> Result<Option<Basis>, StorageError> {
    let text: Option<String> = submission_basis::table
        .filter(submission_basis::submission_id.eq(submission))
        .order((submission_basis::judged_at.desc(), submission_basis::id.desc()))
        .select(submission_basis::rests_on)
        .first(connection)
        .optional()?;
    let basis = text.map(|text| serde_json::from_str(&text).map_err(|_| StorageError::corrupt("basis")));
    basis.transpose()
}
