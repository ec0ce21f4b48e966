//! A service that is killed and started again on what it left.

use std::ffi::OsString;
use std::time::{Duration, Instant};

use crate::service::free_address;
use crate::{Answer, TestDatabase, TestService};

impl TestService {
    /// Starts one on a database, with further variables in its environment.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    #[must_use]
    pub fn start_on(database: TestDatabase, environment: &[(&str, OsString)]) -> Self {
        let (address, url) = (free_address(), database.url.clone());
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Self::running_with(
            database,
            &address,
            &["serve", "--listen", &address, "--database", &url],
            environment.collect(),
        )
    }

    /// Ends it where it stands, as the system does when memory or power run out (SIGKILL).
    ///
    /// # Panics
    /// Where it had ended by itself.
    #[expect(clippy::unwrap_used, reason = "a service that ended by itself is a fault")]
    pub fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "the service ended by itself ({ended:?}): {}", self.log());
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Asks it to end (SIGTERM).
    ///
    /// # Panics
    /// Where nobody can be asked.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn stop(&self) {
        let told = std::process::Command::new("kill").arg(self.process().to_string()).status().unwrap();
        assert!(told.success(), "the service cannot be asked to end");
    }

    /// Waits until it ends by itself, and ends it where it does not in time.
    ///
    /// # Panics
    /// Where it cannot be ended.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn ends_within(&self, most: Duration) {
        let (start, mut child) = (Instant::now(), self.child.lock().unwrap());
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() > most {
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Starts it again after it was killed, on the same database; at another address, so that nobody who still knocks
    /// at the old one meets it.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    pub fn start_again(&mut self) {
        let (address, url) = (free_address(), self.database.url.clone());
        self.running_again(&address, &["serve", "--listen", &address, "--database", &url]);
    }

    /// The last lines it logged.
    #[must_use]
    pub fn log_end(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines.get(lines.len().saturating_sub(12)..).unwrap_or_default().join("\n")
    }

    /// POST of a body of a media type; `None` where no whole answer comes.
    #[must_use]
    pub fn try_post(&self, path: &str, token: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
        self.try_request("POST", path, Some(token), headers, body.to_vec()).ok()
    }

    /// The `ETag` of what is at a path; `Some(None)` where the answer has none, `None` where none comes.
    #[must_use]
    pub fn try_tag(&self, path: &str, token: &str) -> Option<Option<String>> {
        let answer = self.try_request("GET", path, Some(token), &[], Vec::new()).ok()?;
        Some(Some(answer.header("etag").to_owned()).filter(|tag| !tag.is_empty()))
    }
}
