//! Sessions: of the server, kept as SHA-256, ended by rest, by age, and with what they rest on.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use serde_json::json;

use super::{User, UserId, UserRow, time};
use crate::error::StorageError;
use crate::names::Strength;
use crate::schema::{session, user_account};
use crate::sight::Sight;
use crate::{Store, audit};

/// How often the last use of a session is written down: not with each request.
const NOTED_EVERY: Duration = Duration::seconds(60);

/// When sessions end by themselves.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// After so long without a request.
    pub idle: Duration,
    /// After so long in any case.
    pub absolute: Duration,
}

/// A session that is good now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Whose.
    pub user: User,
    /// How they showed who they are.
    pub strength: Strength,
    /// Whether they have a second factor.
    pub has_totp: bool,
    /// When it ends in any case.
    pub ends: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = session)]
struct SessionRow {
    created_at: String,
    seen_at: String,
    strength: String,
}

impl Store {
    /// Opens a session of a user, by the SHA-256 of its id, and forgets those of theirs that ended by age.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the account is disabled or gone.
    pub fn open_session(
        &self,
        user: &UserId,
        sha256: &str,
        strength: Strength,
        limits: SessionLimits,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            // Taken with a lock on the account, so that one who is disabled meanwhile leaves no session behind.
            let account = super::accounts::there(connection, user)?;
            if account.disabled {
                return Err(StorageError::NotFound);
            }
            let old = (now - limits.absolute).to_rfc3339();
            let theirs = session::table.filter(session::user_id.eq(user));
            diesel::delete(theirs.filter(session::created_at.lt(old))).execute(connection)?;
            diesel::insert_into(session::table)
                .values((
                    session::sha256.eq(sha256),
                    session::user_id.eq(user),
                    session::created_at.eq(now.to_rfc3339()),
                    session::seen_at.eq(now.to_rfc3339()),
                    session::strength.eq(strength.code()),
                ))
                .execute(connection)?;
            let detail = json!({ "strength": strength.code() });
            audit::append(connection, now, user, "session.opened", user, &detail)
        })
    }

    /// The session of an id that is good now; its use is written down.
    ///
    /// # Errors
    /// As the database says.
    pub fn find_session(
        &self,
        sha256: &str,
        limits: SessionLimits,
        now: DateTime<Utc>,
    ) -> Result<Option<Session>, StorageError> {
        let found: Option<(SessionRow, UserRow, Option<String>)> =
            self.read(Sight::NoReturn, |connection| {
                let query = session::table
                    .inner_join(user_account::table)
                    .filter(session::sha256.eq(sha256))
                    .filter(user_account::disabled.eq(false))
                    .select((SessionRow::as_select(), UserRow::as_select(), user_account::totp));
                Ok(query.first(connection).optional()?)
            })?;
        let Some((row, user, totp)) = found else { return Ok(None) };
        let (created, seen) = (time(&row.created_at)?, time(&row.seen_at)?);
        if created + limits.absolute <= now || seen + limits.idle <= now {
            return Ok(None);
        }
        if seen + NOTED_EVERY <= now {
            self.write(Sight::NoReturn, |connection| {
                diesel::update(session::table.find(sha256))
                    .set(session::seen_at.eq(now.to_rfc3339()))
                    .execute(connection)?;
                Ok(())
            })?;
        }
        let strength = Strength::from_code(&row.strength).ok_or_else(|| StorageError::corrupt("strength"))?;
        let ends = created + limits.absolute;
        Ok(Some(Session { user: user.user()?, strength, has_totp: totp.is_some(), ends }))
    }

    /// Gives a session another id and the strength of a second factor: what was known before is good no more.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such session.
    pub fn strengthen_session(
        &self,
        user: &UserId,
        sha256: &str,
        new_sha256: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let changed = diesel::update(session::table.find(sha256))
                .set((session::sha256.eq(new_sha256), session::strength.eq(Strength::Full.code())))
                .execute(connection)?;
            if changed != 1 {
                return Err(StorageError::NotFound);
            }
            audit::append(connection, now, user, "session.strengthened", user, &json!({}))
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// As the database says.
    pub fn end_session(&self, user: &UserId, sha256: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            diesel::delete(session::table.find(sha256)).execute(connection)?;
            audit::append(connection, now, user, "session.ended", user, &json!({}))
        })
    }
}
