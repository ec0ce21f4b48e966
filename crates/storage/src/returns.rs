//! Returns: one State's answers for one year, and which of its revisions counts.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::{CountryCode, Response, Year};

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::ReturnState;
use crate::revisions::{RevisionId, responses};
use crate::schema::{revision, state_return};
use crate::scope::Scope;
use crate::steps::history;
use crate::{Store, new_id};

/// A return's id.
pub type ReturnId = String;

/// One State's answers for one reference year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Return {
    /// The id.
    pub id: ReturnId,
    /// The State.
    pub country: CountryCode,
    /// The reference year.
    pub year: Year,
    /// Changes with every change; guards against lost updates.
    pub version: i32,
    /// Where it stands.
    pub state: ReturnState,
    /// The revision the State works on, or that was published where it has none of its own.
    pub current_revision: Option<RevisionId>,
    /// The revision the State submitted last.
    pub submitted_revision: Option<RevisionId>,
    /// The revision that was accepted last.
    pub accepted_revision: Option<RevisionId>,
    /// The revision that is published.
    pub published_revision: Option<RevisionId>,
}

/// A return as it counts in figures.
#[derive(Clone, PartialEq, Debug)]
pub struct CurrentReturn {
    /// Where the return stands.
    pub state: ReturnState,
    /// The revision that counts.
    pub revision: RevisionId,
    /// Its answers.
    pub response: Response,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = state_return, treat_none_as_default_value = false)]
pub(crate) struct ReturnRow {
    pub(crate) id: String,
    country: String,
    pub(crate) year: i32,
    pub(crate) version: i32,
    pub(crate) state: String,
    pub(crate) current_revision: Option<String>,
    pub(crate) submitted_revision: Option<String>,
    pub(crate) accepted_revision: Option<String>,
    pub(crate) published_revision: Option<String>,
}

/// A year that was stored.
pub(crate) fn year(number: i32) -> Result<Year, StorageError> {
    Year::try_from(number).map_err(|_| StorageError::corrupt("year"))
}

impl ReturnRow {
    /// The return of a State and year; a draft where there was none.
    pub(crate) fn find_or_make(
        connection: &mut Backend,
        country: &str,
        year: Year,
    ) -> Result<Self, StorageError> {
        let found = state_return::table
            .filter(state_return::country.eq(country))
            .filter(state_return::year.eq(i32::from(year)))
            .select(Self::as_select())
            .first(connection)
            .optional()?;
        if let Some(found) = found {
            return Ok(found);
        }
        let row = Self {
            id: new_id(),
            country: country.to_owned(),
            year: i32::from(year),
            version: 0,
            state: ReturnState::Draft.code().to_owned(),
            current_revision: None,
            submitted_revision: None,
            accepted_revision: None,
            published_revision: None,
        };
        diesel::insert_into(state_return::table).values(&row).execute(connection)?;
        Ok(row)
    }

    /// The return of a revision.
    pub(crate) fn of_revision(connection: &mut Backend, id: &str) -> Result<Self, StorageError> {
        let query = state_return::table.inner_join(revision::table).filter(revision::id.eq(id));
        Ok(query.select(Self::as_select()).first(connection)?)
    }

    /// The revision the State stands by: what it submitted last, else what was accepted or published.
    pub(crate) fn standing(&self) -> Option<&RevisionId> {
        let submitted = self.submitted_revision.as_ref();
        submitted.or(self.accepted_revision.as_ref()).or(self.published_revision.as_ref())
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> Result<ReturnState, StorageError> {
        ReturnState::from_code(&self.state).ok_or_else(|| StorageError::corrupt("state"))
    }

    pub(crate) fn into_return(self) -> Result<Return, StorageError> {
        Ok(Return {
            state: self.state()?,
            id: self.id,
            country: self.country.into(),
            year: year(self.year)?,
            version: self.version,
            current_revision: self.current_revision,
            submitted_revision: self.submitted_revision,
            accepted_revision: self.accepted_revision,
            published_revision: self.published_revision,
        })
    }
}

impl Store {
    /// The return of a State and year.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none, or outside the scope.
    pub fn return_of(
        &self,
        scope: &Scope,
        country: &CountryCode,
        year: Year,
    ) -> Result<Return, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| ReturnRow::of_year(connection, country, year)?.into_return())
    }

    /// The returns a scope sees, by State and year.
    ///
    /// # Errors
    /// As the database says.
    pub fn returns(&self, scope: &Scope) -> Result<Vec<Return>, StorageError> {
        self.read(scope, |connection| {
            let rows = rows(connection)?;
            let seen = rows.into_iter().filter(|row| scope.sees(&row.country));
            seen.map(ReturnRow::into_return).collect()
        })
    }

    /// The returns that count in figures for a scope: what is published, and for those who may see a State's
    /// unpublished returns the one it submitted last. By State and year.
    ///
    /// # Errors
    /// As the database says.
    pub fn current(&self, scope: &Scope) -> Result<Vec<CurrentReturn>, StorageError> {
        self.read(scope, |connection| {
            let mut counted = Vec::new();
            for row in rows(connection)? {
                // Who sees what is published only is not told either where the State's own return stands.
                let (code, revision) = match row.submitted_revision.filter(|_| scope.sees(&row.country)) {
                    Some(submitted) => (row.state.as_str(), Some(submitted)),
                    None => (ReturnState::Published.code(), row.published_revision),
                };
                let Some(revision) = revision else { continue };
                let state = ReturnState::from_code(code).ok_or_else(|| StorageError::corrupt("state"))?;
                counted.push((state, revision));
            }
            let ids: Vec<_> = counted.iter().map(|(_, revision)| revision.clone()).collect();
            let mut found = responses(connection, &ids)?;
            let (cleared, of_files) =
                (history::published_tables(connection)?, history::of_published_files(connection)?);
            let mut current = Vec::new();
            for (state, revision) in counted {
                let Some(mut response) = found.remove(&revision) else { continue };
                let own = scope.sees(response.country.as_str());
                if !own && !of_files.contains(&revision) {
                    // What its State has not cleared is not told.
                    let cleared = cleared.get(&revision);
                    response.keep_tables(|table| cleared.is_some_and(|tables| tables.contains(table)));
                }
                current.push(CurrentReturn { state, revision, response });
            }
            Ok(current)
        })
    }
}

/// The revisions a State stands by, by year, before a year.
pub(crate) fn standing(
    connection: &mut Backend,
    country: &str,
    before: Year,
) -> Result<BTreeMap<Year, RevisionId>, StorageError> {
    let query = state_return::table
        .filter(state_return::country.eq(country))
        .filter(state_return::year.lt(i32::from(before)));
    let rows: Vec<ReturnRow> = query.select(ReturnRow::as_select()).load(connection)?;
    let mut found = BTreeMap::new();
    for row in rows {
        let number = year(row.year)?;
        found.extend(row.standing().map(|revision| (number, revision.clone())));
    }
    Ok(found)
}

fn rows(connection: &mut Backend) -> Result<Vec<ReturnRow>, StorageError> {
    let query = state_return::table.order((state_return::country, state_return::year));
    Ok(query.select(ReturnRow::as_select()).load(connection)?)
}
