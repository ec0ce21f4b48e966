//! Storing a submission: revisions, observations, incidents, findings and audit row, all at once.

mod bulk;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{Findings, Header, Response, Year};
use serde_json::json;

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::{ReturnState, RevisionKind};
use crate::originals::UploadId;
use crate::returns::ReturnRow;
use crate::revisions::{RevisionId, RevisionRow};
use crate::schema::{revision, state_return, submission, upload};
use crate::scope::Scope;
use crate::{Store, audit, new_id};

/// A submission's id.
pub type SubmissionId = String;

/// A file's content, ready to be stored.
#[derive(Clone, Debug)]
pub struct NewSubmission<'a> {
    /// The upload it was read from.
    pub upload: UploadId,
    /// What it claims to be.
    pub header: Header,
    /// SHA-256 of the normalised content: the same content is stored once.
    pub content_sha256: String,
    /// The version of the rule set.
    pub rule_set: String,
    /// The version of texts, relations and labels.
    pub text_version: String,
    /// One revision a year.
    pub revisions: Vec<NewRevision<'a>>,
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
    /// What is to be said about them.
    pub findings: &'a Findings,
    /// SHA-256 of the response.
    pub content_sha256: String,
}

/// What was stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// The submission.
    pub submission: SubmissionId,
    /// Year, revision and its number, the cycle's year first.
    pub revisions: Vec<(Year, RevisionId, i32)>,
    /// The same content had been stored before; nothing is new.
    pub already: bool,
}

impl Store {
    /// Stores a submission, or finds the one with the same content.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope; nothing is half-stored.
    pub fn submit(
        &self,
        scope: &Scope,
        new: &NewSubmission<'_>,
        now: DateTime<Utc>,
    ) -> Result<Stored, StorageError> {
        scope.must_see(new.header.country.as_str())?;
        self.write(|connection| {
            crate::connection::serialise(connection, &format!("{}{}", new.header.country, new.header.cycle))?;
            if let Some(stored) = find(connection, new)? {
                return Ok(stored);
            }
            let sha256: String = upload::table.find(&new.upload).select(upload::sha256).first(connection)?;
            let id = insert_submission(connection, new, now)?;
            let mut revisions = Vec::new();
            for revision in &new.revisions {
                let (revision_id, number) = insert_revision(connection, new, revision, &id, &sha256, now)?;
                revisions.push((revision.year, revision_id, number));
            }
            let detail = json!({
                "upload": new.upload,
                "country": new.header.country.as_str(),
                "cycle": new.header.cycle,
                "content_sha256": new.content_sha256,
                "revisions": revisions.iter().map(|(year, revision, number)| json!([year, revision, number])).collect::<Vec<_>>(),
            });
            audit::append(connection, now, scope.actor(), "submission.stored", &id, &detail)?;
            Ok(Stored { submission: id, revisions, already: false })
        })
    }
}

fn find(connection: &mut Backend, new: &NewSubmission<'_>) -> Result<Option<Stored>, StorageError> {
    let found: Option<String> = submission::table
        .filter(submission::country.eq(new.header.country.as_str()))
        .filter(submission::cycle.eq(i32::from(new.header.cycle)))
        .filter(submission::content_sha256.eq(&new.content_sha256))
        .select(submission::id)
        .first(connection)
        .optional()?;
    let Some(id) = found else { return Ok(None) };
    let rows: Vec<(i32, String, i32)> = revision::table
        .inner_join(state_return::table)
        .filter(revision::submission_id.eq(&id))
        .order(state_return::year.desc())
        .select((state_return::year, revision::id, revision::number))
        .load(connection)?;
    let revisions = rows.into_iter().map(|(year, id, number)| Ok((crate::returns::year(year)?, id, number)));
    let revisions = revisions.collect::<Result<_, StorageError>>()?;
    Ok(Some(Stored { submission: id, revisions, already: true }))
}

fn insert_submission(
    connection: &mut Backend,
    new: &NewSubmission<'_>,
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
            submission::content_sha256.eq(&new.content_sha256),
            submission::created_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(id)
}

fn insert_revision(
    connection: &mut Backend,
    new: &NewSubmission<'_>,
    revised: &NewRevision<'_>,
    submission: &str,
    upload_sha256: &str,
    now: DateTime<Utc>,
) -> Result<(RevisionId, i32), StorageError> {
    let the_return = ReturnRow::find_or_make(connection, new.header.country.as_str(), revised.year)?;
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
    advance(connection, &the_return, &row, revised.kind)?;
    Ok((row.id, row.number))
}

/// The newest revision is current. A published file is published as it comes, unless the State has sent its own.
fn advance(
    connection: &mut Backend,
    the_return: &ReturnRow,
    row: &RevisionRow,
    kind: RevisionKind,
) -> Result<(), StorageError> {
    let own = the_return.submitted_revision.is_some()
        && the_return.submitted_revision != the_return.published_revision;
    let target = state_return::table.find(&the_return.id);
    let version = state_return::version.eq(state_return::version + 1);
    if kind == RevisionKind::Import && !own {
        diesel::update(target)
            .set((
                version,
                state_return::state.eq(ReturnState::Published.code()),
                state_return::current_revision.eq(&row.id),
                state_return::submitted_revision.eq(&row.id),
                state_return::accepted_revision.eq(&row.id),
                state_return::published_revision.eq(&row.id),
            ))
            .execute(connection)?;
    } else if kind != RevisionKind::Import {
        diesel::update(target)
            .set((version, state_return::current_revision.eq(&row.id)))
            .execute(connection)?;
    }
    Ok(())
}
