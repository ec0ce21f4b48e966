//! What handlers share, and the doors through which they enter the blocking database.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use schema::Catalogue;
use storage::{Connections, Store};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::AccessLog;
use super::accounts::{Accounts, Choices};
use super::budgets::{Budgets, Spending};
use super::cache::Cache;
use super::jobs::Jobs;
use super::metrics::Metrics;
use super::problem::Problem;
use super::transfers::MOST_PARTS;
use super::turnstile::Turnstile;
use super::uploads::Uploads;
use crate::signing::Signer;

/// Places of data downloads: few, so that whoever downloads keeps nobody from uploading.
const DATA_PLACES: usize = 2;
/// Places of the question whether the service is ready: it waits for nobody.
const READY_PLACES: usize = 1;
/// How long a download waits for its place.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// How long anything else does: longer than the queue of a busy day, short enough for those who wait behind a lock that
/// somebody holds.
const LONGEST_QUEUE: Duration = Duration::from_mins(1);
/// After how long a database that says nothing is said to be away. The pool waits five seconds for a connection.
const LONGEST_SILENCE: Duration = Duration::from_secs(7);

/// What can be chosen about a service.
pub(crate) struct Settings {
    /// The most bytes of an upload.
    pub(crate) file_bytes: usize,
    /// How long a body may say nothing before it is given up.
    pub(crate) longest_silence: Duration,
    /// The way of uploads to their readers.
    pub(crate) uploads: Uploads,
    /// What was chosen about accounts.
    pub(crate) accounts: Choices,
    /// Who signs receipts.
    pub(crate) signer: Signer,
    /// How many requests a minute somebody may send.
    pub(crate) budgets: Budgets,
}

/// What handlers share.
#[derive(Clone)]
pub(crate) struct State {
    /// The database.
    store: Store,
    /// All editions.
    pub(crate) catalogue: Arc<Catalogue>,
    /// The most bytes of an upload.
    pub(crate) file_bytes: usize,
    /// The way of uploads to their readers.
    pub(crate) uploads: Arc<Uploads>,
    /// Parts of files that arrive at this moment.
    pub(super) parts: Arc<Turnstile>,
    /// Work that goes on beside requests.
    pub(super) jobs: Arc<Jobs>,
    /// How long a body may say nothing before it is given up.
    pub(crate) longest_silence: Duration,
    /// What the routes of accounts share.
    pub(crate) accounts: Arc<Accounts>,
    /// Public data sets that were written already.
    pub(crate) cache: Arc<Cache>,
    /// What was spent of budgets.
    pub(super) spending: Arc<Spending>,
    /// Reads that wait to be sealed.
    pub(super) access: Arc<AccessLog>,
    /// Who signs receipts.
    pub(super) signer: Signer,
    /// What is counted.
    pub(super) metrics: Arc<Metrics>,
    /// Together as many places as there are connections, so that nobody waits for a connection.
    places: Arc<Semaphore>,
    data_places: Arc<Semaphore>,
    ready_places: Arc<Semaphore>,
}

impl State {
    /// The state of a service with so many database connections. To be called in the runtime in which jobs are to run.
    pub(crate) fn new(store: Store, catalogue: Arc<Catalogue>, connections: u32, settings: Settings) -> Self {
        let connections = usize::try_from(connections).unwrap_or(1);
        let places = connections.saturating_sub(DATA_PLACES + READY_PLACES).max(1);
        Self {
            store,
            catalogue,
            file_bytes: settings.file_bytes,
            uploads: Arc::new(settings.uploads),
            parts: Arc::new(Turnstile::new(MOST_PARTS)),
            jobs: Arc::new(Jobs::new()),
            longest_silence: settings.longest_silence,
            accounts: Arc::new(Accounts::new(settings.accounts)),
            cache: Arc::default(),
            spending: Arc::new(Spending::new(settings.budgets)),
            access: Arc::default(),
            signer: settings.signer,
            metrics: Arc::default(),
            places: Arc::new(Semaphore::new(places)),
            data_places: Arc::new(Semaphore::new(DATA_PLACES)),
            ready_places: Arc::new(Semaphore::new(READY_PLACES)),
        }
    }

    /// The connections to the database as they are at this moment.
    pub(super) fn connections(&self) -> Connections {
        self.store.connections()
    }

    /// Runs blocking work with the database, no more at a time than there are places.
    pub(crate) async fn blocking<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
    {
        let place = Arc::clone(&self.places).acquire_owned();
        let busy = "Too many requests are waiting. Try again in a few seconds.";
        let place = tokio::time::timeout(LONGEST_QUEUE, place).await;
        self.run(place.map_err(|_| Problem::new("unavailable", busy))?.ok(), work).await
    }

    /// The same for downloads of data, which wait for each other and for nobody else.
    pub(crate) async fn downloading<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
    {
        let place = Arc::clone(&self.data_places).acquire_owned();
        let busy = "Too many downloads are waiting. Try again in a few seconds.";
        let place = tokio::time::timeout(LONGEST_WAIT, place).await;
        self.run(place.map_err(|_| Problem::new("unavailable", busy))?.ok(), work).await
    }

    /// The same for the question whether the service is ready, which is answered soon: whoever asks wants to know that
    /// the database does not answer, and not to wait with it.
    pub(crate) async fn soon<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
    {
        let answered = async {
            let place = Arc::clone(&self.ready_places).acquire_owned().await.ok();
            self.run(place, work).await
        };
        let silent =
            |_| Problem::new("unavailable", "The database does not answer. Try again in a few seconds.");
        tokio::time::timeout(LONGEST_SILENCE, answered).await.map_err(silent)?
    }

    async fn run<T, F>(&self, place: Option<OwnedSemaphorePermit>, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
    {
        let store = self.store.clone();
        let done = web::block(move || {
            let done = work(&store);
            drop(place);
            done
        });
        done.await.unwrap_or_else(|_| Err(Problem::internal("a worker stopped")))
    }
}
