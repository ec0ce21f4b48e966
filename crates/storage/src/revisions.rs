//! Revisions: immutable, and given back exactly as they were stored.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CellKey, Declaration, DeclarationItem, EditionId, Lang, Record, Response, Year};

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::RevisionKind;
use crate::returns::{ReturnId, year};
use crate::rows::observation::{DeclarationRow, ObservationRow, SeizureAnswerRow};
use crate::rows::seizure::SeizureRow;
use crate::schema::{declaration, observation, revision, seizure, seizure_answer, state_return, submission};
use crate::scope::Scope;
use crate::{Store, codec, contributions};

/// A revision's id.
pub type RevisionId = String;

/// A revision of a return.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// The id.
    pub id: RevisionId,
    /// Its number within the return, from 1.
    pub number: i32,
    /// Where it comes from.
    pub kind: RevisionKind,
    /// The edition under which it is read.
    pub edition: EditionId,
    /// SHA-256 of the response.
    pub content_sha256: String,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

/// How the file that brought a revision was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Filed {
    /// The year of the cycle.
    pub cycle: Year,
    /// The language of the file.
    pub language: Lang,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = revision, treat_none_as_default_value = false)]
pub(crate) struct RevisionRow {
    pub(crate) id: String,
    pub(crate) return_id: String,
    pub(crate) submission_id: String,
    pub(crate) number: i32,
    pub(crate) kind: String,
    pub(crate) edition: String,
    pub(crate) fingerprint: String,
    pub(crate) content_sha256: String,
    pub(crate) created_at: String,
}

impl RevisionRow {
    pub(crate) fn revision(self) -> Result<Revision, StorageError> {
        let created_at = DateTime::parse_from_rfc3339(&self.created_at);
        Ok(Revision {
            id: self.id,
            number: self.number,
            kind: RevisionKind::from_code(&self.kind).ok_or_else(|| StorageError::corrupt("kind"))?,
            edition: self.edition.into(),
            content_sha256: self.content_sha256,
            created_at: created_at.map_err(|_| StorageError::corrupt("time"))?.with_timezone(&Utc),
        })
    }
}

impl Store {
    /// The revisions of a return, oldest first.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn revisions(&self, scope: &Scope, id: &ReturnId) -> Result<Vec<Revision>, StorageError> {
        self.read(scope, |connection| {
            let country: String =
                state_return::table.find(id).select(state_return::country).first(connection)?;
            scope.must_see(&country)?;
            let query = revision::table.filter(revision::return_id.eq(id)).order(revision::number);
            let mut rows: Vec<RevisionRow> = query.select(RevisionRow::as_select()).load(connection)?;
            contributions::keep_seen(connection, scope, &mut rows)?;
            rows.into_iter().map(RevisionRow::revision).collect()
        })
    }

    /// How the file that brought a revision was made.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn filed(&self, scope: &Scope, id: &RevisionId) -> Result<Filed, StorageError> {
        self.read(scope, |connection| {
            visible(connection, scope, id)?;
            let (cycle, language): (i32, String) = revision::table
                .inner_join(submission::table)
                .filter(revision::id.eq(id))
                .select((submission::cycle, submission::language))
                .first(connection)?;
            let language = Lang::from_code(&language).ok_or_else(|| StorageError::corrupt("language"))?;
            Ok(Filed { cycle: year(cycle)?, language })
        })
    }

    /// The answers of a revision, exactly as they were stored.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn response(&self, scope: &Scope, id: &RevisionId) -> Result<Response, StorageError> {
        self.read(scope, |connection| {
            visible(connection, scope, id)?;
            let found = responses(connection, std::slice::from_ref(id))?;
            found.into_values().next().ok_or(StorageError::NotFound)
        })
    }
}

/// Nothing is there outside the scope.
pub(crate) fn visible(connection: &mut Backend, scope: &Scope, id: &str) -> Result<(), StorageError> {
    let country: String = revision::table
        .inner_join(state_return::table)
        .filter(revision::id.eq(id))
        .select(state_return::country)
        .first(connection)?;
    scope.must_see(&country)?;
    contributions::must_see(connection, scope, id)
}

/// How many revisions are read at a time: far from either database's limit of variables.
const REVISIONS_AT_A_TIME: usize = 200;

/// The responses of many revisions, in a few queries.
pub(crate) fn responses(
    connection: &mut Backend,
    ids: &[RevisionId],
) -> Result<BTreeMap<RevisionId, Response>, StorageError> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(REVISIONS_AT_A_TIME) {
        let heads: Vec<(String, String, String, i32)> = revision::table
            .inner_join(state_return::table)
            .filter(revision::id.eq_any(ids))
            .select((revision::id, revision::edition, state_return::country, state_return::year))
            .load(connection)?;
        for (id, edition, country, number) in heads {
            found.insert(id, Response::new(edition.into(), country.into(), year(number)?));
        }
        add_cells(connection, ids, &mut found)?;
        add_declarations(connection, ids, &mut found)?;
        add_records(connection, ids, &mut found)?;
    }
    Ok(found)
}

type Responses = BTreeMap<RevisionId, Response>;

fn add_cells(
    connection: &mut Backend,
    ids: &[RevisionId],
    found: &mut Responses,
) -> Result<(), StorageError> {
    let query = observation::table.filter(observation::revision_id.eq_any(ids));
    let rows: Vec<ObservationRow> = query.select(ObservationRow::as_select()).load(connection)?;
    for row in rows {
        let observation = row.observation()?;
        if let Some(response) = found.get_mut(&row.revision_id) {
            response.cells.insert(CellKey::new(row.table_id, row.row_code, row.column_code), observation);
        }
    }
    Ok(())
}

fn add_declarations(
    connection: &mut Backend,
    ids: &[RevisionId],
    found: &mut Responses,
) -> Result<(), StorageError> {
    let query = declaration::table.filter(declaration::revision_id.eq_any(ids));
    let rows: Vec<DeclarationRow> = query.select(DeclarationRow::as_select()).load(connection)?;
    for row in rows {
        let observation = row.observation()?;
        let item =
            DeclarationItem::from_name(&row.item).ok_or_else(|| StorageError::corrupt("declaration item"))?;
        if let Some(response) = found.get_mut(&row.revision_id) {
            let declaration: &mut Declaration = response.declarations.entry(row.table_id.into()).or_default();
            declaration.items.insert(item, observation);
        }
    }
    Ok(())
}

fn add_records(
    connection: &mut Backend,
    ids: &[RevisionId],
    found: &mut Responses,
) -> Result<(), StorageError> {
    let query =
        seizure::table.filter(seizure::revision_id.eq_any(ids)).order((seizure::table_id, seizure::position));
    let seizures: Vec<SeizureRow> = query.select(SeizureRow::as_select()).load(connection)?;
    if seizures.is_empty() {
        return Ok(());
    }
    let rows: Vec<SeizureAnswerRow> = seizure_answer::table
        .inner_join(seizure::table)
        .filter(seizure::revision_id.eq_any(ids))
        .order((seizure_answer::seizure_id, seizure_answer::child, seizure_answer::line))
        .select(SeizureAnswerRow::as_select())
        .load(connection)?;
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for row in rows {
        let observation = row.observation()?;
        let record = records.entry(row.seizure_id).or_default();
        let answers = if row.child.is_empty() {
            &mut record.answers
        } else {
            let lines = record.children.entry(row.child.into()).or_default();
            let line = usize::try_from(row.line).map_err(|_| StorageError::corrupt("line"))?;
            if lines.len() < line {
                lines.resize_with(line, BTreeMap::new);
            }
            lines.get_mut(line.saturating_sub(1)).ok_or_else(|| StorageError::corrupt("line"))?
        };
        answers.insert(row.field.into(), observation);
    }
    for row in seizures {
        let mut record = records.remove(&row.id).unwrap_or_default();
        record.origin = row.origin.as_deref().map(codec::origin).transpose()?;
        if let Some(response) = found.get_mut(&row.revision_id) {
            response.records.entry(row.table_id.into()).or_default().push(record);
        }
    }
    Ok(())
}
