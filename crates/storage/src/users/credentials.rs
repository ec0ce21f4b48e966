//! What somebody is known by: password and second factor.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;

use super::accounts::there;
use super::{User, UserId, UserRow, end_all};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::schema::user_account;
use crate::sight::Sight;
use crate::{Store, audit};

/// What somebody is known by. It says nothing of it where it is printed.
#[derive(Clone)]
pub struct Credentials {
    /// Who.
    pub user: User,
    /// The hash of the password, as a PHC string.
    pub password: Option<String>,
    /// The seed of the second factor, encrypted.
    pub totp: Option<String>,
    /// Whether they may not do anything.
    pub disabled: bool,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Credentials of {}", self.user.id)
    }
}

/// The row of what somebody is known by, as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = user_account)]
pub(super) struct CredentialRow {
    #[diesel(embed)]
    user: UserRow,
    password: Option<String>,
    totp: Option<String>,
    disabled: bool,
}

impl CredentialRow {
    pub(super) fn credentials(self) -> Result<Credentials, StorageError> {
        let Self { user, password, totp, disabled } = self;
        Ok(Credentials { user: user.user()?, password, totp, disabled })
    }
}

impl Store {
    /// What the owner of an address is known by.
    ///
    /// # Errors
    /// As the database says.
    pub fn credentials_of_mail(&self, mail: &str) -> Result<Option<Credentials>, StorageError> {
        let row = self.read(Sight::NoReturn, |connection| {
            let query = user_account::table.filter(user_account::mail.eq(mail));
            Ok(query.select(CredentialRow::as_select()).first(connection).optional()?)
        })?;
        row.map(CredentialRow::credentials).transpose()
    }

    /// What a user is known by.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none.
    pub fn credentials(&self, user: &UserId) -> Result<Credentials, StorageError> {
        let row = self.read(Sight::NoReturn, |connection| {
            Ok(user_account::table.find(user).select(CredentialRow::as_select()).first(connection)?)
        })?;
        CredentialRow::credentials(row)
    }

    /// Sets a password by its hash, and ends all that was opened with the one before.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such account.
    pub fn set_password(&self, user: &UserId, phc: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            there(connection, user)?;
            put_password(connection, user, phc, now)?;
            audit::append(connection, now, user, "password.changed", user, &json!({}))
        })
    }

    /// Sets the second factor by its encrypted seed, and the step of the code that showed it; ends all sessions.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such account.
    pub fn set_totp(
        &self,
        user: &UserId,
        seed: &str,
        step: i64,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            there(connection, user)?;
            diesel::update(user_account::table.find(user))
                .set((user_account::totp.eq(seed), user_account::totp_step.eq(step)))
                .execute(connection)?;
            end_all(connection, user, now)?;
            audit::append(connection, now, user, "totp.set", user, &json!({}))
        })
    }

    /// Takes the second factor away, and ends all that was opened with it.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such account.
    pub fn clear_totp(&self, user: &UserId, actor: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            there(connection, user)?;
            diesel::update(user_account::table.find(user))
                .set((user_account::totp.eq(None::<String>), user_account::totp_step.eq(None::<i64>)))
                .execute(connection)?;
            end_all(connection, user, now)?;
            audit::append(connection, now, actor, "totp.cleared", user, &json!({}))
        })
    }

    /// Uses the code of a step up: whether it was not used before, nor any later one.
    ///
    /// # Errors
    /// As the database says.
    pub fn use_totp_step(&self, user: &UserId, step: i64) -> Result<bool, StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let unused = user_account::totp_step.is_null().or(user_account::totp_step.lt(step));
            let used = diesel::update(user_account::table.filter(user_account::id.eq(user)).filter(unused))
                .set(user_account::totp_step.eq(step))
                .execute(connection)?;
            Ok(used == 1)
        })
    }
}

/// Puts a password in its place, and ends all that was opened with the one before.
pub(super) fn put_password(
    connection: &mut Backend,
    user: &str,
    phc: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(user_account::table.find(user)).set(user_account::password.eq(phc)).execute(connection)?;
    end_all(connection, user, now)
}
