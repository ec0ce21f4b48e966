//! The queue of password hashing: each takes 19 MiB and a processor for a while, so few at a time, and few that wait.

use std::sync::Arc;

use actix_web::web;
use tokio::sync::Semaphore;

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

    /// Does the work of one password.
    ///
    /// # Errors
    /// Where too many wait.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || {
            Problem::new("unavailable", "Too many people sign in at this moment. Try again in a few seconds.")
        };
        let waiting = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| busy())?;
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| busy())?;
        let done = web::block(move || {
            let done = work();
            drop((place, waiting));
            done
        });
        done.await.map_err(|_| Problem::internal("a worker stopped"))
    }
}
