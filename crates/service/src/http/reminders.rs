//! Reminders on their way: those that come by themselves before and after the last day in time, and the mails of all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use schema::CountryCode;
use storage::{Cycle, DueReminder, Occasion, ReturnState, Scope, Store};

use super::problem::Problem;
use super::state::State;
use crate::mail::{MailError, Reminder};

/// Mails that are taken at a time: who has reported while another was sent is not mailed, and no mail waits so long that
/// another service takes it too.
const AT_A_TIME: i64 = 1;
/// The days to the last one in time on which a State is reminded by itself, with their names; the last that has passed
/// counts, so that a service that stood still sends one mail and not four.
const OCCASIONS: [(i64, &str); 4] =
    [(-14, "14 days after"), (-1, "1 day after"), (7, "7 days before"), (30, "30 days before")];

impl State {
    /// Reminds of what comes by itself, and sends what waits.
    pub(crate) async fn remind(&self) {
        if !self.accounts.sends_mail() {
            return;
        }
        let queued = self.blocking(|store| queue(store, Utc::now())).await;
        if let Err(problem) = queued {
            tracing::warn!(code = problem.code, "reminders cannot be queued");
        }
        self.send_reminders().await;
    }

    /// Sends what waits.
    pub(crate) async fn send_reminders(&self) {
        loop {
            let taken = self.blocking(|store| Ok(store.take_reminders(AT_A_TIME, Utc::now())?)).await;
            let due = match taken {
                Ok(due) if due.is_empty() => return,
                Ok(due) => due,
                Err(problem) => {
                    tracing::warn!(code = problem.code, "reminders cannot be read");
                    return;
                }
            };
            for reminder in due {
                self.send(reminder).await;
            }
        }
    }

    async fn send(&self, due: DueReminder) {
        let name = |edition: &schema::Questionnaire| {
            edition.countries.name(due.country.as_str(), due.language).map(str::to_owned)
        };
        let country = self.catalogue.for_year(due.cycle.saturating_sub(1)).and_then(name);
        let letter = Reminder {
            country: country.unwrap_or_else(|| due.country.to_string()),
            year: due.cycle.saturating_sub(1),
            due_on: due.due_on,
            is_over: Utc::now().date_naive() > due.due_on,
            link: self.accounts.public_url.clone(),
        };
        let sent = self.accounts.remind(due.mail.clone(), due.language, letter).await;
        if let Err(error) = &sent {
            tracing::warn!(%error, reminder = due.id, "a reminder was not sent");
        }
        let noted = self.blocking(move |store| {
            match sent {
                Ok(()) => store.reminder_was_sent(&due.id, Utc::now())?,
                Err(error) => store.reminder_was_refused(&due.id, is_permanent(&error), Utc::now())?,
            }
            Ok(())
        });
        if let Err(problem) = noted.await {
            tracing::warn!(code = problem.code, "what became of a reminder cannot be noted");
        }
    }
}

fn is_permanent(error: &MailError) -> bool {
    match error {
        MailError::Message(_) => true,
        MailError::Server { permanent } => *permanent,
        MailError::Folder(_) => false,
    }
}

/// Queues what comes by itself in the cycles that are open.
fn queue(store: &Store, now: DateTime<Utc>) -> Result<(), Problem> {
    let scope = Scope::secretariat("reminders");
    for cycle in store.cycles()? {
        for (occasion, countries) in due(store, &scope, &cycle, now.date_naive())? {
            let occasion = Occasion::Come(&occasion);
            store.remind(&scope, cycle.year, &countries, &occasion, now)?;
        }
    }
    Ok(())
}

/// The States to be reminded on a day, by occasion. An occasion belongs to a last day in time: who is granted more time is
/// reminded anew.
fn due(
    store: &Store,
    scope: &Scope,
    cycle: &Cycle,
    today: NaiveDate,
) -> Result<BTreeMap<String, BTreeSet<CountryCode>>, Problem> {
    let mut found: BTreeMap<String, BTreeSet<CountryCode>> = BTreeMap::new();
    let extensions = store.extensions(scope, cycle.year)?;
    let last = extensions.values().map(|granted| granted.due_on).max().unwrap_or(cycle.closes_on);
    if today < cycle.opens_on || today > last.max(cycle.closes_on) {
        return Ok(found);
    }
    for (country, standing) in store.board(scope, cycle.year)? {
        let extension = extensions.get(&country);
        let is_waited_for = !standing.state.is_some_and(ReturnState::is_reported)
            && standing.focal_points > 0
            && today <= cycle.closes_for(extension);
        let due_on = cycle.due_for(extension);
        if let Some(occasion) = occasion(due_on, today).filter(|_| is_waited_for) {
            found.entry(format!("{occasion} {due_on}")).or_default().insert(country);
        }
    }
    Ok(found)
}

/// The last occasion that has come.
fn occasion(due_on: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    let days = due_on.signed_duration_since(today).num_days();
    OCCASIONS.iter().find(|(before, _)| days <= *before).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_occasion_that_has_come_counts() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, expected) in [
            ("2026-05-30", None),
            ("2026-05-31", Some("30 days before")),
            ("2026-06-22", Some("30 days before")),
            ("2026-06-23", Some("7 days before")),
            ("2026-06-30", Some("7 days before")),
            ("2026-07-01", Some("1 day after")),
            ("2026-07-14", Some("14 days after")),
            ("2027-01-01", Some("14 days after")),
        ] {
            assert_eq!(occasion(day("2026-06-30"), day(today)), expected, "{today}");
        }
    }
}
