//! Migrations, embedded for each backend under the same names.

use diesel::migration::{Migration as _, MigrationSource as _};
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use r2d2::ManageConnection as _;

use crate::Store;
use crate::connection::{Backend, Manager, dispatch};
use crate::error::StorageError;
use crate::trouble;
use crate::url::DatabaseUrl;

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
        let connection = &mut self.connection()?;
        lock(connection, "pg_advisory_lock")?;
        // The owner of the tables is held by their row-level security as well.
        let done = see(connection, "SET iafq.sight = 'everything'").and_then(|()| up(connection));
        see(connection, "RESET iafq.sight")?;
        lock(connection, "pg_advisory_unlock")?;
        done
    }

    /// Lets the role of another URL work with the tables, which it does not own: it reads and writes rows, and changes
    /// none that never change, no table and no trigger. Does nothing with SQLite.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] where the role cannot sign in; [`StorageError::Invalid`] where both are one role.
    pub fn let_work(&self, application: &DatabaseUrl) -> Result<(), StorageError> {
        let Backend::Postgresql(connection) = &mut *self.connection()? else { return Ok(()) };
        let mut other =
            Manager::new(application.clone()).connect().map_err(|error| StorageError::unavailable(&error))?;
        let Backend::Postgresql(other) = &mut other else {
            return Err(StorageError::Invalid {
                what: "the two databases are of different kinds".to_owned(),
            });
        };
        let [own, role] = [&mut *connection, other].map(whoami);
        let (own, role) = (own?, role?);
        if own == role {
            let what = format!("the role {role} both owns the tables and works with them; name two roles");
            return Err(StorageError::Invalid { what });
        }
        // Services that start together take turns here as well.
        connection.transaction(|connection| {
            diesel::sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(connection)?;
            diesel::sql_query("SELECT let_work($1)").bind::<Text, _>(role).execute(connection)
        })?;
        Ok(())
    }

    /// Looks whether every migration is applied, and applies none: for whoever only reads.
    ///
    /// # Errors
    /// [`StorageError::OlderDatabase`] where some are not, [`StorageError::NewerDatabase`] where a newer program has been
    /// here.
    pub fn must_be_current(&self) -> Result<(), StorageError> {
        let applied = all_known(recorded(&mut *self.connection()?)?)?;
        if applied.len() < known()?.len() { Err(StorageError::OlderDatabase) } else { Ok(()) }
    }

    /// Takes every migration back. For tests.
    ///
    /// # Errors
    /// As the database says.
    pub fn revert_all(&self) -> Result<(), StorageError> {
        down(&mut *self.connection()?)
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

/// Says what a PostgreSQL connection sees outside of transactions that say it themselves.
fn see(connection: &mut Backend, statement: &str) -> Result<(), StorageError> {
    if let Backend::Postgresql(connection) = connection {
        diesel::sql_query(statement).execute(connection)?;
    }
    Ok(())
}

/// The role of a connection.
fn whoami(connection: &mut PgConnection) -> Result<String, StorageError> {
    Ok(diesel::select(diesel::dsl::sql::<Text>("current_user::text")).get_result(connection)?)
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

/// The last migration that is applied.
pub(crate) fn level(connection: &mut Backend) -> Result<String, StorageError> {
    recorded(connection)?.into_iter().max().ok_or(StorageError::OlderDatabase)
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
