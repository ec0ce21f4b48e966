//! The way of an upload to its reader: so many arrive or wait at a time, few of them of one State, and fewer are read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web::{self, Bytes};
use intake::IntakeError;
use schema::CountryCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
use crate::reading::Readers;

/// No State takes more than half of the places, so that none keeps the others out; so many it may always take.
const LEAST_OF_A_STATE: usize = 4;
/// How long an upload that has arrived waits for a reader: longer than those before it can take.
const LONGEST_WAIT: Duration = Duration::from_secs(150);

/// How many uploads there may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crowd {
    /// How many are read at a time, each by a process of its own.
    pub(crate) readers: usize,
    /// How many arrive, wait or are read at a time.
    pub(crate) uploads: usize,
}

/// The way of uploads.
pub(crate) struct Uploads {
    readers: Readers,
    crowd: Crowd,
    most_of_a_state: usize,
    places: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    by_state: Arc<Mutex<HashMap<CountryCode, usize>>>,
}

/// The place of an upload, given back when dropped.
pub(crate) struct Ticket {
    country: CountryCode,
    by_state: Arc<Mutex<HashMap<CountryCode, usize>>>,
    _place: OwnedSemaphorePermit,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut by_state = self.by_state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_state.get_mut(&self.country) {
            *count -= 1;
            if *count == 0 {
                by_state.remove(&self.country);
            }
        }
    }
}

impl Uploads {
    /// A way with readers.
    pub(crate) fn new(readers: Readers, crowd: Crowd) -> Self {
        Self {
            readers,
            crowd,
            most_of_a_state: (crowd.uploads / 2).max(LEAST_OF_A_STATE),
            places: Arc::new(Semaphore::new(crowd.uploads)),
            reading: Arc::new(Semaphore::new(crowd.readers)),
            by_state: Arc::default(),
        }
    }

    /// How many uploads there are, and how many of them are read.
    pub(crate) fn load(&self) -> (u64, u64) {
        let taken = |all: usize, places: &Semaphore| all.saturating_sub(places.available_permits());
        let Crowd { uploads, readers } = self.crowd;
        (taken(uploads, &self.places) as u64, taken(readers, &self.reading) as u64)
    }

    /// A place for an upload, before its body is taken; nobody waits for one.
    pub(crate) fn enter(&self, country: &CountryCode) -> Result<Ticket, Problem> {
        let busy = |whose: &str| {
            let detail = format!(
                "Too many files{whose} are arriving or being read at the moment. Send it again in a few seconds."
            );
            Problem::new("unavailable", detail)
        };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| busy(""))?;
        let mut by_state = self.by_state.lock().unwrap_or_else(PoisonError::into_inner);
        let count = by_state.entry(country.clone()).or_default();
        if *count >= self.most_of_a_state {
            return Err(busy(" of this State"));
        }
        *count += 1;
        Ok(Ticket { country: country.clone(), by_state: Arc::clone(&self.by_state), _place: place })
    }

    /// What a file holds, as a frame, or why it cannot be read.
    pub(crate) async fn read(&self, bytes: Bytes) -> Result<Result<Vec<u8>, IntakeError>, Problem> {
        let turn = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&self.reading).acquire_owned()).await;
        let busy =
            "Too many files are being read at the moment. The file was kept; send it again in a few seconds.";
        let turn = turn.map_err(|_| Problem::new("unavailable", busy))?;
        let readers = self.readers.clone();
        let read = web::block(move || {
            let read = readers.read(&bytes);
            drop((turn, bytes));
            read
        });
        let read = read.await.map_err(|_| Problem::internal("a worker stopped"))?;
        read.map_err(|error| {
            tracing::error!(kind = %error.kind(), "no reading process can be started");
            let detail = "No process can be started to read the file. The file was kept; send it again in a few seconds.";
            Problem::new("unavailable", detail)
        })
    }
}
