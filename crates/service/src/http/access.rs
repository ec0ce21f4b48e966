//! The access log: whoever is signed in and reads, is recorded. No handler can forget it, since the record is made of
//! what the sign-in left with the request; what the public reads leaves nothing.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest, ResponseError as _};
use storage::Access;

use super::problem::Problem;
use super::state::State;

/// After how long reads are sealed at the latest.
const PAUSE: Duration = Duration::from_secs(2);
/// How many reads wait to be sealed at most; then nothing more is read until they are.
const MOST: usize = 20_000;
/// How much of an address is kept: more than any that is good.
const LONGEST: usize = 300;

/// Who was let in.
#[derive(Clone)]
struct Actor(String);

/// Leaves with a request who was let in.
pub(super) fn let_in(request: &HttpRequest, actor: &str) {
    request.extensions_mut().insert(Actor(actor.to_owned()));
}

/// Reads that wait to be sealed.
#[derive(Default)]
pub(crate) struct AccessLog {
    waiting: Mutex<Vec<Access>>,
    /// Held while a batch is on its way, so that whoever ends the service waits for it.
    sealing: tokio::sync::Mutex<()>,
}

impl AccessLog {
    /// How many reads wait.
    pub(crate) fn waiting(&self) -> u64 {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).len() as u64
    }

    fn add(&self, access: Access) -> Result<(), Problem> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            let detail =
                "Reads cannot be recorded at the moment, and nothing is shown without. Try again later.";
            return Err(Problem::new("unavailable", detail));
        }
        waiting.push(access);
        Ok(())
    }
}

impl State {
    /// Seals what waits. What cannot be sealed waits on.
    pub(crate) async fn seal(&self) {
        let _turn = self.access.sealing.lock().await;
        let waiting = || self.access.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let reads = waiting().clone();
        if reads.is_empty() {
            return;
        }
        let count = reads.len();
        let sealed = self.blocking(move |store| Ok(store.seal(&reads, chrono::Utc::now())?)).await;
        match sealed {
            Ok(()) => drop(waiting().drain(..count)),
            Err(problem) => tracing::warn!(code = problem.code, count, "reads cannot be sealed"),
        }
    }

    /// Seals again and again, as long as the service runs.
    pub(crate) async fn seal_on(self) {
        loop {
            tokio::time::sleep(PAUSE).await;
            self.seal().await;
        }
    }
}

/// Records a read before its answer leaves.
pub(super) async fn recorded<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let answered = next.call(request).await?;
    match record(&answered) {
        Ok(()) => Ok(answered.map_into_left_body()),
        Err(problem) => Ok(answered.into_response(problem.error_response()).map_into_right_body()),
    }
}

fn record<B>(answered: &ServiceResponse<B>) -> Result<(), Problem> {
    let request = answered.request();
    let reads = [Method::GET, Method::HEAD].contains(request.method()) && answered.status().is_success();
    // What stands in the way of a submission are findings.
    if !reads && answered.status() != StatusCode::UNPROCESSABLE_ENTITY {
        return Ok(());
    }
    let Some(Actor(actor)) = request.extensions().get::<Actor>().cloned() else { return Ok(()) };
    let Some(state) = request.app_data::<Data<State>>() else { return Ok(()) };
    let route = request.match_pattern().unwrap_or_default();
    let object = request.uri().path_and_query().map(|asked| asked.as_str().chars().take(LONGEST).collect());
    state.access.add(Access {
        at: chrono::Utc::now().to_rfc3339(),
        actor,
        route: format!("{} {route}", request.method()),
        object: object.unwrap_or_default(),
    })
}
