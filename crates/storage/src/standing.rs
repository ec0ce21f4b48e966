//! How a database and the connections to it stand: for whoever operates a service.

use diesel::sql_types::Text;
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

    /// The connections as they are at this moment; asks nobody.
    pub fn connections(&self) -> Connections {
        let state = self.pool.state();
        Connections { open: state.connections, idle: state.idle_connections }
    }
}
