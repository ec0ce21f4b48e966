//! Migrations, embedded for each backend under the same names.

use diesel::migration::{Migration as _, MigrationSource as _};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::Store;
use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::trouble;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("../../migrations/postgresql");

#[derive(QueryableByName)]
struct Recorded {
    #[diesel(sql_type = Text)]
    version: String,
}

/// The advisory lock under which replicas take turns.
const LOCK: i64 = 1_642_018;

impl Store {
    /// Applies what is missing. Replicas that start together take turns.
    ///
    /// # Errors
    /// [`StorageError::NewerDatabase`] where a newer program has been here.
    pub fn migrate(&self) -> Result<(), StorageError> {
        self.read(|connection| {
            lock(connection, "pg_advisory_lock")?;
            let done = up(connection);
            lock(connection, "pg_advisory_unlock")?;
            done
        })
    }

    /// Looks whether every migration is applied, and applies none: for whoever only reads.
    ///
    /// # Errors
    /// [`StorageError::OlderDatabase`] where some are not, [`StorageError::NewerDatabase`] where a newer program has been
    /// here.
    pub fn must_be_current(&self) -> Result<(), StorageError> {
        self.read(|connection| {
            let applied = all_known(recorded(connection)?)?;
            if applied.len() < known()?.len() {
                return Err(StorageError::OlderDatabase);
            }
            Ok(())
        })
    }

    /// Takes every migration back. For tests.
    ///
    /// # Errors
    /// As the database says.
    pub fn revert_all(&self) -> Result<(), StorageError> {
        self.read(|connection| {
            let done = match connection {
                Backend::Sqlite(sqlite) => sqlite.revert_all_migrations(SQLITE).map(drop),
                Backend::Postgresql(postgresql) => postgresql.revert_all_migrations(POSTGRESQL).map(drop),
            };
            done.map_err(|error| refused(&*error))
        })
    }
}

fn lock(connection: &mut Backend, function: &str) -> Result<(), StorageError> {
    if let Backend::Postgresql(connection) = connection {
        diesel::sql_query(format!("SELECT {function}({LOCK})")).execute(connection)?;
    }
    Ok(())
}

fn up(connection: &mut Backend) -> Result<(), StorageError> {
    applied(connection)?;
    let done = match connection {
        Backend::Sqlite(connection) => connection.run_pending_migrations(SQLITE).map(drop),
        Backend::Postgresql(connection) => connection.run_pending_migrations(POSTGRESQL).map(drop),
    };
    done.map_err(|error| refused(&*error))
}

/// The migrations that are applied, all of which are known here.
fn applied(connection: &mut Backend) -> Result<Vec<String>, StorageError> {
    let applied = dispatch!(connection, connection => connection.applied_migrations())
        .map_err(|error| refused(&*error))?;
    all_known(applied.iter().map(ToString::to_string).collect())
}

/// The same migrations, where each is known here.
fn all_known(applied: Vec<String>) -> Result<Vec<String>, StorageError> {
    let known = known()?;
    match applied.iter().find(|version| !known.contains(version)) {
        Some(version) => Err(StorageError::NewerDatabase { version: version.clone() }),
        None => Ok(applied),
    }
}

/// The migrations that are applied, read without making the table in which they stand.
fn recorded(connection: &mut Backend) -> Result<Vec<String>, StorageError> {
    let there = match connection {
        Backend::Sqlite(_) => {
            "SELECT name AS version FROM sqlite_master WHERE name = '__diesel_schema_migrations'"
        }
        Backend::Postgresql(_) => {
            "SELECT tablename::text AS version FROM pg_tables \
             WHERE tablename = '__diesel_schema_migrations' AND schemaname = ANY (current_schemas(false))"
        }
    };
    let mut rows = |query: &str| -> Result<Vec<Recorded>, StorageError> {
        Ok(dispatch!(connection, connection => diesel::sql_query(query).load(connection))?)
    };
    if rows(there)?.is_empty() {
        return Ok(Vec::new());
    }
    let recorded = rows("SELECT version FROM __diesel_schema_migrations")?;
    Ok(recorded.into_iter().map(|row| row.version).collect())
}

/// A migration failed: because of the world, or because it is wrong.
fn refused(error: &(dyn std::error::Error + Send + Sync + 'static)) -> StorageError {
    let wrong = || StorageError::Internal { kind: error.to_string() };
    trouble::told(&error.to_string()).unwrap_or_else(wrong)
}

fn known() -> Result<Vec<String>, StorageError> {
    let migrations: Vec<Box<dyn diesel::migration::Migration<diesel::sqlite::Sqlite>>> =
        SQLITE.migrations().map_err(|error| StorageError::Internal { kind: error.to_string() })?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}
