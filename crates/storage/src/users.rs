//! Users, their tokens, and settings.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Questionnaire};

use crate::connection::dispatch;
use crate::error::StorageError;
use crate::names::Role;
use crate::schema::{api_token, list_code, setting, user_account};
use crate::{Store, audit, new_id};

/// A user's id.
pub type UserId = String;

/// A user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The name shown to colleagues.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// Their State; `None` for the secretariat.
    pub country: Option<CountryCode>,
}

/// A user to be.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name shown to colleagues.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// Their State; must be there for contributors and focal points, and for nobody else.
    pub country: Option<CountryCode>,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = user_account, treat_none_as_default_value = false)]
struct UserRow {
    id: String,
    name: String,
    role: String,
    country: Option<String>,
    disabled: bool,
    created_at: String,
}

impl UserRow {
    fn user(self) -> Result<User, StorageError> {
        Ok(User {
            role: Role::from_code(&self.role).ok_or_else(|| StorageError::corrupt("role"))?,
            id: self.id,
            name: self.name,
            country: self.country.map(Into::into),
        })
    }
}

impl Store {
    /// Adds a user.
    ///
    /// # Errors
    /// [`StorageError::Internal`] where role and State do not fit.
    pub fn add_user(&self, new: &NewUser, now: DateTime<Utc>) -> Result<User, StorageError> {
        let row = UserRow {
            id: new_id(),
            name: new.name.clone(),
            role: new.role.code().to_owned(),
            country: new.country.as_ref().map(ToString::to_string),
            disabled: false,
            created_at: now.to_rfc3339(),
        };
        self.write(|connection| {
            diesel::insert_into(user_account::table).values(&row).execute(connection)?;
            let detail = serde_json::json!({ "role": row.role, "country": row.country });
            audit::append(connection, now, "operator", "user.added", &row.id, &detail)?;
            row.user()
        })
    }

    /// Adds a token of a user, by its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// As the database says.
    pub fn add_token(
        &self,
        user: &UserId,
        sha256: &str,
        label: &str,
        now: DateTime<Utc>,
        expires: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.write(|connection| {
            diesel::insert_into(api_token::table)
                .values((
                    api_token::sha256.eq(sha256),
                    api_token::user_id.eq(user),
                    api_token::label.eq(label),
                    api_token::created_at.eq(now.to_rfc3339()),
                    api_token::expires_at.eq(expires.to_rfc3339()),
                ))
                .execute(connection)?;
            let detail = serde_json::json!({ "label": label, "expires": expires.to_rfc3339() });
            audit::append(connection, now, "operator", "token.added", user, &detail)
        })
    }

    /// The user of a token that is good now. Tokens are compared by hash, so that time tells nothing about them.
    ///
    /// # Errors
    /// As the database says.
    pub fn find_token(&self, sha256: &str, now: DateTime<Utc>) -> Result<Option<User>, StorageError> {
        let found: Option<(UserRow, String)> = self.read(|connection| {
            let query = api_token::table
                .inner_join(user_account::table)
                .filter(api_token::sha256.eq(sha256))
                .filter(user_account::disabled.eq(false))
                .select((UserRow::as_select(), api_token::expires_at));
            Ok(query.first(connection).optional()?)
        })?;
        let Some((row, expires)) = found else { return Ok(None) };
        let expires = DateTime::parse_from_rfc3339(&expires).map_err(|_| StorageError::corrupt("expiry"))?;
        if expires <= now { Ok(None) } else { row.user().map(Some) }
    }

    /// A setting.
    ///
    /// # Errors
    /// As the database says.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.read(|connection| {
            Ok(setting::table.find(key).select(setting::value).first(connection).optional()?)
        })
    }

    /// Makes or changes a setting.
    ///
    /// # Errors
    /// As the database says.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.write(|connection| {
            dispatch!(connection, connection => diesel::insert_into(setting::table)
                .values((setting::key.eq(key), setting::value.eq(value)))
                .on_conflict(setting::key)
                .do_update()
                .set(setting::value.eq(value))
                .execute(connection))?;
            Ok(())
        })
    }

    /// Fills the code lists of an edition, where they are not there yet.
    ///
    /// # Errors
    /// As the database says.
    pub fn load_code_lists(&self, questionnaire: &Questionnaire) -> Result<(), StorageError> {
        let edition = questionnaire.edition.as_str();
        let key = format!("codes.{edition}");
        if self.setting(&key)?.as_deref() == Some(questionnaire.fingerprint.as_str()) {
            return Ok(());
        }
        let mut rows = Vec::new();
        for list in questionnaire.lists.values() {
            for (position, item) in (1..).zip(&list.codes) {
                rows.push((
                    list_code::edition.eq(edition),
                    list_code::list.eq(list.id.as_str()),
                    list_code::code.eq(item.as_str()),
                    list_code::position.eq(position),
                ));
            }
        }
        self.write(|connection| {
            diesel::delete(list_code::table.filter(list_code::edition.eq(edition))).execute(connection)?;
            for batch in rows.chunks(200) {
                dispatch!(connection, connection => diesel::insert_into(list_code::table)
                    .values(batch.to_vec())
                    .execute(connection))?;
            }
            Ok(())
        })?;
        self.set_setting(&key, &questionnaire.fingerprint)
    }
}
