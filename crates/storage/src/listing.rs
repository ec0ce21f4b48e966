//! Many returns at once: a page of them with their revisions, and what is published.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::{CountryCode, Year};

use crate::error::StorageError;
use crate::returns::{Return, ReturnRow};
use crate::revisions::{Revision, RevisionId, RevisionRow};
use crate::schema::{revision, state_return};
use crate::scope::Scope;
use crate::{Store, contributions};

/// Which returns are listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnsPage {
    /// Those of a State.
    pub country: Option<CountryCode>,
    /// Those of a year.
    pub year: Option<Year>,
    /// Those after a State and year: where the page before ended.
    pub after: Option<(CountryCode, Year)>,
    /// No more than so many.
    pub limit: u16,
}

impl Store {
    /// A page of the returns a scope sees, by State and year, each with its revisions, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn returns_page(
        &self,
        scope: &Scope,
        page: &ReturnsPage,
    ) -> Result<Vec<(Return, Vec<Revision>)>, StorageError> {
        let Some((first, last)) = countries(scope, page) else { return Ok(Vec::new()) };
        let (from, to) = page.year.map_or((0, i32::MAX), |year| (i32::from(year), i32::from(year)));
        let (after, after_year) = match &page.after {
            Some((country, year)) => (country.as_str(), i32::from(*year)),
            None => ("", 0),
        };
        self.read(scope, |connection| {
            let beyond = state_return::country
                .gt(after)
                .or(state_return::country.eq(after).and(state_return::year.gt(after_year)));
            let query = state_return::table
                .filter(state_return::country.between(first, last))
                .filter(state_return::year.between(from, to))
                .filter(beyond)
                .order((state_return::country, state_return::year))
                .limit(i64::from(page.limit));
            let rows: Vec<ReturnRow> = query.select(ReturnRow::as_select()).load(connection)?;
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            let query = revision::table
                .filter(revision::return_id.eq_any(ids))
                .order((revision::return_id, revision::number));
            let mut found: Vec<RevisionRow> = query.select(RevisionRow::as_select()).load(connection)?;
            contributions::keep_seen(connection, scope, &mut found)?;
            let mut revisions: BTreeMap<String, Vec<Revision>> = BTreeMap::new();
            for row in found {
                revisions.entry(row.return_id.clone()).or_default().push(row.revision()?);
            }
            let with_revisions = rows.into_iter().map(|row| {
                let own = revisions.remove(&row.id).unwrap_or_default();
                Ok((row.into_return()?, own))
            });
            with_revisions.collect()
        })
    }

    /// The revisions that are published, in a fixed order: as long as they are the same, so is the public data.
    ///
    /// # Errors
    /// As the database says.
    pub fn published_revisions(&self) -> Result<Vec<RevisionId>, StorageError> {
        self.read(&Scope::Public, |connection| {
            let query = state_return::table
                .filter(state_return::published_revision.is_not_null())
                .order(state_return::published_revision);
            let found: Vec<Option<String>> =
                query.select(state_return::published_revision).load(connection)?;
            Ok(found.into_iter().flatten().collect())
        })
    }
}

/// The first and the last State that a scope and a page allow; `None` where they allow none.
fn countries<'a>(scope: &'a Scope, page: &'a ReturnsPage) -> Option<(&'a str, &'a str)> {
    let wanted = page.country.as_ref().map(CountryCode::as_str);
    match (scope, wanted) {
        (Scope::Public, _) => None,
        (Scope::State { country, .. }, Some(wanted)) if *country != *wanted => None,
        (Scope::State { country, .. }, _) => Some((country.as_str(), country.as_str())),
        (Scope::Secretariat { .. }, Some(wanted)) => Some((wanted, wanted)),
        (Scope::Secretariat { .. }, None) => Some(("AAA", "ZZZ")),
    }
}
