//! `iafq user`: people, their tokens and invitations, for whoever operates the service.

use std::io::Write as _;
use std::process::ExitCode;

use chrono::{Duration, Utc};
use clap::{Args, Subcommand};
use schema::Lang;
use storage::{AccountChange, LinkKind, NewAccount, NewUser, Role, Store};

use super::failure::printed;
use super::{Common, Failure};
use crate::{accounts, forms, mail, token};

/// Who did what is done here.
const OPERATOR: &str = "operator";
/// Accounts that are read at a time.
const BATCH: i64 = 500;

/// Arguments of `iafq user`.
#[derive(Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add a user who signs in nowhere, and print a token, once.
    Add(Add),
    /// Add a user who will sign in, and print the link with which they choose a password, once.
    Invite(Invite),
    /// List all accounts, a line each.
    List,
    /// Disable an account; its sessions and tokens end at once.
    Disable(Who),
    /// Erase who somebody was; what they did stays in the record under their id.
    Erase(Who),
    /// Take a lost second factor away.
    ResetTotp(Who),
    /// Forget whom a provider of OpenID Connect names for an account: the next with its address is bound anew.
    ResetOpenid(Who),
}

#[derive(Args)]
struct Add {
    /// The name shown to colleagues.
    #[arg(long)]
    name: String,
    /// contributor, focal-point, reviewer, publisher or administrator.
    #[arg(long, value_parser = role)]
    role: Role,
    /// The State, ISO 3166-1 alpha-3; for contributors and focal points.
    #[arg(long)]
    country: Option<String>,
    /// Their institution: what a contributor sends is its contribution.
    #[arg(long)]
    institution: Option<String>,
    /// For how many days the token is good, at most 365.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
}

#[derive(Args)]
struct Invite {
    /// The address with which they sign in.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    mail: String,
    /// The name shown to colleagues.
    #[arg(long)]
    name: String,
    /// contributor, focal-point, reviewer, publisher or administrator.
    #[arg(long, value_parser = role)]
    role: Role,
    /// The State, ISO 3166-1 alpha-3; for contributors and focal points.
    #[arg(long)]
    country: Option<String>,
    /// Their institution.
    #[arg(long)]
    institution: Option<String>,
    /// The language of their mails.
    #[arg(long, value_parser = super::lang, default_value = "en")]
    lang: Lang,
    /// The address of the service as people see it; the link begins with it.
    #[arg(long, env = "IAFQ_PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    public_url: String,
}

#[derive(Args)]
struct Who {
    /// The id of the account, or the address.
    who: String,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(&text.replace('-', "_"))
        .ok_or_else(|| "expected contributor, focal-point, reviewer, publisher or administrator".to_owned())
}

fn address(text: &str) -> Result<String, String> {
    mail::address(text).ok_or_else(|| "expected an address: name@example.org".to_owned())
}

impl User {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let open = || common.store(&catalogue);
        let country = |role, country: &Option<String>| {
            accounts::country_of(role, country.as_deref(), &catalogue)
                .map_err(|why| Failure::Usage(format!("{why} (--country)")))
        };
        match self.command {
            UserCommand::Add(add) => {
                let country = country(add.role, &add.country)?;
                let user = NewUser { name: add.name, role: add.role, country, institution: add.institution };
                add_user(&open()?, &user, add.days)
            }
            UserCommand::Invite(invite) => {
                let country = country(invite.role, &invite.country)?;
                let user = NewUser {
                    name: invite.name,
                    role: invite.role,
                    country,
                    institution: invite.institution,
                };
                let new = NewAccount { user, mail: invite.mail, language: invite.lang };
                invite_user(&open()?, &new, invite.public_url.trim_end_matches('/'))
            }
            UserCommand::List => list(&open()?),
            UserCommand::Disable(who) => {
                let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
                done(&open()?, &who, "was disabled", |store, id| {
                    store.change_account(id, &change, OPERATOR, Utc::now()).map(drop)
                })
            }
            UserCommand::Erase(who) => {
                done(&open()?, &who, "was erased", |store, id| store.erase_account(id, OPERATOR, Utc::now()))
            }
            UserCommand::ResetTotp(who) => {
                done(&open()?, &who, "has no second factor any more", |store, id| {
                    store.clear_totp(id, OPERATOR, Utc::now())
                })
            }
            UserCommand::ResetOpenid(who) => {
                done(&open()?, &who, "is bound to nobody of a provider any more", |store, id| {
                    store.unbind_openid(id, OPERATOR, Utc::now())
                })
            }
        }
    }
}

fn add_user(store: &Store, new: &NewUser, days: u16) -> Result<ExitCode, Failure> {
    let now = Utc::now();
    let user = store.add_user(new, now)?;
    let secret = token::generate();
    let expires = now + Duration::days(i64::from(days));
    store.add_token(&user.id, &token::hash(&secret), "command line", now, expires)?;
    printed(writeln!(std::io::stdout().lock(), "{secret}"))?;
    Ok(tell(&format!(
        "{} ({}) was added. The token above is shown once and is good until {}.",
        user.name,
        user.role.code(),
        expires.format("%Y-%m-%d")
    )))
}

fn invite_user(store: &Store, new: &NewAccount, public_url: &str) -> Result<ExitCode, Failure> {
    let now = Utc::now();
    let (secret, link) = accounts::new_link(LinkKind::Invitation, now);
    store.invite(new, &link, OPERATOR, now)?;
    let address = accounts::address(public_url, LinkKind::Invitation, &secret);
    printed(writeln!(std::io::stdout().lock(), "{address}"))?;
    Ok(tell(&format!(
        "{} ({}) was invited. The link above is shown once and is good once, until {}; hand it over in a way that you \
         trust.",
        new.user.name,
        new.user.role.code(),
        link.expires.format("%Y-%m-%d %H:%M UTC")
    )))
}

fn list(store: &Store) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    let mut after = None;
    loop {
        let accounts = store.accounts(after.as_deref(), BATCH)?;
        let Some(last) = accounts.last() else { return Ok(ExitCode::SUCCESS) };
        after = Some(last.user.id.clone());
        for account in accounts {
            let state = match (account.erased_at.is_some(), account.disabled, account.has_password) {
                (true, ..) => "erased",
                (false, true, _) => "disabled",
                (false, false, true) => "active",
                (false, false, false) if account.mail.is_some() => "invited",
                (false, false, false) => "token only",
            };
            let user = account.user;
            let country = user.country.map(|country| country.to_string());
            let mail = account.mail.as_deref().unwrap_or("-");
            printed(writeln!(
                out,
                "{}\t{}\t{}\t{state}\t{mail}\t{}",
                user.id,
                user.role.code(),
                country.as_deref().unwrap_or("-"),
                user.name
            ))?;
        }
    }
}

/// Does something with an account that is named by id or address.
fn done(
    store: &Store,
    who: &Who,
    what: &str,
    work: impl FnOnce(&Store, &String) -> Result<(), storage::StorageError>,
) -> Result<ExitCode, Failure> {
    let id = match mail::address(&who.who) {
        Some(mail) => store.credentials_of_mail(&mail)?.map(|known| known.user.id),
        None => store.account(&who.who).ok().map(|account| account.user.id),
    };
    let id =
        id.ok_or_else(|| Failure::Usage("there is no such account; `iafq user list` lists all".to_owned()))?;
    work(store, &id)?;
    Ok(tell(&format!("The account {id} {what}.")))
}

fn tell(text: &str) -> ExitCode {
    // A closed standard error is no reason to fail.
    drop(writeln!(std::io::stderr(), "{text}"));
    ExitCode::SUCCESS
}
