//! What was found about revisions when they were stored, and what it was bound to.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::{Bond, Findings};

use crate::Store;
use crate::connection::Backend;
use crate::error::StorageError;
use crate::revisions::{RevisionId, visible};
use crate::rows::findings::{FindingRow, NotEvaluableRow};
use crate::schema::{finding, not_evaluable};
use crate::scope::Scope;

impl Store {
    /// What was found about a revision when it was stored, strongest first.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn findings(&self, scope: &Scope, id: &RevisionId) -> Result<Findings, StorageError> {
        self.read(scope, |connection| {
            visible(connection, scope, id)?;
            Ok(of(connection, std::slice::from_ref(id))?.remove(id).unwrap_or_default())
        })
    }

    /// What each finding of a revision judged, in the order of [`Store::findings`].
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn bonds(&self, scope: &Scope, id: &RevisionId) -> Result<Vec<Bond>, StorageError> {
        self.read(scope, |connection| {
            visible(connection, scope, id)?;
            let query = finding::table.filter(finding::revision_id.eq(id)).order(finding::position);
            let rows: Vec<FindingRow> = query.select(FindingRow::as_select()).load(connection)?;
            rows.iter().map(FindingRow::bond).collect()
        })
    }
}

/// The findings of several revisions; one without any has no entry.
pub(crate) fn of(
    connection: &mut Backend,
    ids: &[RevisionId],
) -> Result<BTreeMap<RevisionId, Findings>, StorageError> {
    let mut found: BTreeMap<RevisionId, Findings> = BTreeMap::new();
    let query = finding::table.filter(finding::revision_id.eq_any(ids));
    let query = query.order((finding::revision_id, finding::position));
    let rows: Vec<FindingRow> = query.select(FindingRow::as_select()).load(connection)?;
    for row in rows {
        let finding = row.finding()?;
        found.entry(row.revision_id).or_default().push(finding);
    }
    let query = not_evaluable::table.filter(not_evaluable::revision_id.eq_any(ids));
    let query = query.order((not_evaluable::revision_id, not_evaluable::position));
    let rows: Vec<NotEvaluableRow> = query.select(NotEvaluableRow::as_select()).load(connection)?;
    for row in rows {
        let rule = row.rule()?;
        found.entry(row.revision_id).or_default().not_evaluable.push(rule);
    }
    Ok(found)
}
