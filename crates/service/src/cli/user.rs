//! `iafq user add`: people and their tokens.

use std::io::Write as _;
use std::process::ExitCode;

use chrono::{Duration, Utc};
use clap::{Args, Subcommand};
use schema::CountryCode;
use storage::{NewUser, Role};

use super::failure::printed;
use super::{Common, Failure};
use crate::{database, forms, token};

/// Arguments of `iafq user`.
#[derive(Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add a user and print a token, once.
    Add(Add),
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
    /// For how many days the token is good, at most 365.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(&text.replace('-', "_"))
        .ok_or_else(|| "expected contributor, focal-point, reviewer, publisher or administrator".to_owned())
}

impl User {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let UserCommand::Add(add) = self.command;
        let catalogue = forms::load(common.forms.as_deref())?;
        let country = add.country.as_ref().map(|country| CountryCode::from(country.to_ascii_uppercase()));
        let of_a_state = matches!(add.role, Role::Contributor | Role::FocalPoint);
        match &country {
            None if of_a_state => {
                return Err(Failure::Usage(
                    "contributors and focal points belong to a State: add --country XDA".to_owned(),
                ));
            }
            Some(_) if !of_a_state => {
                return Err(Failure::Usage(
                    "secretariat staff belong to no State: leave --country out".to_owned(),
                ));
            }
            Some(code) => {
                let edition = catalogue.editions.values().next_back();
                let country = edition.and_then(|edition| edition.countries.get(code.as_str()));
                if !country.is_some_and(schema::list::Country::reports) {
                    return Err(Failure::Usage(format!("{code} is not a reporting State")));
                }
            }
            None => {}
        }
        let store = database::open(common.database()?, &catalogue)?;
        let now = Utc::now();
        let user = store.add_user(&NewUser { name: add.name, role: add.role, country }, now)?;
        let secret = token::generate();
        let expires = now + Duration::days(i64::from(add.days));
        store.add_token(&user.id, &token::hash(&secret), "command line", now, expires)?;
        printed(writeln!(std::io::stdout().lock(), "{secret}"))?;
        let told = writeln!(
            std::io::stderr(),
            "{} ({}) was added. The token above is shown once and is good until {}.",
            user.name,
            user.role.code(),
            expires.format("%Y-%m-%d")
        );
        drop(told);
        Ok(ExitCode::SUCCESS)
    }
}
