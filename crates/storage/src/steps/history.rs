//! What earlier steps say: what a recall goes back to, and what is cleared of what is published.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use schema::TableId;

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::{ReturnState, RevisionKind, Step};
use crate::returns::ReturnRow;
use crate::revisions::RevisionId;
use crate::schema::{clearance, return_step, revision};

/// Where a return stood, and by which revision its State stood, before it submitted what it stands by now.
pub(super) struct Earlier {
    pub(super) state: ReturnState,
    pub(super) submitted: Option<RevisionId>,
}

/// What a recall goes back to. Each submission is laid on those before it, and a recall takes the last one away.
pub(super) fn before_the_last_submission(
    connection: &mut Backend,
    row: &ReturnRow,
) -> Result<Earlier, StorageError> {
    let steps: Vec<(String, String, Option<String>)> = return_step::table
        .filter(return_step::return_id.eq(&row.id))
        .filter(return_step::step.eq_any([Step::Submit.code(), Step::Recall.code()]))
        .order(return_step::number)
        .select((return_step::step, return_step::from_state, return_step::previous_revision))
        .load(connection)?;
    let mut submissions = Vec::new();
    for (step, from, previous) in steps {
        if step == Step::Submit.code() {
            submissions.push((from, previous));
        } else {
            submissions.pop();
        }
    }
    let (from, submitted) = submissions.pop().unwrap_or_else(|| (ReturnState::Draft.code().to_owned(), None));
    let state = ReturnState::from_code(&from).ok_or_else(|| StorageError::corrupt("state"))?;
    // A published file may have come since: then that is what the State stands by.
    if state == ReturnState::Draft && row.published_revision.is_some() {
        return Ok(Earlier { state: ReturnState::Published, submitted: row.published_revision.clone() });
    }
    Ok(Earlier { state, submitted })
}

/// The tables for which each published revision of a State was cleared when it was published. A revision of a published
/// file was cleared by nobody and has no entry; any other that has none is not given out.
pub(crate) fn published_tables(
    connection: &mut Backend,
) -> Result<BTreeMap<RevisionId, BTreeSet<TableId>>, StorageError> {
    let steps: Vec<(String, Option<String>, String)> = return_step::table
        .filter(return_step::step.eq_any([Step::Clear, Step::Withdraw, Step::Publish].map(Step::code)))
        .order((return_step::return_id, return_step::number))
        .select((return_step::id, return_step::revision_id, return_step::step))
        .load(connection)?;
    let (mut cleared, mut published) = (BTreeMap::new(), BTreeMap::new());
    for (id, revision, step) in steps {
        let revision = revision.ok_or_else(|| StorageError::corrupt("the revision of a step"))?;
        if step == Step::Clear.code() {
            cleared.insert(revision, id);
        } else if step == Step::Withdraw.code() {
            cleared.remove(&revision);
        } else if let Some(id) = cleared.get(&revision) {
            published.insert(revision, id.clone());
        }
    }
    let mut by_step =
        tables_by_step(connection, &published.values().map(String::as_str).collect::<Vec<_>>())?;
    let tables = published.into_iter().map(|(revision, step)| {
        let tables = by_step.remove(&step).unwrap_or_default();
        (revision, tables)
    });
    Ok(tables.collect())
}

/// The revisions that came with published files.
pub(crate) fn of_published_files(connection: &mut Backend) -> Result<BTreeSet<RevisionId>, StorageError> {
    let query = revision::table.filter(revision::kind.eq(RevisionKind::Import.code())).select(revision::id);
    let ids: Vec<RevisionId> = query.load(connection)?;
    Ok(ids.into_iter().collect())
}

/// Whether a revision came with a published file.
pub(crate) fn is_of_a_published_file(connection: &mut Backend, id: &str) -> Result<bool, StorageError> {
    let kind: String = revision::table.find(id).select(revision::kind).first(connection)?;
    Ok(kind == RevisionKind::Import.code())
}

/// The tables that steps cleared.
pub(super) fn tables_by_step(
    connection: &mut Backend,
    steps: &[&str],
) -> Result<BTreeMap<String, BTreeSet<TableId>>, StorageError> {
    let mut found: BTreeMap<String, BTreeSet<TableId>> = BTreeMap::new();
    // SQLite binds so many values at most by a wide margin.
    for steps in steps.chunks(500) {
        let rows: Vec<(String, String)> = clearance::table
            .filter(clearance::step_id.eq_any(steps))
            .select((clearance::step_id, clearance::table_id))
            .load(connection)?;
        for (step, table) in rows {
            found.entry(step).or_default().insert(table.into());
        }
    }
    Ok(found)
}
