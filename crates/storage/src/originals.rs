//! Uploads as they came: stored, with SHA-256, before anything is read from them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};
use serde_json::json;

use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::revisions::RevisionId;
use crate::schema::{original, refusal, revision, state_return, submission, upload};
use crate::scope::Scope;
use crate::text::storable;
use crate::{Store, audit, new_id};

/// An upload's id.
pub type UploadId = String;

/// A file that arrived.
#[derive(Clone, Debug)]
pub struct NewUpload<'a> {
    /// For which State; `None` for a published file, which speaks of many.
    pub country: Option<CountryCode>,
    /// For which cycle.
    pub cycle: Year,
    /// The name the sender gave it.
    pub file_name: Option<String>,
    /// The media type the sender gave it.
    pub media_type: Option<String>,
    /// The bytes.
    pub bytes: &'a [u8],
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A file as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Original {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
    /// The name the sender gave it.
    pub file_name: Option<String>,
}

impl Store {
    /// Keeps an original, committed by itself. The same bytes are kept once; a published file that was imported before
    /// gives the upload it gave then.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn keep_original(
        &self,
        scope: &Scope,
        new: &NewUpload<'_>,
        now: DateTime<Utc>,
    ) -> Result<UploadId, StorageError> {
        let country = new.country.as_ref().map_or(MANY, CountryCode::as_str);
        scope.must_see(country)?;
        for text in [&new.file_name, &new.media_type].into_iter().flatten() {
            storable(text, "the name or kind of the file")?;
        }
        let size = i64::try_from(new.bytes.len())
            .map_err(|_| StorageError::Invalid { what: "the file is too large".to_owned() })?;
        let id = new_id();
        self.write(|connection| {
            if country == MANY
                && let Some(id) = imported_before(connection, &new.sha256)?
            {
                return Ok(id);
            }
            dispatch!(connection, connection => diesel::insert_into(original::table)
                .values((original::sha256.eq(&new.sha256), original::bytes.eq(new.bytes), original::size.eq(size)))
                .on_conflict_do_nothing()
                .execute(connection))?;
            diesel::insert_into(upload::table)
                .values((
                    upload::id.eq(&id),
                    upload::country.eq(country),
                    upload::cycle.eq(i32::from(new.cycle)),
                    upload::sha256.eq(&new.sha256),
                    upload::file_name.eq(&new.file_name),
                    upload::media_type.eq(&new.media_type),
                    upload::received_at.eq(now.to_rfc3339()),
                    upload::actor.eq(scope.actor()),
                ))
                .execute(connection)?;
            let detail = json!({ "country": country, "cycle": new.cycle, "sha256": new.sha256 });
            audit::append(connection, now, scope.actor(), "upload.received", &id, &detail)?;
            Ok(id)
        })
    }

    /// Notes that an upload was refused, and why.
    ///
    /// # Errors
    /// As the database says.
    pub fn refuse_upload(
        &self,
        scope: &Scope,
        upload: &UploadId,
        problem: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.write(|connection| {
            diesel::insert_into(refusal::table)
                .values((
                    refusal::upload_id.eq(upload),
                    refusal::problem.eq(problem),
                    refusal::refused_at.eq(now.to_rfc3339()),
                ))
                .execute(connection)?;
            let detail = json!({ "problem": problem });
            audit::append(connection, now, scope.actor(), "upload.refused", upload, &detail)
        })
    }

    /// The original of an upload, refused ones included.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn upload(&self, scope: &Scope, id: &UploadId) -> Result<Original, StorageError> {
        let (country, bytes, sha256, file_name): (String, Vec<u8>, String, Option<String>) =
            self.read(|connection| {
                let query = upload::table.inner_join(original::table).filter(upload::id.eq(id));
                let columns = (upload::country, original::bytes, original::sha256, upload::file_name);
                Ok(query.select(columns).first(connection)?)
            })?;
        scope.must_see(&country)?;
        Ok(Original { bytes, sha256, file_name })
    }

    /// The file a revision was read from.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn original(&self, scope: &Scope, id: &RevisionId) -> Result<Original, StorageError> {
        let (country, upload): (String, String) = self.read(|connection| {
            let query = revision::table
                .inner_join(state_return::table)
                .inner_join(submission::table)
                .filter(revision::id.eq(id))
                .select((state_return::country, submission::upload_id));
            Ok(query.first(connection)?)
        })?;
        scope.must_see(&country)?;
        // Who may see the revision may see the file it was read from; a published file names no State.
        self.read(|connection| {
            let query = upload::table.inner_join(original::table).filter(upload::id.eq(&upload));
            let (bytes, sha256, file_name) =
                query.select((original::bytes, original::sha256, upload::file_name)).first(connection)?;
            Ok(Original { bytes, sha256, file_name })
        })
    }
}

/// The country of an upload that speaks of many States.
const MANY: &str = "";

fn imported_before(connection: &mut Backend, sha256: &str) -> Result<Option<UploadId>, StorageError> {
    let query = upload::table.filter(upload::country.eq(MANY)).filter(upload::sha256.eq(sha256));
    Ok(query.order(upload::id).select(upload::id).first(connection).optional()?)
}
