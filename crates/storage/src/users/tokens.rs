//! Tokens of programs: kept as SHA-256, with scopes, until they expire or are revoked.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;

use super::{User, UserId, UserRow, time};
use crate::error::StorageError;
use crate::names::TokenScopes;
use crate::schema::{api_token, user_account};
use crate::sight::Sight;
use crate::{Store, audit};

/// Digits of the hash by which a token is named: enough to tell them apart, and of no use to anybody else.
const NAME_DIGITS: usize = 16;

/// A token to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
    /// What its owner calls it.
    pub label: String,
    /// What it is good for.
    pub scopes: TokenScopes,
    /// Until when.
    pub expires: DateTime<Utc>,
}

/// A token as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// The start of its hash, by which it is revoked.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// What it is good for.
    pub scopes: TokenScopes,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Until when it is good, RFC 3339.
    pub expires_at: String,
}

/// Who holds a token, and what it is good for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenHolder {
    /// Who.
    pub user: User,
    /// What it is good for.
    pub scopes: TokenScopes,
}

impl Store {
    /// Adds a token of a user, good for reading and writing, by its SHA-256 in hexadecimal.
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
        let (sha256, label) = (sha256.to_owned(), label.to_owned());
        let new = NewToken { sha256, label, scopes: TokenScopes::ReadWrite, expires };
        self.issue_token(user, &new, "operator", now).map(drop)
    }

    /// Adds a token of a user.
    ///
    /// # Errors
    /// As the database says.
    pub fn issue_token(
        &self,
        user: &UserId,
        new: &NewToken,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Token, StorageError> {
        self.write(Sight::NoReturn, |connection| {
            super::accounts::there(connection, user)?;
            diesel::insert_into(api_token::table)
                .values((
                    api_token::sha256.eq(&new.sha256),
                    api_token::user_id.eq(user),
                    api_token::label.eq(&new.label),
                    api_token::created_at.eq(now.to_rfc3339()),
                    api_token::expires_at.eq(new.expires.to_rfc3339()),
                    api_token::scopes.eq(new.scopes.code()),
                ))
                .execute(connection)?;
            let detail = json!({ "scopes": new.scopes.code(), "expires": new.expires.to_rfc3339() });
            audit::append(connection, now, actor, "token.added", user, &detail)
        })?;
        Ok(Token {
            id: named(&new.sha256),
            label: new.label.clone(),
            scopes: new.scopes,
            created_at: now.to_rfc3339(),
            expires_at: new.expires.to_rfc3339(),
        })
    }

    /// Who holds a token that is good now. Tokens are compared by hash, so that time tells nothing about them.
    ///
    /// # Errors
    /// As the database says.
    pub fn find_token(&self, sha256: &str, now: DateTime<Utc>) -> Result<Option<TokenHolder>, StorageError> {
        let found: Option<(UserRow, String, String)> = self.read(Sight::NoReturn, |connection| {
            let query = api_token::table
                .inner_join(user_account::table)
                .filter(api_token::sha256.eq(sha256))
                .filter(api_token::revoked_at.is_null())
                .filter(user_account::disabled.eq(false))
                .select((UserRow::as_select(), api_token::expires_at, api_token::scopes));
            Ok(query.first(connection).optional()?)
        })?;
        let Some((row, expires, scopes)) = found else { return Ok(None) };
        if time(&expires)? <= now {
            return Ok(None);
        }
        Ok(Some(TokenHolder { user: row.user()?, scopes: scopes_of(&scopes)? }))
    }

    /// The tokens of a user that were not revoked, the newest last.
    ///
    /// # Errors
    /// As the database says.
    pub fn tokens(&self, user: &UserId) -> Result<Vec<Token>, StorageError> {
        let rows: Vec<(String, String, String, String, String)> =
            self.read(Sight::NoReturn, |connection| {
                let query = api_token::table
                    .filter(api_token::user_id.eq(user))
                    .filter(api_token::revoked_at.is_null())
                    .order(api_token::created_at);
                let columns = (
                    api_token::sha256,
                    api_token::label,
                    api_token::scopes,
                    api_token::created_at,
                    api_token::expires_at,
                );
                Ok(query.select(columns).load(connection)?)
            })?;
        let tokens = rows.into_iter().map(|(sha256, label, scopes, created_at, expires_at)| {
            Ok(Token { id: named(&sha256), label, scopes: scopes_of(&scopes)?, created_at, expires_at })
        });
        tokens.collect()
    }

    /// Revokes a token of a user.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where they have none of that name.
    pub fn revoke_token(&self, user: &UserId, id: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        if id.len() != NAME_DIGITS || !id.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(StorageError::NotFound);
        }
        self.write(Sight::NoReturn, |connection| {
            let good = api_token::table
                .filter(api_token::user_id.eq(user))
                .filter(api_token::revoked_at.is_null())
                .filter(api_token::sha256.like(format!("{}%", id.to_ascii_lowercase())));
            let revoked =
                diesel::update(good).set(api_token::revoked_at.eq(now.to_rfc3339())).execute(connection)?;
            if revoked == 0 {
                return Err(StorageError::NotFound);
            }
            audit::append(connection, now, user, "token.revoked", user, &json!({}))
        })
    }
}

fn named(sha256: &str) -> String {
    sha256.chars().take(NAME_DIGITS).collect()
}

fn scopes_of(code: &str) -> Result<TokenScopes, StorageError> {
    TokenScopes::from_code(code).ok_or_else(|| StorageError::corrupt("scopes of a token"))
}
