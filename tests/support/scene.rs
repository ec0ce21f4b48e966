//! A service under load, with all that is known about it: what the tests of faults begin with and end with.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::TestService;
use crate::inspection::Inspection;
use crate::ledger::Ledger;
use crate::load::{Sender, senders, tokens, told};

/// A service, those who send to it, and what they were told.
pub struct Scene {
    /// The service.
    pub service: TestService,
    /// Those who send.
    pub senders: Vec<Sender>,
    /// What they were told.
    pub ledger: Mutex<Ledger>,
    tokens: BTreeMap<String, String>,
    inspection: Inspection,
}

impl Scene {
    /// Of a service that runs.
    #[must_use]
    pub fn of(service: TestService) -> Self {
        let senders = senders(&service);
        let inspection = Inspection::of(&service.database.url);
        Self { tokens: tokens(&senders), ledger: Mutex::default(), service, senders, inspection }
    }

    /// All send while something happens; gives what came of it, when the last has its answer.
    pub fn under_load<T>(&mut self, happens: impl FnOnce(&TestService, &Mutex<Ledger>) -> T) -> T {
        let (service, ledger, enough) = (&self.service, &self.ledger, AtomicBool::new(false));
        let enough = &enough;
        std::thread::scope(|scope| {
            for sender in &mut self.senders {
                scope.spawn(move || sender.work(service, ledger, || enough.load(Ordering::Relaxed)));
            }
            let happened = happens(service, ledger);
            enough.store(true, Ordering::Relaxed);
            happened
        })
    }

    /// What each State offers now is taken within a time, at the latest when it is offered again.
    ///
    /// # Panics
    /// Where it is not.
    pub fn all_are_taken_within(&mut self, most: Duration) -> Duration {
        let start = Instant::now();
        for sender in &mut self.senders {
            let body = sender.offered();
            while sender.offer(&self.service, &self.ledger, &body).is_none() {
                assert!(start.elapsed() < most, "still refused: {}", self.service.log_end());
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        start.elapsed()
    }

    /// What was acknowledged since the last time is there, nothing else is there by half, and the database is in order.
    pub fn is_sound(&mut self) {
        let ledger = self.ledger.get_mut().unwrap_or_else(PoisonError::into_inner);
        ledger.check_new(&self.service, &self.inspection, &self.tokens);
        ledger.all_whole(&self.inspection);
        self.inspection.must_be_sound();
    }

    /// The same of everything that was ever acknowledged; gives what it was, in words.
    pub fn is_sound_to_the_bottom(&mut self) -> String {
        self.inspection.forget();
        self.is_sound();
        let ledger = self.ledger.get_mut().unwrap_or_else(PoisonError::into_inner);
        ledger.check_all(&self.service, &self.inspection, &self.tokens);
        format!("{ledger}; answers {:?}", told(&self.senders))
    }

    /// How often each status was answered so far.
    #[must_use]
    pub fn told(&self) -> BTreeMap<u16, usize> {
        told(&self.senders)
    }
}

/// Says what a test found; it is shown where the test fails, or on demand.
pub fn say(text: &str) {
    // A closed standard error is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{text}");
}
