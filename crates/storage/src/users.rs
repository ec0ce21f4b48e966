//! Users: who they are, by what they are known, and how they end.

mod accounts;
mod attempts;
mod credentials;
mod links;
mod openid;
mod sessions;
mod tokens;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::CountryCode;

pub use accounts::{Account, AccountChange, NewAccount};
pub use attempts::Attempt;
pub use credentials::Credentials;
pub use links::{LinkTarget, NewLink};
pub use openid::{OpenIdIdentity, Recognised};
pub use sessions::{Session, SessionLimits};
pub use tokens::{NewToken, Token, TokenHolder};

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::Role;
use crate::schema::{account_link, api_token, session, user_account};

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
    /// Their institution, where one is named.
    pub institution: Option<String>,
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
    /// Their institution, where one is named: what contributors send is its contribution.
    pub institution: Option<String>,
}

/// The row of an account as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = user_account)]
struct UserRow {
    id: String,
    name: String,
    role: String,
    country: Option<String>,
    institution: Option<String>,
}

impl UserRow {
    fn user(self) -> Result<User, StorageError> {
        Ok(User {
            role: Role::from_code(&self.role).ok_or_else(|| StorageError::corrupt("role"))?,
            id: self.id,
            name: self.name,
            country: self.country.map(Into::into),
            institution: self.institution,
        })
    }
}

/// A time as it was stored.
fn time(text: &str) -> Result<DateTime<Utc>, StorageError> {
    let read = DateTime::parse_from_rfc3339(text).map_err(|_| StorageError::corrupt("time of an account"))?;
    Ok(read.to_utc())
}

/// Ends every session and token of a user, and every link that is not used yet.
fn end_all(connection: &mut Backend, user: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
    diesel::delete(session::table.filter(session::user_id.eq(user))).execute(connection)?;
    let good = api_token::table.filter(api_token::user_id.eq(user)).filter(api_token::revoked_at.is_null());
    diesel::update(good).set(api_token::revoked_at.eq(now.to_rfc3339())).execute(connection)?;
    let unused = account_link::table.filter(account_link::user_id.eq(user));
    diesel::delete(unused.filter(account_link::used_at.is_null())).execute(connection)?;
    Ok(())
}
