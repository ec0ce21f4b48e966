//! One connection, two backends.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::{Connection as _, ConnectionError, PgConnection, RunQueryDsl as _, SqliteConnection};

use crate::error::StorageError;
use crate::sight::Sight;
use crate::url::{DatabaseUrl, with_patience};

/// A connection to either database. Reads are written once on it; batches, upserts and locks go through
/// [`dispatch!`], which gives one body the concrete connection.
#[derive(diesel::MultiConnection)]
pub(crate) enum Backend {
    /// A file.
    Sqlite(SqliteConnection),
    /// A server.
    Postgresql(PgConnection),
}

/// Runs one body with the concrete connection of either backend.
macro_rules! dispatch {
    ($connection:expr, $concrete:ident => $body:expr) => {
        match $connection {
            $crate::connection::Backend::Sqlite($concrete) => $body,
            $crate::connection::Backend::Postgresql($concrete) => $body,
        }
    };
}
pub(crate) use dispatch;

/// Durable before acknowledged; writers queue instead of failing.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                               PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -1024;";

/// The same of PostgreSQL, also where the server as a whole does not wait for its disk; one that waits for more than
/// that goes on to do so.
const POSTGRESQL_SETTINGS: &str = "SET TIME ZONE 'UTC'; SET lock_timeout = '10s'; \
                                   SELECT set_config('synchronous_commit', 'on', false) \
                                   WHERE current_setting('synchronous_commit') = 'off'";

impl Backend {
    /// Opens the concrete connection of the URL's scheme; never guesses.
    fn open(url: &DatabaseUrl) -> Result<Self, ConnectionError> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(path)?;
                connection
                    .batch_execute(SQLITE_SETTINGS)
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Sqlite(connection))
            }
            DatabaseUrl::Postgresql(url) => {
                let mut connection = PgConnection::establish(&with_patience(url))?;
                connection
                    .batch_execute(POSTGRESQL_SETTINGS)
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Postgresql(connection))
            }
        }
    }

    /// All or nothing. SQLite takes its write lock at the start, so that two writers queue. A panic rolls back and
    /// goes on.
    pub(crate) fn transaction<T, E: From<diesel::result::Error>>(
        &mut self,
        sight: Sight<'_>,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within(("BEGIN IMMEDIATE", "BEGIN"), sight, work)
    }

    /// Reads. On PostgreSQL in a transaction, which knows what it sees.
    pub(crate) fn read<T, E: From<diesel::result::Error>>(
        &mut self,
        sight: Sight<'_>,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Sqlite(_) => work(self),
            Self::Postgresql(_) => self.within(("", "BEGIN READ ONLY"), sight, work),
        }
    }

    /// Reads the database as it is at one moment, and keeps nobody from writing.
    pub(crate) fn snapshot<T, E: From<diesel::result::Error>>(
        &mut self,
        sight: Sight<'_>,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within(("BEGIN DEFERRED", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), sight, work)
    }

    fn within<T, E: From<diesel::result::Error>>(
        &mut self,
        (on_sqlite, on_postgresql): (&str, &str),
        sight: Sight<'_>,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Sqlite(connection) => {
                AnsiTransactionManager::begin_transaction_sql(connection, on_sqlite)?;
            }
            Self::Postgresql(connection) => {
                // Both in one message: a transaction without it would see nothing.
                let begin = format!("{on_postgresql}; SET LOCAL iafq.sight = '{}'", sight.word());
                AnsiTransactionManager::begin_transaction_sql(connection, &begin)?;
            }
        }
        let done = catch_unwind(AssertUnwindSafe(|| work(self)));
        match done {
            Ok(Ok(value)) => {
                let committed =
                    dispatch!(self, connection => AnsiTransactionManager::commit_transaction(connection));
                if committed.is_err() {
                    self.give_up();
                }
                Ok(committed.map(|()| value)?)
            }
            Ok(Err(error)) => {
                self.roll_back();
                Err(error)
            }
            Err(panic) => {
                self.roll_back();
                resume_unwind(panic)
            }
        }
    }

    fn roll_back(&mut self) {
        let rolled = dispatch!(self, connection => AnsiTransactionManager::rollback_transaction(connection));
        if rolled.is_err() {
            self.give_up();
        }
    }

    /// Nobody knows what state a connection is in whose commit or rollback failed: the pool finds it broken, and drops
    /// it.
    fn give_up(&mut self) {
        dispatch!(self, connection => {
            AnsiTransactionManager::transaction_manager_status_mut(connection).set_in_error();
        });
    }
}

/// Makes connections for the pool.
#[derive(Debug)]
pub(crate) struct Manager {
    url: DatabaseUrl,
}

impl Manager {
    pub(crate) fn new(url: DatabaseUrl) -> Self {
        Self { url }
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Backend;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Backend, Self::Error> {
        Backend::open(&self.url).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, connection: &mut Backend) -> Result<(), Self::Error> {
        let answered = diesel::sql_query("SELECT 1").execute(connection);
        answered.map(drop).map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut Backend) -> bool {
        std::thread::panicking()
            || dispatch!(connection, connection => AnsiTransactionManager::is_broken_transaction_manager(connection))
    }
}

/// Makes writers about the same subject take turns until the transaction ends. SQLite's write lock already does.
pub(crate) fn serialise(connection: &mut Backend, subject: &str) -> Result<(), StorageError> {
    if let Backend::Postgresql(connection) = connection {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<diesel::sql_types::Text, _>(subject)
            .execute(connection)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use r2d2::ManageConnection as _;

    use super::*;

    fn run(connection: &mut Backend, sql: &str) -> Result<(), StorageError> {
        Ok(dispatch!(connection, connection => connection.batch_execute(sql))?)
    }

    fn memory() -> (Backend, Manager) {
        let url = DatabaseUrl::Sqlite(":memory:".to_owned());
        (Backend::open(&url).unwrap(), Manager::new(url))
    }

    #[test]
    fn a_connection_whose_commit_failed_is_not_used_again() {
        let (mut connection, manager) = memory();
        let tables = "CREATE TABLE a (id INTEGER PRIMARY KEY); \
                      CREATE TABLE b (a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)";
        run(&mut connection, tables).unwrap();
        assert!(!manager.has_broken(&mut connection));
        let failed =
            connection.transaction(Sight::NoReturn, |connection| run(connection, "INSERT INTO b VALUES (1)"));
        assert!(matches!(failed, Err(StorageError::Internal { .. })), "{failed:?}");
        assert!(manager.has_broken(&mut connection));
    }

    #[test]
    fn a_connection_whose_rollback_failed_is_not_used_again() {
        let (mut connection, manager) = memory();
        // SQLite ends a transaction by itself where its disk fails: then there is nothing to roll back.
        let failed = connection.transaction(Sight::NoReturn, |connection| {
            run(connection, "ROLLBACK")?;
            Err::<(), _>(StorageError::Full)
        });
        assert!(matches!(failed, Err(StorageError::Full)), "what was met first is told: {failed:?}");
        assert!(manager.has_broken(&mut connection));
    }

    #[test]
    fn a_transaction_that_was_refused_leaves_the_connection_in_use() {
        let (mut connection, manager) = memory();
        let refused = connection.transaction(Sight::NoReturn, |_| Err::<(), _>(StorageError::NotFound));
        assert!(matches!(refused, Err(StorageError::NotFound)));
        assert!(!manager.has_broken(&mut connection));
    }
}
