//! How far a job is, as events (`text/event-stream`): each step once, in order, and at last that it ended. The number of
//! an event is its place in that order, so that whoever was cut off goes on where they were.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data};
use futures_util::{Stream, stream};
use serde_json::json;
use storage::{Job, JobStep, Scope};

use super::find;
use crate::http::auth::{self, Caller};
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::turnstile::Inside;
use crate::http::view::job::{JobState, StepOfJob};

/// How often is looked how far the job is, and whether who listens still may.
const PAUSE: Duration = Duration::from_secs(1);
/// After how long something is said where nothing happens: no proxy takes the line for dead, and who went away is noticed.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long one answer lasts; who wants to hear more asks again.
const LONGEST: Duration = Duration::from_mins(10);
/// After how many milliseconds a browser that was cut off asks again.
const RETRY: u32 = 3_000;
/// The number of the last event.
pub(in crate::http) const LAST: u8 = 5;

/// Somebody who listens.
struct Listener {
    state: Data<State>,
    request: HttpRequest,
    scope: Scope,
    job: String,
    /// The number of the last event they heard.
    heard: u8,
    begun: Instant,
    said: Instant,
    is_over: bool,
    _inside: Inside,
}

/// The number of the last event that somebody heard before they were cut off.
pub(in crate::http) fn heard(request: &HttpRequest) -> u8 {
    let header = request.headers().get("Last-Event-ID").and_then(|header| header.to_str().ok());
    header.and_then(|number| number.trim().parse().ok()).filter(|number| *number <= LAST).unwrap_or(0)
}

/// The events of a job for somebody who may hear them.
///
/// # Errors
/// Where too many listen.
pub(in crate::http) fn listen(
    state: Data<State>,
    request: HttpRequest,
    caller: &Caller,
    job: String,
) -> Result<impl Stream<Item = Result<Bytes, Infallible>> + use<>, Problem> {
    let inside = state.jobs.listeners.enter(&caller.user).ok_or_else(|| {
        let detail = "Too many listen to events of jobs at the moment. Ask for the job itself, again and again, or close \
                      another stream.";
        Problem { retry_after: Some(5), ..Problem::new("too-many-requests", detail) }
    })?;
    let now = Instant::now();
    let heard = heard(&request);
    let listener = Listener {
        state,
        request,
        scope: caller.scope(),
        job,
        heard,
        begun: now,
        said: now,
        is_over: false,
        _inside: inside,
    };
    let begin = Bytes::from(format!("retry: {RETRY}\n\n"));
    Ok(stream::unfold((Some(begin), listener), |(begin, listener)| async move {
        if begin.is_some() {
            return begin.map(|begin| (Ok(begin), (None, listener)));
        }
        let (said, listener) = listener.next().await?;
        Some((Ok(said), (None, listener)))
    }))
}

impl Listener {
    /// What is said next; `None` at the end.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        let mut ending = self.state.jobs.ending.subscribe();
        while !self.is_over && self.begun.elapsed() < LONGEST && ending.borrow().is_none() {
            // Looked at before anything is said: who was disabled, or signed out, hears nothing more.
            match self.still_may().await {
                Some(true) => {
                    let text = self.look().await?;
                    if !text.is_empty() {
                        self.said = Instant::now();
                        return Some((text.into(), self));
                    }
                }
                Some(false) => return None,
                // The database does not answer; perhaps it does in a moment.
                None => {}
            }
            if self.said.elapsed() >= HEARTBEAT {
                self.said = Instant::now();
                return Some((Bytes::from_static(b": it goes on\n\n"), self));
            }
            let _ = tokio::time::timeout(PAUSE, ending.changed()).await;
        }
        None
    }

    /// Whether who began to listen is still let in, under the same scope; `None` where that cannot be said.
    async fn still_may(&self) -> Option<bool> {
        match auth::caller(&self.state, &self.request).await {
            Ok(caller) => Some(caller.scope() == self.scope),
            Err(problem) if problem.status.is_server_error() => None,
            Err(_) => Some(false),
        }
    }

    /// The events that were not heard yet; `None` where the job is gone.
    async fn look(&mut self) -> Option<String> {
        let (scope, id) = (self.scope.clone(), self.job.clone());
        match self.state.blocking(move |store| find(store, &scope, &id)).await {
            Ok(job) => {
                let (text, last) = after(&job, self.heard);
                self.is_over = job.ended_at.is_some();
                self.heard = last;
                Some(text)
            }
            Err(problem) if problem.status.is_server_error() => Some(String::new()),
            Err(_) => None,
        }
    }
}

fn number(step: JobStep) -> u8 {
    match step {
        JobStep::Kept => 1,
        JobStep::Reading => 2,
        JobStep::Checking => 3,
        JobStep::Storing => 4,
    }
}

/// The events after a number, and the number of the last of them. No figure of a return is in them: who wants the answer
/// asks for the job.
fn after(job: &Job, heard: u8) -> (String, u8) {
    let (mut text, mut last) = (String::new(), heard);
    let mut say = |number: u8, event: &str, data: &serde_json::Value| {
        if number > heard {
            // Writing into a text does not fail.
            let _ = write!(text, "id: {number}\nevent: {event}\ndata: {data}\n\n");
            last = last.max(number);
        }
    };
    for (step, at) in &job.steps {
        let data = json!({ "job": job.id, "step": StepOfJob::from(*step), "at": at });
        say(number(*step), "progress", &data);
    }
    if let (Some(at), Some(answer)) = (&job.ended_at, &job.answer) {
        let (state, status) = (JobState::of(Some(answer)), answer.status);
        let data = json!({ "job": job.id, "state": state, "status": status, "at": at });
        say(LAST, "done", &data);
    }
    (text, last)
}
