//! The rules of accounts that command line and REST share: who belongs where, links, how long things are good.

use chrono::{DateTime, Duration, Utc};
use schema::list::Country;
use schema::{Catalogue, CountryCode};
use storage::{LinkKind, NewLink, Role, SessionLimits};

use crate::token;

/// When sessions end by themselves.
pub(crate) const SESSIONS: SessionLimits =
    SessionLimits { idle: Duration::minutes(30), absolute: Duration::hours(12) };

/// For how many hours a link is good: an invitation waits for somebody to come back to the office, a reset for somebody
/// who just asked.
pub(crate) fn hours(kind: LinkKind) -> i64 {
    match kind {
        LinkKind::Invitation => 72,
        LinkKind::Reset => 2,
    }
}

/// A new link: its token, which is told once, and what is kept of it.
pub(crate) fn new_link(kind: LinkKind, now: DateTime<Utc>) -> (String, NewLink) {
    let token = token::random();
    let link = NewLink { sha256: token::hash(&token), kind, expires: now + Duration::hours(hours(kind)) };
    (token, link)
}

/// The address under which a link is used. The token stands behind `#`, which no browser sends and no server logs.
pub(crate) fn address(public_url: &str, kind: LinkKind, token: &str) -> String {
    format!("{public_url}/{kind}#{token}")
}

/// The State of a user to be.
///
/// # Errors
/// A sentence where role and State do not fit, or it is no reporting State.
pub(crate) fn country_of(
    role: Role,
    country: Option<&str>,
    catalogue: &Catalogue,
) -> Result<Option<CountryCode>, String> {
    match country.map(str::to_ascii_uppercase) {
        None if role.is_of_a_state() => {
            Err("contributors and focal points belong to a State: name it".to_owned())
        }
        Some(_) if !role.is_of_a_state() => {
            Err("secretariat staff belong to no State: leave the State out".to_owned())
        }
        Some(code) => {
            let edition = catalogue.editions.values().next_back();
            let known = edition.and_then(|edition| edition.countries.get(code.as_str()));
            if known.is_some_and(Country::reports) {
                Ok(Some(CountryCode::from(code)))
            } else {
                Err(format!("{code} is not a reporting State"))
            }
        }
        None => Ok(None),
    }
}
