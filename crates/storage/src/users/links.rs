//! Links of invitations and resets: single use, kept as SHA-256.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;

use super::accounts::there;
use super::credentials::put_password;
use super::{UserId, time};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::LinkKind;
use crate::schema::{account_link, user_account};
use crate::sight::Sight;
use crate::{Store, audit};

/// A link to be.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// SHA-256 of its token, in hexadecimal.
    pub sha256: String,
    /// What it is good for.
    pub kind: LinkKind,
    /// Until when.
    pub expires: DateTime<Utc>,
}

/// To whom a link goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkTarget {
    /// The user.
    pub user: UserId,
    /// The address.
    pub mail: String,
}

impl Store {
    /// Adds a link to an account; earlier ones are good no more.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where nobody could use it: there is no account, it is disabled, or has no address.
    pub fn add_link(
        &self,
        user: &UserId,
        link: &NewLink,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let account = there(connection, user)?;
            if account.disabled || account.mail.is_none() {
                return Err(StorageError::NotFound);
            }
            insert(connection, user, link, now)?;
            audit::append(connection, now, actor, "link.added", user, &json!({ "kind": link.kind.code() }))
        })
    }

    /// Uses a link up and sets the password of its account. Of two who use it at once, one does.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such link, it was used, is too old, or its account is disabled.
    pub fn use_link(
        &self,
        sha256: &str,
        kind: LinkKind,
        phc: &str,
        now: DateTime<Utc>,
    ) -> Result<LinkTarget, StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let target = good(connection, sha256, kind, now)?;
            there(connection, &target.user)?;
            let unused = account_link::table.filter(account_link::sha256.eq(sha256));
            let used = diesel::update(unused.filter(account_link::used_at.is_null()))
                .set(account_link::used_at.eq(now.to_rfc3339()))
                .execute(connection)?;
            if used != 1 {
                return Err(StorageError::NotFound);
            }
            put_password(connection, &target.user, phc, now)?;
            super::attempts::forget(connection, &super::attempts::key(&target.mail))?;
            let detail = json!({ "kind": kind.code() });
            audit::append(connection, now, &target.user, "link.used", &target.user, &detail)?;
            Ok(target)
        })
    }

    /// To whom a link belongs that is good now.
    ///
    /// # Errors
    /// As [`Self::use_link`].
    pub fn link(&self, sha256: &str, kind: LinkKind, now: DateTime<Utc>) -> Result<LinkTarget, StorageError> {
        self.read(Sight::NoReturn, |connection| good(connection, sha256, kind, now))
    }
}

fn good(
    connection: &mut Backend,
    sha256: &str,
    kind: LinkKind,
    now: DateTime<Utc>,
) -> Result<LinkTarget, StorageError> {
    let query = account_link::table
        .inner_join(user_account::table)
        .filter(account_link::sha256.eq(sha256))
        .filter(account_link::kind.eq(kind.code()))
        .filter(account_link::used_at.is_null())
        .filter(user_account::disabled.eq(false));
    let columns = (user_account::id, user_account::mail.assume_not_null(), account_link::expires_at);
    let (user, mail, expires): (String, String, String) =
        query.filter(user_account::mail.is_not_null()).select(columns).first(connection)?;
    if time(&expires)? <= now { Err(StorageError::NotFound) } else { Ok(LinkTarget { user, mail }) }
}

/// Adds a link; earlier ones that nobody used are good no more.
pub(super) fn insert(
    connection: &mut Backend,
    user: &str,
    link: &NewLink,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let unused = account_link::table.filter(account_link::user_id.eq(user));
    diesel::delete(unused.filter(account_link::used_at.is_null())).execute(connection)?;
    diesel::insert_into(account_link::table)
        .values((
            account_link::sha256.eq(&link.sha256),
            account_link::user_id.eq(user),
            account_link::kind.eq(link.kind.code()),
            account_link::created_at.eq(now.to_rfc3339()),
            account_link::expires_at.eq(link.expires.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(())
}
