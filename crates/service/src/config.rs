//! The configuration of a running service, read once and handed down.

use std::net::SocketAddr;
use std::path::PathBuf;

/// What a service needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// The database.
    pub(crate) database: storage::DatabaseUrl,
    /// A folder of definitions laid over those built in.
    pub(crate) forms: Option<PathBuf>,
    /// How many database connections there are at most.
    pub(crate) connections: u32,
}
