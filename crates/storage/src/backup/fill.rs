//! Back into an empty database.

use chrono::{DateTime, Utc};
use diesel::RunQueryDsl as _;
use diesel::sql_types::{BigInt, Binary, Bool, Double, Text};
use serde_json::json;

use super::{BackupError, Level, Piece, Value, Way};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::{Head, Store, audit, migrate};

/// Rows of one statement.
const BATCH: usize = 100;
/// Bytes of one statement, about.
const BATCH_BYTES: usize = 1 << 20;

/// What is restored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored<'a> {
    /// What the backup is of.
    pub level: &'a Level,
    /// The head that somebody kept and the backup does not have, where it is restored all the same.
    pub against: Option<Head>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Rows of a table that wait to be written.
struct Waiting {
    table: String,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    bytes: usize,
}

impl Store {
    /// Fills an empty database with the pieces of a backup, brings it up to date and adds an entry that tells it: all
    /// or nothing.
    ///
    /// # Errors
    /// [`StorageError::Invalid`] where the database is not empty, [`StorageError::NewerDatabase`] where the backup is
    /// of a newer program; and what the pieces say.
    pub fn restore(
        &self,
        restored: &Restored<'_>,
        pieces: &mut dyn Iterator<Item = Result<Piece, BackupError>>,
    ) -> Result<(), BackupError> {
        self.everything(Way::In, |connection| {
            migrate::empty_at(connection, &restored.level.migration)?;
            fill(connection, pieces)?;
            let head = &restored.level.head;
            if audit::stored_head(connection)? != *head {
                return Err(StorageError::corrupt("the backup has another last entry than it says").into());
            }
            migrate::up(connection)?;
            // The service that was saved may have sent them since; a copy of it mails nobody.
            diesel::sql_query(
                "UPDATE reminder SET outcome = 'stopped', settled_at = queued_at WHERE outcome IS NULL",
            )
            .execute(connection)?;
            let against = restored.against.as_ref().map(|kept| json!({ "seq": kept.seq, "hash": kept.hash }));
            let detail = json!({ "seq": head.seq, "hash": head.hash, "against": against });
            audit::append(connection, restored.now, "operator", "database.restored", "database", &detail)?;
            Ok(())
        })
    }
}

fn fill(
    connection: &mut Backend,
    pieces: &mut dyn Iterator<Item = Result<Piece, BackupError>>,
) -> Result<(), BackupError> {
    // The migration makes the head of an empty chain.
    diesel::sql_query("DELETE FROM audit_head").execute(connection)?;
    let mut waiting: Option<Waiting> = None;
    for piece in pieces {
        match (piece?, &mut waiting) {
            (Piece::Table { name, columns }, before) => {
                flush(connection, before)?;
                must_be_names(&name, &columns)?;
                waiting = Some(Waiting { table: name, columns, rows: Vec::new(), bytes: 0 });
            }
            (Piece::Row(row), Some(table)) => {
                table.bytes += row.iter().map(size).sum::<usize>();
                table.rows.push(row);
                if table.rows.len() >= BATCH || table.bytes >= BATCH_BYTES {
                    flush(connection, &mut waiting)?;
                }
            }
            (Piece::Row(_), None) => return Err(StorageError::corrupt("a row without a table").into()),
        }
    }
    flush(connection, &mut waiting)
}

/// Names go into statements as they are.
fn must_be_names(table: &str, columns: &[String]) -> Result<(), StorageError> {
    let is_name = |name: &str| {
        name.bytes().all(|letter| letter.is_ascii_lowercase() || b"_0123456789".contains(&letter))
    };
    if is_name(table) && columns.iter().all(|column| is_name(column)) {
        return Ok(());
    }
    Err(StorageError::corrupt("a table or column has no name of ours"))
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Double(_) => 8,
    }
}

/// One body for both: a query with the values of the rows.
macro_rules! bound {
    ($statement:expr, $rows:expr, $backend:ty) => {{
        let mut query = diesel::sql_query($statement).into_boxed::<$backend>();
        for value in $rows.into_iter().flatten() {
            query = match value {
                Value::Null => query,
                Value::Bool(yes) => query.bind::<Bool, _>(yes),
                Value::Integer(number) => query.bind::<BigInt, _>(number),
                Value::Double(number) => query.bind::<Double, _>(number),
                Value::Text(text) => query.bind::<Text, _>(text),
                Value::Bytes(bytes) => query.bind::<Binary, _>(bytes),
            };
        }
        query
    }};
}

fn flush(connection: &mut Backend, waiting: &mut Option<Waiting>) -> Result<(), BackupError> {
    let Some(table) = waiting.as_mut().filter(|table| !table.rows.is_empty()) else { return Ok(()) };
    let rows = std::mem::take(&mut table.rows);
    table.bytes = 0;
    let numbered = matches!(connection, Backend::Postgresql(_));
    let statement = statement(table, &rows, numbered);
    match connection {
        Backend::Sqlite(connection) => bound!(statement, rows, diesel::sqlite::Sqlite).execute(connection)?,
        Backend::Postgresql(connection) => bound!(statement, rows, diesel::pg::Pg).execute(connection)?,
    };
    Ok(())
}

/// The statement: NULL stands in it, so that it takes the type of its column.
fn statement(table: &Waiting, rows: &[Vec<Value>], numbered: bool) -> String {
    let mut number = 0;
    let mut place = |value: &Value| {
        if *value == Value::Null {
            return "NULL".to_owned();
        }
        number += 1;
        if numbered { format!("${number}") } else { "?".to_owned() }
    };
    let mut tuples = Vec::new();
    for row in rows {
        let places: Vec<_> = row.iter().map(&mut place).collect();
        tuples.push(format!("({})", places.join(", ")));
    }
    let columns: Vec<_> = table.columns.iter().map(|column| format!("\"{column}\"")).collect();
    format!("INSERT INTO \"{}\" ({}) VALUES {}", table.table, columns.join(", "), tuples.join(", "))
}
