//! Migrations, embedded for each backend under the same names.

use diesel::RunQueryDsl as _;
use diesel::migration::{Migration as _, MigrationSource as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::Store;
use crate::connection::{Backend, dispatch};
use crate::error::StorageError;
use crate::trouble;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("../../migrations/postgresql");

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
            let applied = applied(connection)?;
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
        self.read(down)
    }
}

fn down(connection: &mut Backend) -> Result<(), StorageError> {
    let done = match connection {
        Backend::Sqlite(sqlite) => sqlite.revert_all_migrations(SQLITE).map(drop),
        Backend::Postgresql(postgresql) => postgresql.revert_all_migrations(POSTGRESQL).map(drop),
    };
    done.map_err(|error| refused(&*error))
}

fn lock(connection: &mut Backend, function: &str) -> Result<(), StorageError> {
    if let Backend::Postgresql(connection) = connection {
        diesel::sql_query(format!("SELECT {function}({LOCK})")).execute(connection)?;
    }
    Ok(())
}

/// Applies what is missing.
pub(crate) fn up(connection: &mut Backend) -> Result<(), StorageError> {
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
    let (applied, known): (Vec<_>, _) = (applied.iter().map(ToString::to_string).collect(), known()?);
    match applied.iter().find(|version| !known.contains(version)) {
        Some(version) => Err(StorageError::NewerDatabase { version: version.clone() }),
        None => Ok(applied),
    }
}

/// The last migration that is applied. It is asked without the harness, which would write.
pub(crate) fn level(connection: &mut Backend) -> Result<String, StorageError> {
    #[derive(diesel::QueryableByName)]
    struct Last {
        #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
        version: Option<String>,
    }
    let query = diesel::sql_query("SELECT max(version) AS version FROM __diesel_schema_migrations");
    let last: Last = dispatch!(connection, connection => query.get_result(connection))?;
    last.version.ok_or(StorageError::OlderDatabase)
}

/// Makes an empty database one of a level. A database whose record has an entry is not empty.
pub(crate) fn empty_at(connection: &mut Backend, migration: &str) -> Result<(), StorageError> {
    if !known()?.iter().any(|known| known == migration) {
        return Err(StorageError::NewerDatabase { version: migration.to_owned() });
    }
    if !applied(connection)?.is_empty() {
        if crate::audit::stored_head(connection)?.seq > 0 {
            let what = "the database is not empty; a backup is restored into a new one: name another file or database";
            return Err(StorageError::Invalid { what: what.to_owned() });
        }
        down(connection)?;
    }
    while applied(connection)?.iter().all(|applied| applied != migration) {
        let done = match connection {
            Backend::Sqlite(sqlite) => sqlite.run_next_migration(SQLITE).map(drop),
            Backend::Postgresql(postgresql) => postgresql.run_next_migration(POSTGRESQL).map(drop),
        };
        done.map_err(|error| refused(&*error))?;
    }
    Ok(())
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
