//! A published file: all its States at once, and what became of its rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;

use crate::connection::{Backend, serialise};
use crate::error::StorageError;
use crate::originals::UploadId;
use crate::schema::import_report;
use crate::scope::Scope;
use crate::submissions::{self, NewSubmission, Stored};
use crate::{Store, audit, new_id};

/// A published file, read.
#[derive(Clone, Debug)]
pub struct NewImport<'a> {
    /// The upload it was read from.
    pub upload: UploadId,
    /// What became of its rows, as JSON.
    pub report: String,
    /// One submission a State.
    pub submissions: Vec<NewSubmission<'a>>,
}

impl Store {
    /// Stores a published file whole or not at all; a State whose figures are all there already is left alone. Gives
    /// what is new.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope; nothing is half-stored.
    pub fn import(
        &self,
        scope: &Scope,
        new: &NewImport<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Stored>, StorageError> {
        for submission in &new.submissions {
            scope.must_see(submission.header.country.as_str())?;
        }
        self.write(scope, |connection| {
            let mut stored = Vec::new();
            for submission in in_order(&new.submissions) {
                serialise(connection, submission.header.country.as_str())?;
                stored.extend(submissions::insert_import(connection, scope, submission, now)?);
            }
            let told = keep_report(connection, scope, new, now)?;
            if told || !stored.is_empty() {
                let ids: Vec<_> = stored.iter().map(|stored| &stored.submission).collect();
                let detail = json!({ "submissions": ids });
                audit::append(connection, now, scope.actor(), "import.stored", &new.upload, &detail)?;
            }
            Ok(stored)
        })
    }

    /// What became of the rows of a published file, as JSON: the last report.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none, or outside the scope.
    pub fn import_report(&self, scope: &Scope, upload: &UploadId) -> Result<String, StorageError> {
        scope.must_see_everything()?;
        self.read(scope, |connection| last_report(connection, upload)?.ok_or(StorageError::NotFound))
    }
}

/// States in one order, so that two imports never wait for each other.
fn in_order<'a, 'b>(submissions: &'b [NewSubmission<'a>]) -> Vec<&'b NewSubmission<'a>> {
    let mut ordered: Vec<_> = submissions.iter().collect();
    ordered.sort_by(|a, b| a.header.country.cmp(&b.header.country));
    ordered
}

/// Keeps the report, where it says something new.
fn keep_report(
    connection: &mut Backend,
    scope: &Scope,
    new: &NewImport<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    if last_report(connection, &new.upload)?.as_ref() == Some(&new.report) {
        return Ok(false);
    }
    diesel::insert_into(import_report::table)
        .values((
            import_report::id.eq(new_id()),
            import_report::upload_id.eq(&new.upload),
            import_report::report.eq(&new.report),
            import_report::actor.eq(scope.actor()),
            import_report::created_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(true)
}

fn last_report(connection: &mut Backend, upload: &str) -> Result<Option<String>, StorageError> {
    let query = import_report::table.filter(import_report::upload_id.eq(upload));
    let query = query.order((import_report::created_at.desc(), import_report::id.desc()));
    Ok(query.select(import_report::report).first(connection).optional()?)
}
