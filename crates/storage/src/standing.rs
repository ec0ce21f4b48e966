//! How a database and the connections to it stand: for whoever operates a service.

use diesel::sql_types::{Bool, Text};
use diesel::{QueryableByName, RunQueryDsl as _};

use crate::Store;
use crate::connection::Backend;
use crate::error::StorageError;
use crate::sight::Sight;

/// The connections of a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Connections {
    /// How many there are.
    pub open: u32,
    /// How many of them nobody uses.
    pub idle: u32,
}

#[derive(QueryableByName)]
struct Clock {
    #[diesel(sql_type = Text)]
    now: String,
}

/// What the role of a connection may do beyond its work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleRights {
    /// Nothing: it owns no table, and row-level security holds it.
    None,
    /// It owns the tables.
    Owner,
    /// Row-level security does not hold it.
    Unbounded,
}

#[derive(QueryableByName)]
struct Rights {
    #[diesel(sql_type = Bool)]
    unbounded: bool,
    #[diesel(sql_type = Bool)]
    owner: bool,
}

const RIGHTS: &str = "SELECT rolsuper OR rolbypassrls AS unbounded, EXISTS (SELECT 1 FROM pg_class \
                      WHERE relname = 'state_return' AND relkind = 'r' AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')) AS owner \
                      FROM pg_roles WHERE rolname = current_user";

const SQLITE_CLOCK: &str = "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now";
const POSTGRESQL_CLOCK: &str =
    "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS now";

impl Store {
    /// What the clock of the database says, as RFC 3339 in UTC with milliseconds.
    ///
    /// # Errors
    /// As the database says.
    pub fn clock(&self) -> Result<String, StorageError> {
        self.read(Sight::NoReturn, |connection| {
            let clock: Clock = match connection {
                Backend::Sqlite(sqlite) => diesel::sql_query(SQLITE_CLOCK).get_result(sqlite)?,
                Backend::Postgresql(postgresql) => {
                    diesel::sql_query(POSTGRESQL_CLOCK).get_result(postgresql)?
                }
            };
            Ok(clock.now)
        })
    }

    /// What the role of the program may do beyond its work; `None` with SQLite, which has no roles.
    ///
    /// # Errors
    /// As the database says.
    pub fn role_rights(&self) -> Result<Option<RoleRights>, StorageError> {
        self.read(Sight::NoReturn, |connection| {
            let Backend::Postgresql(postgresql) = connection else { return Ok(None) };
            let rights: Rights = diesel::sql_query(RIGHTS).get_result(postgresql)?;
            Ok(Some(match rights {
                Rights { unbounded: true, .. } => RoleRights::Unbounded,
                Rights { owner: true, .. } => RoleRights::Owner,
                Rights { .. } => RoleRights::None,
            }))
        })
    }

    /// The connections as they are at this moment; asks nobody.
    pub fn connections(&self) -> Connections {
        let state = self.pool.state();
        Connections { open: state.connections, idle: state.idle_connections }
    }
}
