//! Reminders: who is asked for the return of a cycle, and mailed. They wait in a table until they are sent, and stop by
//! themselves once the State has reported.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Lang, Year};
use serde_json::json;

use crate::connection::{Backend, serialise};
use crate::cycles::{self, Cycle};
use crate::error::StorageError;
use crate::names::{ReturnState, Role};
use crate::schema::{reminder, state_return, user_account};
use crate::scope::Scope;
use crate::sight::Sight;
use crate::{Store, audit, new_id};

/// No State is mailed twice within so many hours.
const PAUSE_HOURS: i64 = 24;
/// How often a mail is tried.
const MOST_ATTEMPTS: i32 = 6;
/// After how many minutes a mail is tried again for the first time; then after twice as many, and so on.
const AGAIN_MINUTES: i64 = 5;

/// What became of a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// A mail server took it.
    Sent,
    /// There was no reason for it any more.
    Stopped,
    /// No mail server took it.
    Failed,
}

impl Outcome {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

/// What became of the wish to remind a State.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reminded {
    /// So many people are mailed.
    Queued(usize),
    /// It has reported.
    Reported,
    /// It was mailed within the last 24 hours.
    Recently,
    /// Nobody of it has an address.
    Nobody,
    /// It was reminded on this occasion before.
    Before,
}

/// A mail that is to be sent now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueReminder {
    /// The id.
    pub id: String,
    /// The State.
    pub country: CountryCode,
    /// The cycle.
    pub cycle: Year,
    /// The last day in time of the State.
    pub due_on: NaiveDate,
    /// Where it goes.
    pub mail: String,
    /// In which language.
    pub language: Lang,
}

impl Store {
    /// Reminds States of what they have not reported, on an occasion.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such cycle, and for anybody but the secretariat.
    pub fn remind(
        &self,
        scope: &Scope,
        number: Year,
        countries: &BTreeSet<CountryCode>,
        occasion: &Occasion<'_>,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<CountryCode, Reminded>, StorageError> {
        scope.must_see_everything()?;
        self.write(scope, |connection| {
            serialise(connection, "reminder")?;
            let cycle = cycles::find(connection, number)?.ok_or(StorageError::NotFound)?;
            let reported = reported(connection, cycle.reference_year())?;
            let recipients = recipients(connection)?;
            let before = queued(connection, number)?;
            let mut told = BTreeMap::new();
            for country in countries {
                let people = recipients.get(country.as_str()).map_or(&[][..], Vec::as_slice);
                let own = before.get(country.as_str()).map_or(&[][..], Vec::as_slice);
                let what = if reported.contains(country.as_str()) {
                    Reminded::Reported
                } else {
                    may_be_reminded(own, occasion, people.len(), now)
                };
                if matches!(what, Reminded::Queued(_)) {
                    people
                        .iter()
                        .try_for_each(|user| queue(connection, &cycle, country, user, occasion, now))?;
                }
                told.insert(country.clone(), what);
            }
            let mailed: Vec<_> = told
                .iter()
                .filter(|(_, what)| matches!(what, Reminded::Queued(_)))
                .map(|(country, _)| country.as_str())
                .collect();
            if !mailed.is_empty() {
                let detail = json!({ "countries": mailed, "occasion": occasion.name() });
                audit::append(
                    connection,
                    now,
                    scope.actor(),
                    "reminder.queued",
                    &number.to_string(),
                    &detail,
                )?;
            }
            Ok(told)
        })
    }

    /// Takes reminders whose time has come, for a while: nobody else takes them meanwhile. Those of States that have
    /// reported since, whose cycle is closed for them, or whose recipient may no longer sign in, stop.
    ///
    /// # Errors
    /// As the database says.
    pub fn take_reminders(&self, most: i64, now: DateTime<Utc>) -> Result<Vec<DueReminder>, StorageError> {
        self.write(Sight::Record, |connection| {
            serialise(connection, "reminder")?;
            let query = reminder::table
                .inner_join(user_account::table)
                .filter(reminder::outcome.is_null())
                .filter(reminder::next_at.le(now.to_rfc3339()))
                .order(reminder::id)
                .limit(most);
            let rows: Vec<Waiting> = query.select(Waiting::as_select()).load(connection)?;
            let mut due = Vec::new();
            for row in rows {
                match row.due(connection, now)? {
                    Some(one) => {
                        wait(connection, &one.id, row.attempts, now)?;
                        due.push(one);
                    }
                    None => settle(connection, &row.id, Outcome::Stopped, now)?,
                }
            }
            Ok(due)
        })
    }

    /// Notes that a reminder was handed to the mail server.
    ///
    /// # Errors
    /// As the database says.
    pub fn reminder_was_sent(&self, id: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::Record, |connection| settle(connection, id, Outcome::Sent, now))
    }

    /// Notes that a reminder was not taken by the mail server. It is tried again, unless that never helps or was done
    /// often enough.
    ///
    /// # Errors
    /// As the database says.
    pub fn reminder_was_refused(
        &self,
        id: &str,
        is_permanent: bool,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.write(Sight::Record, |connection| {
            let attempts: i32 = reminder::table.find(id).select(reminder::attempts).first(connection)?;
            if is_permanent || attempts >= MOST_ATTEMPTS {
                return settle(connection, id, Outcome::Failed, now);
            }
            Ok(())
        })
    }
}

/// Why States are reminded.
#[derive(Clone, Copy, Debug)]
pub enum Occasion<'a> {
    /// Somebody of the secretariat asked for it.
    Asked,
    /// A day has come, e.g. `7 days before 2026-06-30`; each reminds a State but once.
    Come(&'a str),
}

impl Occasion<'_> {
    /// As it is written down.
    fn name(&self) -> &str {
        match self {
            Self::Asked => "asked",
            Self::Come(name) => name,
        }
    }

    /// Whether a State that was reminded on it before is not reminded again. What never arrived is tried the next day.
    fn is_over(&self, before: &[Queued]) -> bool {
        match self {
            Self::Asked => false,
            Self::Come(name) => before.iter().any(|one| one.occasion == *name && !one.failed),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reminder)]
struct Waiting {
    id: String,
    cycle: i32,
    country: String,
    attempts: i32,
    #[diesel(select_expression = user_account::mail)]
    mail: Option<String>,
    #[diesel(select_expression = user_account::language)]
    language: String,
    #[diesel(select_expression = user_account::disabled)]
    disabled: bool,
    #[diesel(select_expression = user_account::role)]
    role: String,
    #[diesel(select_expression = user_account::country)]
    of: Option<String>,
}

impl Waiting {
    /// The mail, where there still is a reason for it.
    fn due(&self, connection: &mut Backend, now: DateTime<Utc>) -> Result<Option<DueReminder>, StorageError> {
        let number = crate::returns::year(self.cycle)?;
        let cycle = cycles::find(connection, number)?.ok_or(StorageError::NotFound)?;
        let extensions = cycles::extensions(connection, number)?;
        let country = CountryCode::from(self.country.as_str());
        let extension = extensions.get(&country);
        let is_open = now.date_naive() <= cycle.closes_for(extension);
        let is_theirs = !self.disabled
            && self.role == Role::FocalPoint.code()
            && self.of.as_deref() == Some(country.as_str());
        let reported = reported(connection, cycle.reference_year())?.contains(country.as_str());
        let Some(mail) = self.mail.clone().filter(|_| is_open && is_theirs && !reported) else {
            return Ok(None);
        };
        let language = Lang::from_code(&self.language).ok_or_else(|| StorageError::corrupt("language"))?;
        let due_on = cycle.due_for(extension);
        Ok(Some(DueReminder { id: self.id.clone(), country, cycle: number, due_on, mail, language }))
    }
}

/// Whether a State that has not reported is mailed.
fn may_be_reminded(
    before: &[Queued],
    occasion: &Occasion<'_>,
    people: usize,
    now: DateTime<Utc>,
) -> Reminded {
    let since = (now - Duration::hours(PAUSE_HOURS)).to_rfc3339();
    if occasion.is_over(before) {
        Reminded::Before
    } else if before.iter().any(|one| one.at > since) {
        Reminded::Recently
    } else if people == 0 {
        Reminded::Nobody
    } else {
        Reminded::Queued(people)
    }
}

/// The States that have reported a year.
fn reported(connection: &mut Backend, year: Year) -> Result<BTreeSet<String>, StorageError> {
    let rows: Vec<(String, String)> = state_return::table
        .filter(state_return::year.eq(i32::from(year)))
        .select((state_return::country, state_return::state))
        .load(connection)?;
    let mut found = BTreeSet::new();
    for (country, state) in rows {
        let state = ReturnState::from_code(&state).ok_or_else(|| StorageError::corrupt("state"))?;
        if state.is_reported() {
            found.insert(country);
        }
    }
    Ok(found)
}

/// The focal points with an address, by State.
fn recipients(connection: &mut Backend) -> Result<BTreeMap<String, Vec<String>>, StorageError> {
    let rows: Vec<(Option<String>, String)> = user_account::table
        .filter(user_account::role.eq(Role::FocalPoint.code()))
        .filter(user_account::disabled.eq(false))
        .filter(user_account::mail.is_not_null())
        .order(user_account::id)
        .select((user_account::country, user_account::id))
        .load(connection)?;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (country, user) in rows {
        found.entry(country.unwrap_or_default()).or_default().push(user);
    }
    Ok(found)
}

/// A reminder that was queued.
struct Queued {
    occasion: String,
    at: String,
    failed: bool,
}

fn queued(connection: &mut Backend, number: Year) -> Result<BTreeMap<String, Vec<Queued>>, StorageError> {
    let rows: Vec<(String, String, String, Option<String>)> = reminder::table
        .filter(reminder::cycle.eq(i32::from(number)))
        .select((reminder::country, reminder::occasion, reminder::queued_at, reminder::outcome))
        .load(connection)?;
    let mut found: BTreeMap<String, Vec<Queued>> = BTreeMap::new();
    for (country, occasion, at, outcome) in rows {
        let failed = outcome.as_deref() == Some(Outcome::Failed.code());
        found.entry(country).or_default().push(Queued { occasion, at, failed });
    }
    Ok(found)
}

fn queue(
    connection: &mut Backend,
    cycle: &Cycle,
    country: &CountryCode,
    user: &str,
    occasion: &Occasion<'_>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(reminder::table)
        .values((
            reminder::id.eq(new_id()),
            reminder::cycle.eq(i32::from(cycle.year)),
            reminder::country.eq(country.as_str()),
            reminder::user_id.eq(user),
            reminder::occasion.eq(occasion.name()),
            reminder::queued_at.eq(now.to_rfc3339()),
            reminder::attempts.eq(0),
            reminder::next_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(())
}

/// The next attempt, should this one not be heard of again.
fn wait(connection: &mut Backend, id: &str, attempts: i32, now: DateTime<Utc>) -> Result<(), StorageError> {
    let again = now + Duration::minutes(AGAIN_MINUTES << attempts.clamp(0, MOST_ATTEMPTS));
    diesel::update(reminder::table.find(id))
        .set((reminder::attempts.eq(attempts.saturating_add(1)), reminder::next_at.eq(again.to_rfc3339())))
        .execute(connection)?;
    Ok(())
}

fn settle(
    connection: &mut Backend,
    id: &str,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(reminder::table.find(id).filter(reminder::outcome.is_null()))
        .set((reminder::outcome.eq(outcome.code()), reminder::settled_at.eq(now.to_rfc3339())))
        .execute(connection)?;
    Ok(())
}
