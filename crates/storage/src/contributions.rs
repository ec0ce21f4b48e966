//! Contributions: tables of a State's return that one of its institutions sent, until the focal point merges them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, TableId, Year};
use serde_json::json;

use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::returns::ReturnRow;
use crate::revisions::{Revision, RevisionId, RevisionRow};
use crate::schema::{contribution, merged_contribution, revision, state_return, submission, upload};
use crate::scope::Scope;
use crate::submissions::{NewSubmission, Stored};
use crate::{Store, audit};

/// What becomes of a submission.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// The State works on it from now on.
    Draft,
    /// It waits to be merged.
    Contribution {
        /// Of which institution; the account where none is stated.
        institution: String,
        /// The tables it answers.
        tables: Vec<TableId>,
    },
    /// Contributions were merged into it; the State works on it from now on.
    Merge {
        /// The version of the return that the merge rests on; 0 where there was none.
        version: i32,
        /// The contributions.
        contributions: Vec<RevisionId>,
    },
}

/// What an institution sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contribution {
    /// The revision that holds it.
    pub revision: Revision,
    /// The institution; the account where none is stated.
    pub institution: String,
    /// The account that sent it.
    pub sender: String,
    /// The tables it answers.
    pub tables: Vec<TableId>,
    /// SHA-256 of the file.
    pub original_sha256: String,
    /// The number of the revision it was merged into, the last where there are several.
    pub merged_into: Option<i32>,
}

type Row = (RevisionRow, String, String, String, String);

impl Store {
    /// The contributions to a return, oldest first: all of them, or those of the scope's institution.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such return, or outside the scope.
    pub fn contributions(
        &self,
        scope: &Scope,
        country: &CountryCode,
        year: Year,
    ) -> Result<Vec<Contribution>, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| {
            let the_return = ReturnRow::of_year(connection, country, year)?;
            let merged = merged(connection, &the_return.id)?;
            let rows: Vec<Row> = revision::table
                .inner_join(contribution::table)
                .inner_join(submission::table.inner_join(upload::table))
                .filter(revision::return_id.eq(&the_return.id))
                .order(revision::number)
                .select((
                    RevisionRow::as_select(),
                    contribution::institution,
                    contribution::actor,
                    contribution::tables,
                    upload::sha256,
                ))
                .load(connection)?;
            let seen = rows.into_iter().filter(|row| scope.institution().is_none_or(|own| own == row.1));
            seen.map(|row| contribution_of(row, &merged)).collect()
        })
    }
}

fn contribution_of(row: Row, merged: &BTreeMap<RevisionId, i32>) -> Result<Contribution, StorageError> {
    let (revision, institution, sender, tables, original_sha256) = row;
    let tables: Vec<String> = serde_json::from_str(&tables).map_err(|_| StorageError::corrupt("tables"))?;
    let revision = revision.revision()?;
    Ok(Contribution {
        institution,
        sender,
        tables: tables.into_iter().map(TableId::from).collect(),
        original_sha256,
        merged_into: merged.get(&revision.id).copied(),
        revision,
    })
}

/// Of each contribution to a return that was merged, the number of the revision it was merged into last.
fn merged(connection: &mut Backend, return_id: &str) -> Result<BTreeMap<RevisionId, i32>, StorageError> {
    let rows: Vec<(String, i32)> = merged_contribution::table
        .inner_join(revision::table)
        .filter(revision::return_id.eq(return_id))
        .order(revision::number)
        .select((merged_contribution::contribution_id, revision::number))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// A contribution of another institution is not there for who contributes.
pub(crate) fn must_see(connection: &mut Backend, scope: &Scope, id: &str) -> Result<(), StorageError> {
    let Some(own) = scope.institution() else { return Ok(()) };
    let query = contribution::table.find(id).select(contribution::institution);
    let of: Option<String> = query.first(connection).optional()?;
    if of.is_none_or(|of| of == own) { Ok(()) } else { Err(StorageError::NotFound) }
}

/// Neither is the file of one, nor a file of somebody else of which nothing came.
pub(crate) fn must_see_upload(connection: &mut Backend, scope: &Scope, id: &str) -> Result<(), StorageError> {
    let Some(own) = scope.institution() else { return Ok(()) };
    let sender: String = upload::table.find(id).select(upload::actor).first(connection)?;
    if sender == scope.actor() {
        return Ok(());
    }
    let of: Vec<Option<String>> = revision::table
        .inner_join(submission::table)
        .left_join(contribution::table)
        .filter(submission::upload_id.eq(id))
        .select(contribution::institution.nullable())
        .load(connection)?;
    let seen = |of: &Option<String>| of.as_ref().is_none_or(|of| of == own);
    if !of.is_empty() && of.iter().all(seen) { Ok(()) } else { Err(StorageError::NotFound) }
}

/// Nobody decides about a contribution: it is looked at once it is merged.
pub(crate) fn must_be_none(connection: &mut Backend, id: &str) -> Result<(), StorageError> {
    let found: Option<String> =
        contribution::table.find(id).select(contribution::revision_id).first(connection).optional()?;
    let what = || "the explanation stands beside a contribution, which was not merged yet".to_owned();
    found.map_or(Ok(()), |_| Err(StorageError::Invalid { what: what() }))
}

/// Takes out of some revisions what other institutions contributed.
pub(crate) fn keep_seen(
    connection: &mut Backend,
    scope: &Scope,
    rows: &mut Vec<RevisionRow>,
) -> Result<(), StorageError> {
    let Some(own) = scope.institution() else { return Ok(()) };
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let others: Vec<String> = contribution::table
        .filter(contribution::revision_id.eq_any(ids))
        .filter(contribution::institution.ne(own))
        .select(contribution::revision_id)
        .load(connection)?;
    rows.retain(|row| !others.contains(&row.id));
    Ok(())
}

/// Who contributes stores contributions only, of the own institution; a merge rests on the return and the contributions
/// that its sender has seen.
pub(crate) fn must_fit(
    connection: &mut Backend,
    scope: &Scope,
    new: &NewSubmission<'_>,
) -> Result<(), StorageError> {
    match (&new.purpose, scope.institution()) {
        (Purpose::Contribution { institution, .. }, Some(own)) if institution == own => Ok(()),
        (_, Some(_)) => Err(StorageError::NotFound),
        (Purpose::Draft | Purpose::Contribution { .. }, None) => Ok(()),
        (Purpose::Merge { version, contributions }, None) => {
            let header = &new.header;
            let the_return = ReturnRow::find_or_make(connection, header.country.as_str(), header.year)?;
            if the_return.version != *version {
                return Err(StorageError::OtherVersion);
            }
            let known: i64 = contribution::table
                .inner_join(revision::table)
                .filter(revision::return_id.eq(&the_return.id))
                .filter(contribution::revision_id.eq_any(contributions))
                .count()
                .get_result(connection)?;
            if usize::try_from(known).is_ok_and(|known| known == contributions.len()) {
                return Ok(());
            }
            let what = "not all of these are contributions to this return".to_owned();
            Err(StorageError::Invalid { what })
        }
    }
}

/// Keeps what a submission contributes, or what was merged into it.
pub(crate) fn keep(
    connection: &mut Backend,
    scope: &Scope,
    new: &NewSubmission<'_>,
    stored: &Stored,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some((_, id, _)) = stored.revisions.first() else { return Ok(()) };
    match &new.purpose {
        Purpose::Draft => {}
        Purpose::Contribution { institution, tables } => {
            let tables: Vec<&str> = tables.iter().map(TableId::as_str).collect();
            let row = (
                contribution::revision_id.eq(id),
                contribution::institution.eq(institution),
                contribution::actor.eq(scope.actor()),
                contribution::tables.eq(json!(tables).to_string()),
            );
            dispatch!(connection, connection => diesel::insert_into(contribution::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(connection))?;
        }
        Purpose::Merge { contributions, .. } => {
            for one in contributions {
                let row =
                    (merged_contribution::revision_id.eq(id), merged_contribution::contribution_id.eq(one));
                dispatch!(connection, connection => diesel::insert_into(merged_contribution::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(connection))?;
            }
            let detail = json!({ "contributions": contributions });
            audit::append(connection, now, scope.actor(), "contributions.merged", id, &detail)?;
        }
    }
    Ok(())
}

/// The last two contributions of the institution whose contribution a submission is, with their identities, the last one
/// first.
pub(crate) fn last_two(
    connection: &mut Backend,
    new: &NewSubmission<'_>,
) -> Result<Vec<(RevisionId, String)>, StorageError> {
    let Some(institution) = institution(&new.purpose) else { return Ok(Vec::new()) };
    let query = contribution::table
        .inner_join(revision::table.inner_join(state_return::table).inner_join(submission::table))
        .filter(state_return::country.eq(new.header.country.as_str()))
        .filter(state_return::year.eq(i32::from(new.header.year)))
        .filter(contribution::institution.eq(institution))
        .order(revision::number.desc())
        .limit(2);
    Ok(query.select((revision::id, submission::identity_sha256)).load(connection)?)
}

/// The institution whose contribution a submission is.
pub(crate) fn institution(purpose: &Purpose) -> Option<&str> {
    match purpose {
        Purpose::Contribution { institution, .. } => Some(institution),
        Purpose::Draft | Purpose::Merge { .. } => None,
    }
}
