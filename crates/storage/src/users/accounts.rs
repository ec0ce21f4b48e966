//! Accounts: made, changed, erased. Each change ends what was opened under what was true before.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Lang};
use serde_json::json;

use super::{NewUser, User, UserId, UserRow, end_all};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::Role;
use crate::schema::{api_token, user_account};
use crate::sight::Sight;
use crate::{Store, audit, new_id};

/// An account to be, of somebody who will sign in.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Who.
    pub user: NewUser,
    /// The address of their mail, in lower case.
    pub mail: String,
    /// The language of their mails.
    pub language: Lang,
}

/// An account as administrators see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Who.
    pub user: User,
    /// The address of their mail; `None` for those of the command line and the erased.
    pub mail: Option<String>,
    /// The language of their mails.
    pub language: Lang,
    /// Whether they may not do anything.
    pub disabled: bool,
    /// Whether they chose a password.
    pub has_password: bool,
    /// Whether they have a second factor.
    pub has_totp: bool,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// When it was erased, RFC 3339.
    pub erased_at: Option<String>,
}

/// What becomes of an account. What is not named stays.
#[derive(Clone, Default, Debug)]
pub struct AccountChange {
    /// What they do from now on.
    pub role: Option<Role>,
    /// Their State; `Some(None)` for the secretariat.
    pub country: Option<Option<CountryCode>>,
    /// Their institution; `Some(None)` for none.
    pub institution: Option<Option<String>>,
    /// Whether they may not do anything.
    pub disabled: Option<bool>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_account)]
struct AccountRow {
    #[diesel(embed)]
    user: UserRow,
    mail: Option<String>,
    language: String,
    disabled: bool,
    password: Option<String>,
    totp: Option<String>,
    created_at: String,
    erased_at: Option<String>,
}

impl AccountRow {
    fn account(self) -> Result<Account, StorageError> {
        Ok(Account {
            user: self.user.user()?,
            mail: self.mail,
            language: Lang::from_code(&self.language).ok_or_else(|| StorageError::corrupt("language"))?,
            disabled: self.disabled,
            has_password: self.password.is_some(),
            has_totp: self.totp.is_some(),
            created_at: self.created_at,
            erased_at: self.erased_at,
        })
    }
}

impl Store {
    /// Adds a user who has tokens and no password.
    ///
    /// # Errors
    /// [`StorageError::Invalid`] where role and State do not fit.
    pub fn add_user(&self, new: &NewUser, now: DateTime<Utc>) -> Result<User, StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let id = insert(connection, new, None, now)?;
            audit::append(
                connection,
                now,
                "operator",
                "user.added",
                &id,
                &place(new.role, new.country.as_ref()),
            )?;
            find(connection, &id).map(|account| account.user)
        })
    }

    /// Adds somebody who will sign in, by a link of which the SHA-256 is given.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where somebody has the address already, [`StorageError::Invalid`] where role and State
    /// do not fit.
    pub fn invite(
        &self,
        new: &NewAccount,
        link: &super::NewLink,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Account, StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let same = user_account::table.filter(user_account::mail.eq(&new.mail));
            if same.count().get_result::<i64>(connection)? > 0 {
                return Err(StorageError::Conflict { what: "somebody has this address already".to_owned() });
            }
            let id = insert(connection, &new.user, Some(new), now)?;
            super::links::insert(connection, &id, link, now)?;
            let detail = place(new.user.role, new.user.country.as_ref());
            audit::append(connection, now, actor, "user.invited", &id, &detail)?;
            find(connection, &id)
        })
    }

    /// An account.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none.
    pub fn account(&self, id: &UserId) -> Result<Account, StorageError> {
        self.read(Sight::NoReturn, |connection| find(connection, id))
    }

    /// Accounts in the order in which they were made, after one of them.
    ///
    /// # Errors
    /// As the database says.
    pub fn accounts(&self, after: Option<&str>, most: i64) -> Result<Vec<Account>, StorageError> {
        let rows: Vec<AccountRow> = self.read(Sight::NoReturn, |connection| {
            let query = user_account::table.filter(user_account::id.gt(after.unwrap_or_default()));
            let query = query.order(user_account::id).limit(most);
            Ok(query.select(AccountRow::as_select()).load(connection)?)
        })?;
        rows.into_iter().map(AccountRow::account).collect()
    }

    /// Changes an account, and ends its sessions and tokens: they were opened under what was true before.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none, or it was erased; [`StorageError::Invalid`] where role and State
    /// do not fit, or nobody would administer the service any more.
    pub fn change_account(
        &self,
        id: &UserId,
        change: &AccountChange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Account, StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let before = there(connection, id)?;
            let role = change.role.unwrap_or(before.user.role);
            let country = change.country.clone().unwrap_or_else(|| before.user.country.clone());
            let institution = change.institution.clone().unwrap_or_else(|| before.user.institution.clone());
            let disabled = change.disabled.unwrap_or(before.disabled);
            fits(role, country.as_ref())?;
            diesel::update(user_account::table.find(id))
                .set((
                    user_account::role.eq(role.code()),
                    user_account::country.eq(country.as_ref().map(ToString::to_string)),
                    user_account::institution.eq(institution),
                    user_account::disabled.eq(disabled),
                ))
                .execute(connection)?;
            somebody_administers(connection, &before)?;
            end_all(connection, id, now)?;
            let detail = json!({
                "role": role.code(), "country": country.as_ref().map(ToString::to_string), "disabled": disabled,
            });
            audit::append(connection, now, actor, "user.changed", id, &detail)?;
            find(connection, id)
        })
    }

    /// Erases who somebody was: name, address, institution, password, second factor, what tokens were called, and whom a
    /// provider names for them. The id stays, under which the record knows what they did.
    ///
    /// # Errors
    /// As [`Self::change_account`].
    pub fn erase_account(&self, id: &UserId, actor: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            let before = there(connection, id)?;
            if let Some(mail) = &before.mail {
                super::attempts::forget(connection, &super::attempts::key(mail))?;
            }
            let nothing = None::<String>;
            diesel::update(user_account::table.find(id))
                .set((
                    user_account::name.eq(""),
                    user_account::mail.eq(&nothing),
                    user_account::institution.eq(&nothing),
                    user_account::password.eq(&nothing),
                    user_account::totp.eq(&nothing),
                    user_account::totp_step.eq(None::<i64>),
                    user_account::disabled.eq(true),
                    user_account::erased_at.eq(now.to_rfc3339()),
                ))
                .execute(connection)?;
            somebody_administers(connection, &before)?;
            end_all(connection, id, now)?;
            super::openid::unbind(connection, id)?;
            diesel::update(api_token::table.filter(api_token::user_id.eq(id)))
                .set(api_token::label.eq(""))
                .execute(connection)?;
            audit::append(connection, now, actor, "user.erased", id, &json!({}))
        })
    }
}

/// What the record says of an account: nothing by which a person is known.
fn place(role: Role, country: Option<&CountryCode>) -> serde_json::Value {
    json!({ "role": role.code(), "country": country.map(ToString::to_string) })
}

/// People of a State belong to one, and nobody else does.
fn fits(role: Role, country: Option<&CountryCode>) -> Result<(), StorageError> {
    if role.is_of_a_state() == country.is_some() {
        return Ok(());
    }
    let what = "contributors and focal points belong to a State, and nobody else does".to_owned();
    Err(StorageError::Invalid { what })
}

/// The last administrator who signs in stays one: nobody could make another.
fn somebody_administers(connection: &mut Backend, before: &Account) -> Result<(), StorageError> {
    if before.user.role != Role::Administrator || before.disabled || before.mail.is_none() {
        return Ok(());
    }
    let others = user_account::table
        .filter(user_account::role.eq(Role::Administrator.code()))
        .filter(user_account::disabled.eq(false))
        .filter(user_account::mail.is_not_null());
    if others.count().get_result::<i64>(connection)? > 0 {
        return Ok(());
    }
    let what = "this is the last administrator who can sign in; invite another one first".to_owned();
    Err(StorageError::Invalid { what })
}

fn insert(
    connection: &mut Backend,
    user: &NewUser,
    account: Option<&NewAccount>,
    now: DateTime<Utc>,
) -> Result<UserId, StorageError> {
    fits(user.role, user.country.as_ref())?;
    let (id, language) = (new_id(), account.map_or(Lang::En, |account| account.language));
    diesel::insert_into(user_account::table)
        .values((
            user_account::id.eq(&id),
            user_account::name.eq(&user.name),
            user_account::role.eq(user.role.code()),
            user_account::country.eq(user.country.as_ref().map(ToString::to_string)),
            user_account::disabled.eq(false),
            user_account::created_at.eq(now.to_rfc3339()),
            user_account::mail.eq(account.map(|account| account.mail.clone())),
            user_account::institution.eq(&user.institution),
            user_account::language.eq(language.code()),
        ))
        .execute(connection)?;
    Ok(id)
}

fn find(connection: &mut Backend, id: &str) -> Result<Account, StorageError> {
    let row: AccountRow = user_account::table.find(id).select(AccountRow::as_select()).first(connection)?;
    row.account()
}

/// The account, which stays as it is until the transaction ends; one that was erased is not there.
pub(super) fn there(connection: &mut Backend, id: &str) -> Result<Account, StorageError> {
    // Whoever changes the administrators takes turns, so that the last two cannot both go.
    crate::connection::serialise(connection, "accounts")?;
    let account = find(connection, id)?;
    if account.erased_at.is_some() { Err(StorageError::NotFound) } else { Ok(account) }
}
