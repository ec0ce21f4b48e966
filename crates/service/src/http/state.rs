//! What handlers share, and the door through which they enter the blocking database.

use std::sync::Arc;

use actix_web::web;
use intake::Limits;
use schema::Catalogue;
use storage::Store;
use tokio::sync::Semaphore;

use super::problem::Problem;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct State {
    /// The database.
    store: Store,
    /// All editions.
    pub(crate) catalogue: Arc<Catalogue>,
    /// The limits of an upload.
    pub(crate) limits: Arc<Limits>,
    /// As many places as there are connections.
    places: Arc<Semaphore>,
}

impl State {
    /// The state of a service with so many database connections.
    pub(crate) fn new(store: Store, catalogue: Arc<Catalogue>, connections: u32) -> Self {
        let places = usize::try_from(connections).unwrap_or(1).max(1);
        Self {
            store,
            catalogue,
            limits: Arc::new(Limits::interactive()),
            places: Arc::new(Semaphore::new(places)),
        }
    }

    /// Runs blocking work with the database, no more at a time than there are connections.
    pub(crate) async fn blocking<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
    {
        let place = self.places.clone().acquire_owned().await;
        let store = self.store.clone();
        let done = web::block(move || {
            let done = work(&store);
            drop(place);
            done
        });
        done.await.unwrap_or_else(|_| Err(Problem::internal("a worker stopped")))
    }
}
