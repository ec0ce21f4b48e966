//! The whole database as rows, as it is at one moment, the same from either database; and back into an empty one.

mod fill;
mod tables;
mod value;

use std::io;

use diesel::connection::DefaultLoadingMode;
use diesel::{PgConnection, RunQueryDsl as _, SqliteConnection};

use crate::Store;
use crate::audit::{self, Head};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::migrate;
use crate::sight::Sight;
pub use fill::Restored;
use tables::{Kind, Table};
use value::AnyRow;
pub use value::Value;

/// What a backup is of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Level {
    /// The last migration.
    pub migration: String,
    /// The head of the chain.
    pub head: Head,
}

/// A piece of a database.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// A table begins.
    Table {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A row of the table that began last, in the order of its columns.
    Row(Vec<Value>),
}

/// Why a database was not handed out or filled.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database said no.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Where the pieces go, or come from, said no.
    #[error(transparent)]
    Stream(#[from] io::Error),
}

impl From<diesel::result::Error> for BackupError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// Rows fetched at a time.
const BATCH: usize = 500;

/// What is done with every row of every table.
#[derive(Clone, Copy)]
enum Way {
    Out,
    In,
}

type Sink<'a> = dyn FnMut(Piece) -> Result<(), BackupError> + 'a;

impl Store {
    /// Hands out the whole database as it is at one moment: `begin` is told what it is of, `take` gets every table in
    /// an order in which it can be filled again, rows by their key. Nobody waits for it.
    ///
    /// # Errors
    /// As the database says, and what `begin` and `take` say.
    pub fn dump(
        &self,
        begin: impl FnOnce(&Level) -> Result<(), BackupError>,
        take: &mut Sink<'_>,
    ) -> Result<Level, BackupError> {
        self.everything(Way::Out, |connection| {
            let level =
                Level { migration: migrate::level(connection)?, head: audit::stored_head(connection)? };
            begin(&level)?;
            tables::kept().iter().try_for_each(|table| dump_table(connection, table, take))?;
            Ok(level)
        })
    }

    /// One transaction that meets every row, whosesoever: the one place where that is asked of the database.
    fn everything<T>(
        &self,
        way: Way,
        work: impl FnOnce(&mut Backend) -> Result<T, BackupError>,
    ) -> Result<T, BackupError> {
        match way {
            Way::Out => self.connection()?.snapshot(Sight::Record, work),
            Way::In => self.connection()?.transaction(Sight::Record, work),
        }
    }
}

fn dump_table(connection: &mut Backend, table: &Table, take: &mut Sink<'_>) -> Result<(), BackupError> {
    let columns = table.columns.iter().map(|(name, _)| name.clone()).collect();
    take(Piece::Table { name: table.name.clone(), columns })?;
    match connection {
        Backend::Sqlite(connection) => dump_sqlite(connection, table, take),
        Backend::Postgresql(connection) => dump_postgresql(connection, table, take),
    }
}

fn dump_sqlite(
    connection: &mut SqliteConnection,
    table: &Table,
    take: &mut Sink<'_>,
) -> Result<(), BackupError> {
    let rows = diesel::sql_query(table.select("")).load_iter::<AnyRow, DefaultLoadingMode>(connection)?;
    for row in rows {
        let AnyRow(mut values) = row?;
        for (value, (_, kind)) in values.iter_mut().zip(&table.columns) {
            if let (Value::Integer(number), Kind::Bool) = (&*value, kind) {
                *value = Value::Bool(*number != 0);
            }
        }
        take(Piece::Row(values))?;
    }
    Ok(())
}

/// By a cursor: else the client library would hold the whole table.
fn dump_postgresql(
    connection: &mut PgConnection,
    table: &Table,
    take: &mut Sink<'_>,
) -> Result<(), BackupError> {
    let select = table.select(" COLLATE \"C\"");
    diesel::sql_query(format!("DECLARE backup NO SCROLL CURSOR FOR {select}")).execute(connection)?;
    let files = table.columns.iter().any(|(_, kind)| *kind == Kind::Binary);
    let fetch = format!("FETCH {} FROM backup", if files { 1 } else { BATCH });
    loop {
        let rows: Vec<AnyRow> = diesel::sql_query(&fetch).load(connection)?;
        if rows.is_empty() {
            break;
        }
        for AnyRow(values) in rows {
            take(Piece::Row(values))?;
        }
    }
    diesel::sql_query("CLOSE backup").execute(connection)?;
    Ok(())
}
