//! What is done again and again beside requests: reminders that come by themselves, jobs that were interrupted, and
//! answers, jobs and transfers whose day is over.

use std::time::Duration;

use chrono::Utc;

use super::state::State;

/// How often is looked for what is to be done.
const PAUSE: Duration = Duration::from_mins(5);

impl State {
    /// Keeps house as long as the service runs.
    pub(crate) async fn keep_house(self) {
        loop {
            self.remind().await;
            let forgotten = self.blocking(|store| Ok(store.forget_answers(Utc::now())?)).await;
            if let Err(problem) = forgotten {
                tracing::warn!(code = problem.code, "answers of yesterday cannot be forgotten");
            }
            self.tidy_jobs().await;
            let forgotten = self.blocking(|store| Ok(store.forget_transfers(Utc::now())?)).await;
            if let Err(problem) = forgotten {
                tracing::warn!(code = problem.code, "transfers of yesterday cannot be forgotten");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
