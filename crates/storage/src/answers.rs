//! Answers that were given to requests with a key of their sender's, so that a request that is sent again does nothing
//! again. A key is claimed before the work begins: where the service ends in between, the claim stays without an answer,
//! and the work is not done twice.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use crate::Store;
use crate::connection::{Backend, serialise};
use crate::error::StorageError;
use crate::schema::kept_answer;
use crate::sight::Sight;

/// For how many hours an answer is kept.
const KEPT: i64 = 24;

/// An answer, as it was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptAnswer {
    /// SHA-256 of the request it answers, in hexadecimal.
    pub request_sha256: String,
    /// The HTTP status.
    pub status: i32,
    /// The headers that are given again, as JSON.
    pub headers: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What there is of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claim {
    /// Nothing until now: the work may begin, and nobody else begins it.
    Yours,
    /// Somebody works on it, or the answer was lost.
    Unanswered,
    /// It was answered.
    Answered(KeptAnswer),
}

type Row = (Option<String>, Option<i32>, Option<String>, Option<Vec<u8>>);

impl Store {
    /// Claims a key of a user, given as its SHA-256.
    ///
    /// # Errors
    /// As the database says.
    pub fn claim_key(&self, user: &str, key: &str, now: DateTime<Utc>) -> Result<Claim, StorageError> {
        self.write(Sight::NoReturn, |connection| {
            serialise(connection, &format!("key {user} {key}"))?;
            forget(connection, now)?;
            let columns =
                (kept_answer::request_sha256, kept_answer::status, kept_answer::headers, kept_answer::body);
            let row: Option<Row> =
                kept_answer::table.find((user, key)).select(columns).first(connection).optional()?;
            match row {
                None => {
                    let claim = (
                        kept_answer::user_id.eq(user),
                        kept_answer::key_sha256.eq(key),
                        kept_answer::claimed_at.eq(now.to_rfc3339()),
                    );
                    diesel::insert_into(kept_answer::table).values(claim).execute(connection)?;
                    Ok(Claim::Yours)
                }
                Some((Some(request_sha256), Some(status), Some(headers), Some(body))) => {
                    Ok(Claim::Answered(KeptAnswer { request_sha256, status, headers, body }))
                }
                Some(_) => Ok(Claim::Unanswered),
            }
        })
    }

    /// Forgets the answers whose day is over.
    ///
    /// # Errors
    /// As the database says.
    pub fn forget_answers(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| forget(connection, now))
    }

    /// Keeps the answer to a request whose key was claimed.
    ///
    /// # Errors
    /// As the database says.
    pub fn keep_answer(&self, user: &str, key: &str, answer: &KeptAnswer) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            diesel::update(kept_answer::table.find((user, key)))
                .set((
                    kept_answer::request_sha256.eq(&answer.request_sha256),
                    kept_answer::status.eq(answer.status),
                    kept_answer::headers.eq(&answer.headers),
                    kept_answer::body.eq(&answer.body),
                ))
                .execute(connection)?;
            Ok(())
        })
    }

    /// Gives a key back: nothing was done.
    ///
    /// # Errors
    /// As the database says.
    pub fn release_key(&self, user: &str, key: &str) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            diesel::delete(kept_answer::table.find((user, key))).execute(connection)?;
            Ok(())
        })
    }
}

fn forget(connection: &mut Backend, now: DateTime<Utc>) -> Result<(), StorageError> {
    let old = (now - Duration::hours(KEPT)).to_rfc3339();
    diesel::delete(kept_answer::table.filter(kept_answer::claimed_at.lt(old))).execute(connection)?;
    Ok(())
}
