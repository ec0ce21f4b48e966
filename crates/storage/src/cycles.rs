//! Cycles: the collection of a year, when it is open and due, and what single States were granted.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use schema::{CountryCode, EditionId, Year};
use serde_json::json;

use crate::connection::{Backend, dispatch, serialise};
use crate::error::StorageError;
use crate::returns::year;
use crate::schema::{cycle, extension};
use crate::scope::Scope;
use crate::sight::Sight;
use crate::text::storable;
use crate::{Store, audit, new_id};

/// The collection of a year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cycle {
    /// The year in which it collects; it collects the year before.
    pub year: Year,
    /// The edition of the questionnaire.
    pub edition: EditionId,
    /// The first day on which States may send files.
    pub opens_on: NaiveDate,
    /// The last day in time.
    pub due_on: NaiveDate,
    /// The last day on which States may send files without an extension.
    pub closes_on: NaiveDate,
    /// Changes with every change; guards against lost updates.
    pub version: i32,
}

impl Cycle {
    /// The year whose figures it collects.
    pub fn reference_year(&self) -> Year {
        self.year.saturating_sub(1)
    }

    /// The last day in time of a State: never before that of all others.
    pub fn due_for(&self, extension: Option<&Extension>) -> NaiveDate {
        extension.map_or(self.due_on, |granted| granted.due_on.max(self.due_on))
    }

    /// The last day on which a State may send files: never before its own last day in time.
    pub fn closes_for(&self, extension: Option<&Extension>) -> NaiveDate {
        self.closes_on.max(self.due_for(extension))
    }
}

/// More time for a State. What was granted last counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extension {
    /// The State.
    pub country: CountryCode,
    /// Its last day in time.
    pub due_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// When it was granted.
    pub granted_at: DateTime<Utc>,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = cycle)]
struct CycleRow {
    year: i32,
    edition: String,
    opens_on: String,
    due_on: String,
    closes_on: String,
    version: i32,
}

pub(crate) fn day(text: &str) -> Result<NaiveDate, StorageError> {
    text.parse().map_err(|_| StorageError::corrupt("day"))
}

impl CycleRow {
    fn of(cycle: &Cycle, version: i32) -> Self {
        Self {
            year: i32::from(cycle.year),
            edition: cycle.edition.to_string(),
            opens_on: cycle.opens_on.to_string(),
            due_on: cycle.due_on.to_string(),
            closes_on: cycle.closes_on.to_string(),
            version,
        }
    }

    fn cycle(self) -> Result<Cycle, StorageError> {
        Ok(Cycle {
            year: year(self.year)?,
            edition: self.edition.into(),
            opens_on: day(&self.opens_on)?,
            due_on: day(&self.due_on)?,
            closes_on: day(&self.closes_on)?,
            version: self.version,
        })
    }
}

impl Store {
    /// All cycles, the newest first. When they are due is no secret.
    ///
    /// # Errors
    /// As the database says.
    pub fn cycles(&self) -> Result<Vec<Cycle>, StorageError> {
        self.read(Sight::NoReturn, |connection| {
            let rows: Vec<CycleRow> =
                cycle::table.order(cycle::year.desc()).select(CycleRow::as_select()).load(connection)?;
            rows.into_iter().map(CycleRow::cycle).collect()
        })
    }

    /// The cycle of a year, where one was opened.
    ///
    /// # Errors
    /// As the database says.
    pub fn cycle(&self, number: Year) -> Result<Option<Cycle>, StorageError> {
        self.read(Sight::NoReturn, |connection| find(connection, number))
    }

    /// Opens the cycle of a year; its `version` does not count.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where there is one; [`StorageError::NotFound`] for anybody but the secretariat;
    /// [`StorageError::Invalid`] where the days are not in order.
    pub fn open_cycle(&self, scope: &Scope, new: &Cycle, now: DateTime<Utc>) -> Result<Cycle, StorageError> {
        scope.must_see_everything()?;
        must_be_in_order(new)?;
        self.write(scope, |connection| {
            serialise(connection, "cycle")?;
            if find(connection, new.year)?.is_some() {
                let what = format!("the cycle {} is open already", new.year);
                return Err(StorageError::Conflict { what });
            }
            let row = CycleRow::of(new, 1);
            dispatch!(connection, connection => diesel::insert_into(cycle::table).values(&row).execute(connection))?;
            record(connection, scope, "cycle.opened", &row, now)?;
            row.cycle()
        })
    }

    /// Changes the days of a cycle or its edition, under the version its sender has seen.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none, and for anybody but the secretariat; [`StorageError::Conflict`]
    /// where it was changed since; [`StorageError::Invalid`] where the days are not in order.
    pub fn change_cycle(
        &self,
        scope: &Scope,
        changed: &Cycle,
        now: DateTime<Utc>,
    ) -> Result<Cycle, StorageError> {
        scope.must_see_everything()?;
        must_be_in_order(changed)?;
        self.write(scope, |connection| {
            serialise(connection, "cycle")?;
            let before = find(connection, changed.year)?.ok_or(StorageError::NotFound)?;
            if before.version != changed.version {
                return Err(StorageError::Conflict { what: "the cycle was changed".to_owned() });
            }
            let row = CycleRow::of(changed, changed.version.saturating_add(1));
            diesel::update(cycle::table.find(row.year))
                .set((
                    cycle::edition.eq(&row.edition),
                    cycle::opens_on.eq(&row.opens_on),
                    cycle::due_on.eq(&row.due_on),
                    cycle::closes_on.eq(&row.closes_on),
                    cycle::version.eq(row.version),
                ))
                .execute(connection)?;
            record(connection, scope, "cycle.changed", &row, now)?;
            row.cycle()
        })
    }

    /// Grants a State more time. The day must be after the one it had.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such cycle, and for anybody but the secretariat;
    /// [`StorageError::Invalid`] where the State already has as much time.
    pub fn extend(
        &self,
        scope: &Scope,
        number: Year,
        (country, due_on): (&CountryCode, NaiveDate),
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<Extension, StorageError> {
        scope.must_see_everything()?;
        storable(reason, "the reason")?;
        self.write(scope, |connection| {
            serialise(connection, "cycle")?;
            let cycle = find(connection, number)?.ok_or(StorageError::NotFound)?;
            let before = extensions(connection, number)?;
            let had = cycle.due_for(before.get(country));
            if due_on <= had {
                let what = format!("{country} has time until {had}; an extension ends later");
                return Err(StorageError::Invalid { what });
            }
            diesel::insert_into(extension::table)
                .values((
                    extension::id.eq(new_id()),
                    extension::cycle.eq(i32::from(number)),
                    extension::country.eq(country.as_str()),
                    extension::due_on.eq(due_on.to_string()),
                    extension::reason.eq(reason),
                    extension::actor.eq(scope.actor()),
                    extension::granted_at.eq(now.to_rfc3339()),
                ))
                .execute(connection)?;
            let detail = json!({ "country": country.as_str(), "due_on": due_on.to_string() });
            audit::append(connection, now, scope.actor(), "extension.granted", &number.to_string(), &detail)?;
            extensions(connection, number)?.remove(country).ok_or(StorageError::NotFound)
        })
    }

    /// What was granted in a cycle last, by State, as a scope sees it.
    ///
    /// # Errors
    /// As the database says.
    pub fn extensions(
        &self,
        scope: &Scope,
        number: Year,
    ) -> Result<BTreeMap<CountryCode, Extension>, StorageError> {
        let mut found = self.read(scope, |connection| extensions(connection, number))?;
        found.retain(|country, _| scope.sees(country.as_str()));
        Ok(found)
    }
}

fn must_be_in_order(cycle: &Cycle) -> Result<(), StorageError> {
    if cycle.opens_on <= cycle.due_on && cycle.due_on <= cycle.closes_on {
        return Ok(());
    }
    let what = "a cycle opens first, is due then, and closes last".to_owned();
    Err(StorageError::Invalid { what })
}

fn record(
    connection: &mut Backend,
    scope: &Scope,
    action: &str,
    row: &CycleRow,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let detail = json!({
        "edition": row.edition, "opens_on": row.opens_on, "due_on": row.due_on, "closes_on": row.closes_on,
    });
    audit::append(connection, now, scope.actor(), action, &row.year.to_string(), &detail)
}

pub(crate) fn find(connection: &mut Backend, number: Year) -> Result<Option<Cycle>, StorageError> {
    let query = cycle::table.find(i32::from(number)).select(CycleRow::as_select());
    query.first(connection).optional()?.map(CycleRow::cycle).transpose()
}

/// The newest extension of each State.
pub(crate) fn extensions(
    connection: &mut Backend,
    number: Year,
) -> Result<BTreeMap<CountryCode, Extension>, StorageError> {
    let query = extension::table
        .filter(extension::cycle.eq(i32::from(number)))
        .order(extension::id)
        .select((extension::country, extension::due_on, extension::reason, extension::granted_at));
    let rows: Vec<(String, String, String, String)> = query.load(connection)?;
    let mut newest = BTreeMap::new();
    for (country, due_on, reason, granted_at) in rows {
        let country = CountryCode::from(country);
        let granted_at = crate::explanations::time(&granted_at)?;
        let granted = Extension { country: country.clone(), due_on: day(&due_on)?, reason, granted_at };
        newest.insert(country, granted);
    }
    Ok(newest)
}
