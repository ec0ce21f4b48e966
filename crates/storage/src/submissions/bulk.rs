//! Many rows at once: batches on SQLite and for few rows, COPY on PostgreSQL for many.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::NewRevision;
use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::new_id;
use crate::rows::findings::{FindingRow, NotEvaluableRow};
use crate::rows::observation::{Answer, DeclarationRow, ObservationRow};
use crate::rows::seizure::{Incident, SeizureRows};
use crate::schema::{
    declaration, finding, not_evaluable, observation, seizure, seizure_answer, seizure_arms, seizure_context,
    seizure_route, seizure_suspect,
};
use crate::text::storable;

/// Rows a statement: the fastest on SQLite, and far from either database's limit of variables.
const BATCH: usize = 150;
/// From so many rows on, COPY pays.
const COPY_FROM: usize = 1_000;

macro_rules! insert {
    ($connection:expr, $table:expr, $rows:expr) => {{
        for batch in $rows.chunks(BATCH) {
            dispatch!($connection, connection => diesel::insert_into($table).values(batch).execute(connection))?;
        }
    }};
}

/// COPY does not write into tables with row-level security: it fills a temporary one of the same name, which stands
/// before the other, and the other is filled from that.
macro_rules! insert_many {
    ($connection:expr, $name:ident, $rows:expr) => {{
        let rows = &$rows;
        match &mut *$connection {
            Backend::Postgresql(postgresql) if rows.len() >= COPY_FROM => {
                let name = stringify!($name);
                postgresql
                    .batch_execute(&format!("CREATE TEMPORARY TABLE {name} (LIKE {name}) ON COMMIT DROP"))?;
                diesel::copy_from($name::table).from_insertable(rows).execute(postgresql)?;
                postgresql.batch_execute(&format!(
                    "ALTER TABLE pg_temp.{name} RENAME TO many_{name}; \
                     INSERT INTO {name} SELECT * FROM many_{name}; DROP TABLE many_{name}"
                ))?;
            }
            other => insert!(other, $name::table, rows),
        }
    }};
}

/// Stores everything of a revision.
pub(super) fn insert(
    connection: &mut Backend,
    revision: &str,
    revised: &NewRevision<'_>,
    upload: &str,
) -> Result<(), StorageError> {
    insert_many!(connection, observation, observations(revision, revised, upload)?);
    insert!(connection, declaration::table, declarations(revision, revised, upload)?);
    insert_seizures(connection, &seizures(revision, revised, upload)?)?;
    insert_findings(connection, revision, revised)
}

fn insert_seizures(connection: &mut Backend, rows: &SeizureRows) -> Result<(), StorageError> {
    insert_many!(connection, seizure, rows.seizures);
    insert_lines(connection, rows)?;
    insert_many!(connection, seizure_answer, rows.answers);
    Ok(())
}

fn insert_lines(connection: &mut Backend, rows: &SeizureRows) -> Result<(), StorageError> {
    insert!(connection, seizure_arms::table, rows.arms);
    insert!(connection, seizure_context::table, rows.contexts);
    insert!(connection, seizure_route::table, rows.routes);
    insert!(connection, seizure_suspect::table, rows.suspects);
    Ok(())
}

fn insert_findings(
    connection: &mut Backend,
    revision: &str,
    revised: &NewRevision<'_>,
) -> Result<(), StorageError> {
    let findings = (1..).zip(&revised.findings.list);
    let mut bonds = revised.bonds.iter();
    let findings: Vec<_> = findings
        .map(|(position, finding)| FindingRow::new(revision, position, finding, bonds.next()))
        .collect();
    insert!(connection, finding::table, findings);
    let rules = (1..).zip(&revised.findings.not_evaluable);
    let rules: Vec<_> =
        rules.map(|(position, rule)| NotEvaluableRow::new(revision, position, rule)).collect();
    insert!(connection, not_evaluable::table, rules);
    Ok(())
}

fn observations(
    revision: &str,
    revised: &NewRevision<'_>,
    upload: &str,
) -> Result<Vec<ObservationRow>, StorageError> {
    let cells = revised.response.cells.iter().map(|(key, observation)| {
        storable(key.row.as_str(), "the code of a row")?;
        Ok(ObservationRow::new(
            revision.to_owned(),
            key.table.to_string(),
            key.row.to_string(),
            key.column.to_string(),
            revised.reasons.get(key).map(ToString::to_string),
            Answer::new(observation, upload)?,
        ))
    });
    cells.collect()
}

fn declarations(
    revision: &str,
    revised: &NewRevision<'_>,
    upload: &str,
) -> Result<Vec<DeclarationRow>, StorageError> {
    let items = revised.response.declarations.iter().flat_map(|(table, declaration)| {
        declaration.items.iter().map(move |(item, observation)| (table, item, observation))
    });
    let rows = items.map(|(table, item, observation)| {
        let answer = Answer::new(observation, upload)?;
        Ok(DeclarationRow::new(revision.to_owned(), table.to_string(), item.name().to_owned(), answer))
    });
    rows.collect()
}

fn seizures(revision: &str, revised: &NewRevision<'_>, upload: &str) -> Result<SeizureRows, StorageError> {
    let mut rows = SeizureRows::default();
    for (table, records) in &revised.response.records {
        for (position, record) in (1..).zip(records) {
            let incident = Incident { id: new_id(), revision, table: table.as_str(), position };
            rows.add(&incident, record, upload)?;
        }
    }
    Ok(rows)
}
