//! Work for a sender who does not wait (`Prefer: respond-async`, RFC 7240). It goes on beside requests, in the place of
//! its upload; how far it is stands in the database, so that any service tells it. Who works renews a lease; where that
//! lapses the service ended in between, and whoever finds it says so in the place of an answer.

pub(super) mod events;

use std::convert::Infallible;
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderName, LOCATION, RETRY_AFTER};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;
use storage::{Job, JobAnswer, JobId, JobStep, Scope, Store};
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::LONGEST_END;
use super::answer::Answer;
use super::problem::Problem;
use super::routes::submissions::{Sent, work};
use super::state::State;
use super::turnstile::{Most, Turnstile};
use super::view::job::JobView;
use crate::submission::Arrived;

/// How often the lease of a job is renewed: several times before it lapses.
const RENEWED: Duration = Duration::from_secs(10);
/// After how many seconds it is worth asking how far a job is.
pub(super) const AGAIN: i64 = 1;
/// How many listen to events of jobs at a time. Each looks into the database once a second.
const LISTENERS: Most = Most { in_all: 64, of_a_state: 16, of_a_person: 4 };
/// What a sender says who does not wait.
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// What they are told.
pub(super) const APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const ASYNC: &str = "respond-async";

/// The jobs of a service.
pub(crate) struct Jobs {
    /// Outlives the threads that answer requests.
    runtime: Handle,
    running: watch::Sender<usize>,
    /// When the service was asked to end.
    ending: watch::Sender<Option<Instant>>,
    listeners: Turnstile,
}

impl Jobs {
    /// No jobs yet; they will run where this is called.
    pub(super) fn new() -> Self {
        let (running, ending) = (watch::Sender::new(0), watch::Sender::new(None));
        Self { runtime: Handle::current(), running, ending, listeners: Turnstile::new(LISTENERS) }
    }
}

/// Counts a job as long as it runs, also where it panics.
struct Running(Data<State>);

impl Running {
    fn new(state: Data<State>) -> Self {
        state.jobs.running.send_modify(|running| *running += 1);
        Self(state)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.jobs.running.send_modify(|running| *running -= 1);
    }
}

impl State {
    /// Notes when the service is asked to end: whoever listens to a job is let go, and may listen to another service.
    ///
    /// # Errors
    /// Where the system takes no handler.
    pub(crate) fn told_to_end(self) -> std::io::Result<impl Future<Output = ()>> {
        let mut told = signal(SignalKind::terminate())?;
        Ok(async move {
            if told.recv().await.is_some() {
                self.jobs.ending.send_replace(Some(Instant::now()));
            }
        })
    }

    /// Waits for running jobs as for requests, no longer in all. Who ends the service in another way waits for nothing.
    pub(crate) async fn finish_jobs(&self) {
        let Some(told) = *self.jobs.ending.borrow() else { return };
        let left = Duration::from_secs(LONGEST_END).saturating_sub(told.elapsed());
        let mut running = self.jobs.running.subscribe();
        if tokio::time::timeout(left, running.wait_for(|running| *running == 0)).await.is_err() {
            tracing::warn!(running = *running.borrow(), "the service ends before its jobs do");
        }
    }

    /// Ends the jobs that were interrupted, and forgets the old ones.
    pub(super) async fn tidy_jobs(&self) {
        let tidied = self.blocking(|store| {
            for (id, upload) in store.interrupted_jobs(Utc::now())? {
                end_interrupted(store, &id, &upload)?;
            }
            Ok(store.forget_jobs(Utc::now())?)
        });
        if let Err(problem) = tidied.await {
            tracing::warn!(code = problem.code, "jobs of yesterday cannot be forgotten");
        }
    }
}

/// Answers what comes of a file that is kept, or, where its sender does not wait, where they will find the answer.
///
/// # Errors
/// Why the file is refused.
pub(super) async fn respond(
    request: &HttpRequest,
    state: &Data<State>,
    mut sent: Sent,
) -> Result<HttpResponse, Problem> {
    if !is_asynchronous(request) {
        return Ok(work(state, sent).await?.into());
    }
    let (scope, upload) = (sent.scope.clone(), sent.arrived.upload.clone());
    let kept = upload.clone();
    let job = state.blocking(move |store| {
        let id = store.begin_job(&scope, &upload, Utc::now())?;
        Ok(store.job(&scope, &id)?)
    });
    let job = job.await.map_err(|problem| problem.kept(kept))?;
    sent.arrived.job = Some(job.id.clone());
    // Counted before the answer leaves: whoever ends the service then waits for it.
    let running = Running::new(state.clone());
    drop(state.jobs.runtime.spawn(run(running, sent, job.id.clone())));
    Ok(HttpResponse::Accepted()
        .insert_header((LOCATION, format!("/api/v1/jobs/{}", job.id)))
        .insert_header((APPLIED, ASYNC))
        .insert_header((RETRY_AFTER, AGAIN.to_string()))
        .json(JobView::new(job)?))
}

/// Whether the sender of a request does not wait.
fn is_asynchronous(request: &HttpRequest) -> bool {
    let said = request.headers().get_all(PREFER).filter_map(|header| header.to_str().ok());
    let mut preferences = said.flat_map(|header| header.split(','));
    preferences.any(|one| one.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(ASYNC)))
}

/// Does the work, and ends the job with what came of it.
async fn run(running: Running, sent: Sent, id: JobId) {
    let (state, scope) = (running.0.clone(), sent.scope.clone());
    let answered = tokio::select! {
        answered = work(&state, sent) => answered,
        never = renew(&state, &scope, &id) => match never {},
    };
    let outcome = match &answered {
        Ok(answer) if answer.status.as_u16() == 201 => "stored",
        Ok(_) => "already-stored",
        Err(problem) => problem.code.as_str(),
    };
    state.metrics.job_ended(outcome);
    let answer = answered.map_or_else(|problem| refusal(&problem), told);
    let job = id.clone();
    let ended = state.blocking(move |store| Ok(store.end_job(&scope, &id, &answer, Utc::now())?)).await;
    match ended {
        Ok(true) => {}
        Ok(false) => tracing::warn!(job, "a job was taken for interrupted before it ended"),
        // The lease lapses, and its sender is told that it was interrupted.
        Err(problem) => tracing::warn!(job, code = problem.code, "the answer of a job was not kept"),
    }
}

/// Renews the lease of a job as long as somebody works on it.
async fn renew(state: &State, scope: &Scope, id: &JobId) -> Infallible {
    loop {
        tokio::time::sleep(RENEWED).await;
        let (scope, id) = (scope.clone(), id.clone());
        let renewed = state.blocking(move |store| Ok(store.renew_job(&scope, &id, Utc::now())?)).await;
        if let Err(problem) = renewed {
            tracing::warn!(code = problem.code, "the lease of a job was not renewed");
        }
    }
}

fn told(answer: Answer) -> JobAnswer {
    let Answer { status, location, body } = answer;
    JobAnswer { status: status.as_u16().into(), location, body }
}

fn refusal(problem: &Problem) -> JobAnswer {
    let body = serde_json::to_string(problem).unwrap_or_default();
    JobAnswer { status: problem.status.as_u16().into(), location: None, body }
}

/// A job of one's own as it stands; one that was interrupted has ended.
///
/// # Errors
/// [`Problem::not_found`] for jobs of others.
pub(super) fn find(store: &Store, scope: &Scope, id: &str) -> Result<Job, Problem> {
    let job = store.job(scope, id)?;
    if !job.is_interrupted(Utc::now()) {
        return Ok(job);
    }
    end_interrupted(store, id, &job.upload)?;
    Ok(store.job(scope, id)?)
}

fn end_interrupted(store: &Store, id: &str, upload: &str) -> Result<(), Problem> {
    let detail = "The service ended while it worked on the file. The file is kept as it was sent: `upload` names it. Look \
                  whether the return holds it, and send the file again where it does not; nothing is stored twice.";
    let answer = refusal(&Problem::new("job-interrupted", detail).kept(upload));
    store.end_interrupted(id, &answer, Utc::now())?;
    Ok(())
}

impl Arrived {
    /// Notes how far its job is, where there is one. Nothing rests on it, and nothing waits for it.
    pub(crate) fn reaches(&self, store: &Store, scope: &Scope, step: JobStep) {
        let Some(job) = &self.job else { return };
        if let Err(error) = store.reach_step(scope, job, step, Utc::now()) {
            tracing::warn!(%error, "a step of a job was not noted");
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn who_does_not_wait_says_so_among_other_preferences() {
        let asked = |headers: &[&str]| {
            let request = headers
                .iter()
                .fold(TestRequest::default(), |request, header| request.append_header((PREFER, *header)));
            is_asynchronous(&request.to_http_request())
        };
        for yes in [
            &["respond-async"][..],
            &["Respond-Async, wait=10"],
            &["return=minimal", "respond-async"],
            &["wait=10,respond-async;foo=bar"],
        ] {
            assert!(asked(yes), "{yes:?}");
        }
        for no in [&[][..], &[""], &["respond-asynchronously"], &["wait=10; respond-async"]] {
            assert!(!asked(no), "{no:?}");
        }
    }
}
