//! Uploads as they came: stored, with SHA-256, before anything is read from them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};
use serde_json::json;

use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::revisions::RevisionId;
use crate::schema::{original, original_piece, refusal, revision, state_return, submission, upload};
use crate::scope::Scope;
use crate::text::storable;
use crate::{Store, audit, contributions, new_id};

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
        self.write(scope, |connection| {
            if country == MANY
                && let Some(id) = imported_before(connection, &new.sha256)?
            {
                return Ok(id);
            }
            let made = dispatch!(connection, connection => diesel::insert_into(original::table)
                .values((original::sha256.eq(&new.sha256), original::size.eq(size)))
                .on_conflict_do_nothing()
                .execute(connection))?;
            if made == 1 {
                keep_pieces(connection, &new.sha256, new.bytes)?;
            }
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
        self.write(scope, |connection| {
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
        self.read(scope, |connection| {
            let country: String = upload::table.find(id).select(upload::country).first(connection)?;
            scope.must_see(&country)?;
            contributions::must_see_upload(connection, scope, id)?;
            of_upload(connection, id)
        })
    }

    /// The file a revision was read from.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn original(&self, scope: &Scope, id: &RevisionId) -> Result<Original, StorageError> {
        self.read(scope, |connection| {
            let query = revision::table
                .inner_join(state_return::table)
                .inner_join(submission::table)
                .filter(revision::id.eq(id))
                .select((state_return::country, submission::upload_id));
            let (country, upload): (String, String) = query.first(connection)?;
            scope.must_see(&country)?;
            contributions::must_see(connection, scope, id)?;
            // Who may see the revision may see the file it was read from; a published file names no State.
            of_upload(connection, &upload)
        })
    }
}

/// The country of an upload that speaks of many States.
const MANY: &str = "";

fn imported_before(connection: &mut Backend, sha256: &str) -> Result<Option<UploadId>, StorageError> {
    let query = upload::table.filter(upload::country.eq(MANY)).filter(upload::sha256.eq(sha256));
    Ok(query.order(upload::id).select(upload::id).first(connection).optional()?)
}

/// Bytes of a piece of an original.
const PIECE: usize = 256 * 1024;

fn keep_pieces(connection: &mut Backend, sha256: &str, bytes: &[u8]) -> Result<(), StorageError> {
    for (number, piece) in (0_i32..).zip(bytes.chunks(PIECE)) {
        let columns = (
            original_piece::sha256.eq(sha256),
            original_piece::number.eq(number),
            original_piece::bytes.eq(piece),
        );
        diesel::insert_into(original_piece::table).values(columns).execute(connection)?;
    }
    Ok(())
}

fn of_upload(connection: &mut Backend, id: &str) -> Result<Original, StorageError> {
    let query = upload::table.inner_join(original::table).filter(upload::id.eq(id));
    let (sha256, size, file_name): (String, i64, Option<String>) =
        query.select((original::sha256, original::size, upload::file_name)).first(connection)?;
    let size = usize::try_from(size).map_err(|_| StorageError::corrupt("the size of an original"))?;
    let mut bytes = Vec::with_capacity(size);
    let mut number = 0_i32;
    while bytes.len() < size {
        let piece = original_piece::table.find((&sha256, number)).select(original_piece::bytes);
        let piece: Option<Vec<u8>> = piece.first(connection).optional()?;
        bytes.extend(piece.ok_or_else(|| StorageError::corrupt("a piece of an original is missing"))?);
        number += 1;
    }
    if bytes.len() > size {
        return Err(StorageError::corrupt("an original is longer than it was"));
    }
    Ok(Original { bytes, sha256, file_name })
}
