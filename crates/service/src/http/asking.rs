//! The way to the provider of OpenID Connect: few ask at a time, so that one who answers slowly keeps nobody else waiting.

use std::sync::Arc;

use actix_web::web;
use tokio::sync::Semaphore;

use super::problem::Problem;
use crate::openid::{Failure, Provider};

/// How many ask at a time; further ones are asked to come again.
const PLACES: usize = 8;

/// A provider, and who asks it now.
pub(crate) struct Asking {
    provider: Arc<Provider>,
    places: Arc<Semaphore>,
}

impl Asking {
    pub(super) fn new(provider: Provider) -> Self {
        Self { provider: Arc::new(provider), places: Arc::new(Semaphore::new(PLACES)) }
    }

    /// Asks the provider, which takes a while.
    ///
    /// # Errors
    /// Where too many ask, it cannot be asked, or what it says is not to be believed: the reason is for the log alone.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Provider) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = "Too many people sign in at this moment. Try again in a few seconds.";
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Problem::new("unavailable", busy))?;
        let provider = Arc::clone(&self.provider);
        let answered = web::block(move || {
            let answered = question(&provider);
            drop(place);
            answered
        });
        match answered.await.map_err(|_| Problem::internal("a worker stopped"))? {
            Ok(answer) => Ok(answer),
            Err(failure @ Failure::Unavailable(_)) => {
                tracing::error!(reason = failure.reason(), "the provider of OpenID Connect cannot be asked");
                let detail = "The provider cannot be asked now. Try again in a few seconds, or sign in with a password: \
                              `POST /api/v1/session`.";
                Err(Problem::new("openid-unavailable", detail))
            }
            Err(failure @ Failure::Refused(_)) => Err(refused(failure.reason())),
        }
    }
}

/// Somebody is not let in: why, stands in the log alone.
pub(super) fn refused(reason: &'static str) -> Problem {
    tracing::warn!(reason, "a sign-in with OpenID Connect was refused");
    let detail = "The provider vouches for nobody who may sign in here, or the sign-in took too long. Begin again with `GET \
                  /api/v1/session/openid`, or sign in with a password: `POST /api/v1/session`. Whoever operates the \
                  service finds the reason in its log.";
    Problem::new("openid-refused", detail)
}
