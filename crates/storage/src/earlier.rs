//! What a State reported before: what new answers are compared with and corrections are laid over.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::{CellKey, Code, CountryCode, Findings, Response, Year};

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::RevisionKind;
use crate::returns::{standing, year};
use crate::revisions::{RevisionId, responses};
use crate::schema::{observation, revision, state_return};
use crate::scope::Scope;
use crate::{Store, findings};

/// An earlier year as the State stands by it.
#[derive(Clone, PartialEq, Debug)]
pub struct Earlier {
    /// The revision.
    pub revision: RevisionId,
    /// Its answers.
    pub response: Response,
    /// Why cells differ from what was reported first.
    pub reasons: BTreeMap<CellKey, Code>,
    /// What was found about it when it was stored.
    pub findings: Findings,
}

impl Store {
    /// The years before a year that count: what the State submitted last, else what was accepted or published.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn earlier(
        &self,
        scope: &Scope,
        country: &CountryCode,
        before: Year,
    ) -> Result<BTreeMap<Year, Earlier>, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| {
            let standing = standing(connection, country.as_str(), before)?;
            let ids: Vec<_> = standing.values().cloned().collect();
            let mut responses = responses(connection, &ids)?;
            let mut reasons = reasons(connection, &ids)?;
            let mut findings = findings::of(connection, &ids)?;
            let years = standing.into_iter().filter_map(|(year, revision)| {
                let earlier = Earlier {
                    response: responses.remove(&revision)?,
                    reasons: reasons.remove(&revision).unwrap_or_default(),
                    findings: findings.remove(&revision).unwrap_or_default(),
                    revision,
                };
                Some((year, earlier))
            });
            Ok(years.collect())
        })
    }

    /// What published files say of a State, by year: of each year the file imported last.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn published(
        &self,
        scope: &Scope,
        country: &CountryCode,
    ) -> Result<BTreeMap<Year, Response>, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| {
            let rows: Vec<(i32, String)> = revision::table
                .inner_join(state_return::table)
                .filter(state_return::country.eq(country.as_str()))
                .filter(revision::kind.eq(RevisionKind::Import.code()))
                .order((state_return::year, revision::number))
                .select((state_return::year, revision::id))
                .load(connection)?;
            let mut last = BTreeMap::new();
            for (number, id) in rows {
                last.insert(year(number)?, id);
            }
            let ids: Vec<_> = last.into_values().collect();
            let found = responses(connection, &ids)?;
            Ok(found.into_values().map(|response| (response.year, response)).collect())
        })
    }

    /// Why cells of a revision differ from what was reported first.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn correction_reasons(
        &self,
        scope: &Scope,
        id: &RevisionId,
    ) -> Result<BTreeMap<CellKey, Code>, StorageError> {
        self.read(scope, |connection| {
            crate::revisions::visible(connection, scope, id)?;
            Ok(reasons(connection, std::slice::from_ref(id))?.remove(id).unwrap_or_default())
        })
    }
}

type Reasons = BTreeMap<RevisionId, BTreeMap<CellKey, Code>>;

fn reasons(connection: &mut Backend, ids: &[RevisionId]) -> Result<Reasons, StorageError> {
    let rows: Vec<(String, String, String, String, Option<String>)> = observation::table
        .filter(observation::revision_id.eq_any(ids))
        .filter(observation::correction_reason.is_not_null())
        .select((
            observation::revision_id,
            observation::table_id,
            observation::row_code,
            observation::column_code,
            observation::correction_reason,
        ))
        .load(connection)?;
    let mut found = Reasons::new();
    for (id, table, row, column, reason) in rows {
        let key = CellKey::new(table, row, column);
        let own = found.entry(id).or_default();
        own.extend(reason.map(|reason| (key, Code::from(reason))));
    }
    Ok(found)
}
