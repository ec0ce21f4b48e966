//! Whom a provider of OpenID Connect vouches for: bound once to an account, known by issuer and subject from then on.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;

use super::accounts::there;
use super::credentials::CredentialRow;
use super::{Credentials, UserId, end_all};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::schema::{openid_binding, user_account};
use crate::sight::Sight;
use crate::{Store, audit};

/// Whom a provider vouches for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenIdIdentity {
    /// The provider, as it names itself.
    pub issuer: String,
    /// Whom it names; never another person's.
    pub subject: String,
    /// An address, in lower case, of which the provider says that it is theirs.
    pub verified_mail: Option<String>,
}

/// Who somebody is whom a provider vouches for.
#[derive(Clone, Debug)]
pub enum Recognised {
    /// The owner of an account.
    As(Credentials),
    /// The owner of an account that may not do anything.
    Disabled,
    /// Nobody: no account is bound to the subject, and the provider names no verified address.
    MailNotVerified,
    /// Nobody: no account is bound to the subject, and none has the address.
    NoAccount,
    /// Nobody: the account of the address is bound to another subject of the provider.
    BoundToAnother,
}

impl Store {
    /// Who somebody is. The first time an account is found by its address, and bound to the subject; afterwards the
    /// subject alone counts, whatever address the provider names.
    ///
    /// # Errors
    /// As the database says.
    pub fn recognise(
        &self,
        identity: &OpenIdIdentity,
        now: DateTime<Utc>,
    ) -> Result<Recognised, StorageError> {
        let known = self.read(Sight::NoReturn, |connection| bound(connection, identity))?;
        if let Some(known) = known {
            return Ok(allowed(known));
        }
        let Some(mail) = &identity.verified_mail else { return Ok(Recognised::MailNotVerified) };
        self.write(Sight::NoReturn, |connection| {
            let same = user_account::table.filter(user_account::mail.eq(mail)).select(user_account::id);
            let Some(user): Option<UserId> = same.first(connection).optional()? else {
                return Ok(Recognised::NoAccount);
            };
            // Taken with a lock, so that of two who come for the first time at once one is bound.
            if there(connection, &user)?.disabled {
                return Ok(Recognised::Disabled);
            }
            if let Some(known) = bound(connection, identity)? {
                return Ok(allowed(known));
            }
            if is_bound(connection, &user, &identity.issuer)? {
                return Ok(Recognised::BoundToAnother);
            }
            bind(connection, &user, identity, now)?;
            let row = user_account::table.find(&user).select(CredentialRow::as_select()).first(connection)?;
            Ok(Recognised::As(CredentialRow::credentials(row)?))
        })
    }

    /// Forgets to whom of any provider an account is bound, and ends all that was opened with it: the next who comes with
    /// its address is bound anew.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such account.
    pub fn unbind_openid(&self, user: &UserId, actor: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            there(connection, user)?;
            unbind(connection, user)?;
            end_all(connection, user, now)?;
            audit::append(connection, now, actor, "openid.unbound", user, &json!({}))
        })
    }
}

/// The owner of the account that is bound to a subject.
fn bound(connection: &mut Backend, identity: &OpenIdIdentity) -> Result<Option<Credentials>, StorageError> {
    let query = openid_binding::table
        .inner_join(user_account::table)
        .filter(openid_binding::issuer.eq(&identity.issuer))
        .filter(openid_binding::subject.eq(&identity.subject));
    let row = query.select(CredentialRow::as_select()).first(connection).optional()?;
    row.map(CredentialRow::credentials).transpose()
}

fn allowed(known: Credentials) -> Recognised {
    if known.disabled { Recognised::Disabled } else { Recognised::As(known) }
}

fn is_bound(connection: &mut Backend, user: &str, issuer: &str) -> Result<bool, StorageError> {
    let theirs = openid_binding::table.filter(openid_binding::user_id.eq(user));
    let count: i64 = theirs.filter(openid_binding::issuer.eq(issuer)).count().get_result(connection)?;
    Ok(count > 0)
}

/// The record says of which provider, and never who somebody is there.
fn bind(
    connection: &mut Backend,
    user: &str,
    identity: &OpenIdIdentity,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(openid_binding::table)
        .values((
            openid_binding::issuer.eq(&identity.issuer),
            openid_binding::subject.eq(&identity.subject),
            openid_binding::user_id.eq(user),
            openid_binding::bound_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    audit::append(connection, now, user, "openid.bound", user, &json!({ "issuer": identity.issuer }))
}

/// Forgets to whom an account is bound.
pub(super) fn unbind(connection: &mut Backend, user: &str) -> Result<(), StorageError> {
    diesel::delete(openid_binding::table.filter(openid_binding::user_id.eq(user))).execute(connection)?;
    Ok(())
}
