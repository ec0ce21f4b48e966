//! The database: two backends behind one door.
//!
//! Blocking, and without a clock: times are handed in. Every function that reads or writes returns takes a
//! [`Scope`]; there is no other way to them.
#![doc = include_str!("../README.md")]

mod access;
mod answers;
mod audit;
mod backup;
mod basis;
mod board;
mod codec;
mod connection;
mod contributions;
mod cycles;
mod earlier;
mod error;
mod explanations;
mod findings;
mod imports;
mod jobs;
mod listing;
mod migrate;
mod names;
mod originals;
mod questions;
mod receipts;
mod reminders;
mod returns;
mod revisions;
mod rows;
mod schema;
mod scope;
mod settings;
mod sight;
mod standing;
mod steps;
mod submissions;
mod submit;
mod text;
mod transfers;
mod trouble;
mod url;
mod users;
mod verify;
mod workflow;

use std::sync::Arc;

pub use access::Access;
pub use answers::{Claim, KeptAnswer};
pub use audit::{AuditEntry, ChainCheck, ChainFault, Happened, Head, check_chain};
pub use backup::{BackupError, Level, Piece, Restored, Value};
pub use board::ReportingStatus;
pub use contributions::{Contribution, Purpose};
pub use cycles::{Cycle, Extension};
pub use earlier::Earlier;
pub use error::StorageError;
pub use explanations::{
    Decided, Explain, Explained, ExplanationId, LapsedExplanation, NewExplanation, StoredExplanation,
};
pub use imports::NewImport;
pub use jobs::{Job, JobAnswer, JobId};
pub use listing::ReturnsPage;
pub use names::{Decision, JobStep, LinkKind, ReturnState, RevisionKind, Role, Step, Strength, TokenScopes};
pub use originals::{NewUpload, Original, UploadId};
pub use questions::{MOST_MESSAGES, Message, Question, QuestionId};
pub use receipts::Receipt;
pub use reminders::{DueReminder, Occasion, Reminded};
pub use returns::{CurrentReturn, Return, ReturnId};
pub use revisions::{Filed, Revision, RevisionId};
pub use scope::Scope;
pub use standing::{Connections, RoleRights};
pub use steps::{TakenStep, Taking};
pub use submissions::{NewRevision, NewSubmission, Stored, SubmissionId};
pub use submit::{OnBehalf, Submitting};
pub use transfers::{Added, MostTransfers, NewTransfer, Transfer, TransferId};
pub use url::DatabaseUrl;
pub use users::{
    Account, AccountChange, Attempt, Credentials, LinkTarget, NewAccount, NewLink, NewToken, NewUser,
    OpenIdIdentity, Recognised, Session, SessionLimits, Token, TokenHolder, User, UserId,
};
pub use verify::{KeptReceipt, RecordFault, Verified};
pub use workflow::{EDGES, after};

use connection::{Backend, Manager};
use sight::Sight;

/// The database. Cheap to clone: the connections are shared.
#[derive(Clone)]
pub struct Store {
    pool: Arc<r2d2::Pool<Manager>>,
}

/// How many connections a store holds at most.
pub const MOST_CONNECTIONS: u32 = 8;

/// How long a call waits for a connection. The pool tries again after half of it at the latest: so long after a server
/// came back it is noticed.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(5);

impl Store {
    /// Opens a database; a SQLite file is made where there is none.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] where nothing answers.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StorageError> {
        let pool = r2d2::Pool::builder()
            .max_size(MOST_CONNECTIONS)
            .min_idle(Some(1))
            .connection_timeout(LONGEST_WAIT)
            .build(Manager::new(url.clone()))
            .map_err(|error| StorageError::unavailable(&error))?;
        Ok(Self { pool: Arc::new(pool) })
    }

    /// A connection outside of any transaction: for migrations.
    fn connection(&self) -> Result<r2d2::PooledConnection<Manager>, StorageError> {
        self.pool.get().map_err(|error| StorageError::unavailable(&error))
    }

    /// Reads what is there in a sight.
    fn read<'a, T>(
        &self,
        sight: impl Into<Sight<'a>>,
        work: impl FnOnce(&mut Backend) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.connection()?.read(sight.into(), work)
    }

    /// Reads the database as it is at one moment.
    fn snapshot<'a, T>(
        &self,
        sight: impl Into<Sight<'a>>,
        work: impl FnOnce(&mut Backend) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.connection()?.snapshot(sight.into(), work)
    }

    /// Writes, all or nothing.
    fn write<'a, T>(
        &self,
        sight: impl Into<Sight<'a>>,
        work: impl FnOnce(&mut Backend) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.connection()?.transaction(sight.into(), work)
    }
}

/// A new id: a UUIDv7, so that ids sort by the time they were made.
fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
