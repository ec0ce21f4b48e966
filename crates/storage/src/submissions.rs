//! Storing a submission: revisions, observations, incidents, findings and audit row, all at once.

mod bulk;
mod current;
mod identity;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{Bond, CellKey, Code, Findings, Header, Response, Year};
use serde_json::json;

use crate::connection::Backend;
use crate::contributions::{self, Purpose};
use crate::error::StorageError;
use crate::explanations::{self, Explain, Explained};
use crate::names::RevisionKind;
use crate::originals::UploadId;
use crate::returns::{self, ReturnRow};
use crate::revisions::{RevisionId, RevisionRow};
use crate::schema::{revision, state_return, submission, upload};
use crate::scope::Scope;
use crate::{Store, audit, basis, new_id};

/// A submission's id.
pub type SubmissionId = String;

/// A file's content, ready to be stored.
#[derive(Clone, Debug)]
pub struct NewSubmission<'a> {
    /// The upload it was read from.
    pub upload: UploadId,
    /// What it claims to be.
    pub header: Header,
    /// SHA-256 of the normalised content.
    pub content_sha256: String,
    /// The version of the rule set.
    pub rule_set: String,
    /// The version of texts, relations and labels.
    pub text_version: String,
    /// The earlier revisions it was judged against, by year; `None` where it was judged against nothing.
    pub rests_on: Option<BTreeMap<Year, RevisionId>>,
    /// One revision a year.
    pub revisions: Vec<NewRevision<'a>>,
    /// What becomes of it.
    pub purpose: Purpose,
}

/// One year of a submission.
#[derive(Clone, Debug)]
pub struct NewRevision<'a> {
    /// The reference year.
    pub year: Year,
    /// Where it comes from.
    pub kind: RevisionKind,
    /// The fingerprint of the edition's structure.
    pub fingerprint: String,
    /// The answers.
    pub response: &'a Response,
    /// Why cells differ from what was reported first.
    pub reasons: BTreeMap<CellKey, Code>,
    /// What is to be said about them.
    pub findings: &'a Findings,
    /// What each finding judged, in the order of the findings.
    pub bonds: Vec<Bond>,
    /// SHA-256 of the response.
    pub content_sha256: String,
}

/// What was stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// The submission.
    pub submission: SubmissionId,
    /// SHA-256 of the file its revisions were read from.
    pub original_sha256: String,
    /// Year, revision and its number, the cycle's year first.
    pub revisions: Vec<(Year, RevisionId, i32)>,
    /// The same answers with the same findings had been stored before; there is no new revision.
    pub already: bool,
    /// The years whose revision became the current one with this.
    pub moved: Vec<Year>,
    /// The corrected years whose current revision stayed another one: a draft that the State has not submitted.
    pub kept: Vec<Year>,
}

impl Stored {
    /// Notes whether the revision of a year became the current one. A contribution is not meant to.
    fn note(&mut self, revised: &NewRevision<'_>, moves: bool) {
        if moves {
            self.moved.push(revised.year);
        } else if revised.kind != RevisionKind::Contribution {
            self.kept.push(revised.year);
        }
    }
}

impl Store {
    /// Stores a submission. The same answers, about which the same is to be said, are stored once: then the revisions
    /// that hold them become the current ones again, unless a corrected year has a draft of its own. `explain` says of each year what becomes of its explanations.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope; [`StorageError::Conflict`] where it rests on earlier revisions and
    /// others stand by now; [`StorageError::OtherVersion`] where a merge rests on another version of the return. Nothing
    /// is half-stored.
    pub fn submit(
        &self,
        scope: &Scope,
        new: &NewSubmission<'_>,
        explain: &Explain<'_>,
        now: DateTime<Utc>,
    ) -> Result<Stored, StorageError> {
        scope.must_see(new.header.country.as_str())?;
        self.write(scope, |connection| {
            crate::connection::serialise(connection, new.header.country.as_str())?;
            contributions::must_fit(connection, scope, new)?;
            basis::must_rest(connection, new)?;
            let identity = identity::told_apart(connection, new, identity::of(new))?;
            if let Some(mut stored) = find(connection, new, &identity)? {
                basis::keep(connection, &stored.submission, new.rests_on.as_ref(), now)?;
                current::bring_back(connection, scope, new, &mut stored, explain, now)?;
                contributions::keep(connection, scope, new, &stored, now)?;
                return Ok(stored);
            }
            let (stored, explained) = insert(connection, scope, new, &identity, explain, now)?;
            contributions::keep(connection, scope, new, &stored, now)?;
            let revisions =
                stored.revisions.iter().map(|(year, revision, number)| json!([year, revision, number]));
            let detail = json!({
                "upload": new.upload,
                "country": new.header.country.as_str(),
                "cycle": new.header.cycle,
                "content_sha256": new.content_sha256,
                "revisions": revisions.collect::<Vec<_>>(),
                "explanations": explained,
                "contribution_of": contributions::institution(&new.purpose),
            });
            audit::append(connection, now, scope.actor(), "submission.stored", &stored.submission, &detail)?;
            Ok(stored)
        })
    }
}

/// Stores what a published file says of a State, whose lock is held; `None` where all of it is there.
pub(crate) fn insert_import(
    connection: &mut Backend,
    scope: &Scope,
    new: &NewSubmission<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Stored>, StorageError> {
    let identity = identity::of(new);
    if find(connection, new, &identity)?.is_some() {
        return Ok(None);
    }
    let (stored, _) = insert(connection, scope, new, &identity, &|_, _| Explained::default(), now)?;
    Ok(Some(stored))
}

fn find(
    connection: &mut Backend,
    new: &NewSubmission<'_>,
    identity: &str,
) -> Result<Option<Stored>, StorageError> {
    let found: Option<(String, String)> = submission::table
        .inner_join(upload::table)
        .filter(submission::country.eq(new.header.country.as_str()))
        .filter(submission::cycle.eq(i32::from(new.header.cycle)))
        .filter(submission::identity_sha256.eq(identity))
        .select((submission::id, upload::sha256))
        .first(connection)
        .optional()?;
    let Some((id, original_sha256)) = found else { return Ok(None) };
    let rows: Vec<(i32, String, i32)> = revision::table
        .inner_join(state_return::table)
        .filter(revision::submission_id.eq(&id))
        .order(state_return::year.desc())
        .select((state_return::year, revision::id, revision::number))
        .load(connection)?;
    let revisions = rows.into_iter().map(|(year, id, number)| Ok((returns::year(year)?, id, number)));
    let revisions = revisions.collect::<Result<_, StorageError>>()?;
    let (moved, kept) = (Vec::new(), Vec::new());
    Ok(Some(Stored { submission: id, original_sha256, revisions, already: true, moved, kept }))
}

/// Stores all revisions; gives how many rows their explanations made.
fn insert(
    connection: &mut Backend,
    scope: &Scope,
    new: &NewSubmission<'_>,
    identity: &str,
    explain: &Explain<'_>,
    now: DateTime<Utc>,
) -> Result<(Stored, usize), StorageError> {
    let sha256: String = upload::table.find(&new.upload).select(upload::sha256).first(connection)?;
    let id = insert_submission(connection, new, identity, now)?;
    basis::keep(connection, &id, new.rests_on.as_ref(), now)?;
    let (revisions, moved, kept) = (Vec::new(), Vec::new(), Vec::new());
    let mut stored =
        Stored { submission: id, original_sha256: sha256, revisions, already: false, moved, kept };
    let mut explained = 0;
    for revised in &new.revisions {
        let the_return = ReturnRow::find_or_make(connection, new.header.country.as_str(), revised.year)?;
        let (submission, original) = (&stored.submission, &stored.original_sha256);
        let row = insert_revision(connection, &the_return, revised, submission, original, now)?;
        if revised.kind == RevisionKind::Import {
            current::publish(connection, &the_return, &row)?;
        } else {
            let moves = current::takes_over(connection, &the_return, new)?;
            // Its reasons go on to the next contribution of the same institution.
            let contributed = contributions::last_two(connection, new)?.into_iter().next();
            let contributed = contributed.map(|(id, _)| id);
            // The reasons of a draft that stays are that draft's.
            let before = match revised.kind {
                RevisionKind::Contribution => contributed.as_ref(),
                _ if moves => the_return.current_revision.as_ref(),
                _ => the_return.standing(),
            };
            let standing = match before {
                Some(before) => explanations::standing(connection, before)?,
                None => Vec::new(),
            };
            let what = explain(revised.year, &standing);
            explained += explanations::store_explained(connection, &row.id, &what, scope.actor(), now)?;
            if moves {
                current::advance(connection, &the_return, &row.id)?;
            }
            stored.note(revised, moves);
        }
        stored.revisions.push((revised.year, row.id, row.number));
    }
    Ok((stored, explained))
}

fn insert_submission(
    connection: &mut Backend,
    new: &NewSubmission<'_>,
    identity: &str,
    now: DateTime<Utc>,
) -> Result<String, StorageError> {
    let id = new_id();
    diesel::insert_into(submission::table)
        .values((
            submission::id.eq(&id),
            submission::upload_id.eq(&new.upload),
            submission::country.eq(new.header.country.as_str()),
            submission::cycle.eq(i32::from(new.header.cycle)),
            submission::edition.eq(new.header.edition.as_str()),
            submission::text_version.eq(&new.text_version),
            submission::rule_set.eq(&new.rule_set),
            submission::language.eq(new.header.language.code()),
            submission::identity_sha256.eq(identity),
            submission::created_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(id)
}

fn insert_revision(
    connection: &mut Backend,
    the_return: &ReturnRow,
    revised: &NewRevision<'_>,
    submission: &str,
    upload_sha256: &str,
    now: DateTime<Utc>,
) -> Result<RevisionRow, StorageError> {
    let last: Option<i32> = revision::table
        .filter(revision::return_id.eq(&the_return.id))
        .select(diesel::dsl::max(revision::number))
        .first(connection)?;
    let row = RevisionRow {
        id: new_id(),
        return_id: the_return.id.clone(),
        submission_id: submission.to_owned(),
        number: last.unwrap_or_default() + 1,
        kind: revised.kind.code().to_owned(),
        edition: revised.response.edition.to_string(),
        fingerprint: revised.fingerprint.clone(),
        content_sha256: revised.content_sha256.clone(),
        created_at: now.to_rfc3339(),
    };
    diesel::insert_into(revision::table).values(&row).execute(connection)?;
    bulk::insert(connection, &row.id, revised, upload_sha256)?;
    Ok(row)
}
