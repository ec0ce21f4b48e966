//! The queue of password hashing: each takes 19 MiB and a processor for a while, so few at a time, and few that wait.

use std::sync::Arc;

use actix_web::web;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// How many are hashed at a time.
const PLACES: usize = 2;
/// How many are hashed or wait at a time; further ones are asked to come again.
const MOST: usize = 32;

/// The queue.
pub(crate) struct Hashing {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// A turn in the queue.
pub(crate) struct Turn(OwnedSemaphorePermit);

impl Default for Hashing {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(PLACES)), queue: Arc::new(Semaphore::new(MOST)) }
    }
}

impl Hashing {
    /// How many are hashed or wait.
    pub(crate) fn load(&self) -> u64 {
        MOST.saturating_sub(self.queue.available_permits()) as u64
    }

    /// A turn, before an attempt is counted: who finds the queue full has not failed.
    ///
    /// # Errors
    /// Where too many wait.
    pub(crate) fn enter(&self) -> Result<Turn, Problem> {
        Arc::clone(&self.queue).try_acquire_owned().map(Turn).map_err(|_| busy())
    }

    /// Does the work of one password.
    ///
    /// # Errors
    /// Where the service ends.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| busy())?;
        let done = web::block(move || {
            let done = work();
            drop((place, turn.0));
            done
        });
        done.await.map_err(|_| Problem::internal("a worker stopped"))
    }
}

fn busy() -> Problem {
    Problem::new("unavailable", "Too many people sign in at this moment. Try again in a few seconds.")
}
