//! The wire types of jobs.

use serde::Serialize;
use serde_json::Value;
use storage::{Job, JobAnswer, JobStep};
use utoipa::ToSchema;

use super::SubmissionView;
use crate::http::problem::Problem;

/// How a job stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JobState {
    /// Somebody works on it.
    Running,
    /// The file was taken; the answer says what came of it.
    Done,
    /// The file was refused, or the work was interrupted; the answer is a problem.
    Failed,
}

impl JobState {
    /// By the answer that there is.
    pub(crate) fn of(answer: Option<&JobAnswer>) -> Self {
        match answer {
            None => Self::Running,
            Some(answer) if answer.status < 400 => Self::Done,
            Some(_) => Self::Failed,
        }
    }
}

/// A step on the way of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StepOfJob {
    /// The original is kept.
    Kept,
    /// It waits for a process that reads it, or is read.
    Reading,
    /// What was read is checked.
    Checking,
    /// What was found is stored.
    Storing,
}

impl From<JobStep> for StepOfJob {
    fn from(step: JobStep) -> Self {
        match step {
            JobStep::Kept => Self::Kept,
            JobStep::Reading => Self::Reading,
            JobStep::Checking => Self::Checking,
            JobStep::Storing => Self::Storing,
        }
    }
}

/// A step that was reached.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReachedView {
    /// Which.
    step: StepOfJob,
    /// When, RFC 3339 in UTC.
    at: String,
}

/// What a request is answered.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = JobAnswerBody)]
#[expect(dead_code, reason = "it describes bodies that are kept as they were written")]
pub(crate) enum Body {
    /// What became of the file.
    #[schema(title = "SubmissionBody")]
    Submission(SubmissionView),
    /// Why it was refused.
    #[schema(title = "ProblemBody")]
    Problem(Problem),
}

/// The answer that the request would have got, had its sender waited.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobAnswerView {
    /// The HTTP status.
    status: u16,
    /// Where what was made is.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// The body.
    #[schema(value_type = Body)]
    body: Value,
}

/// Work on a file.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobView {
    /// The job.
    id: String,
    /// How it stands.
    state: JobState,
    /// The last step that was reached.
    step: StepOfJob,
    /// The State for which the file was sent.
    country: String,
    /// The year of the cycle.
    cycle: u16,
    /// The upload; its original is kept whatever becomes of it.
    upload: String,
    /// The steps that were reached, in their order.
    steps: Vec<ReachedView>,
    /// When it ended, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    /// The answer; there once the job ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<JobAnswerView>,
}

impl JobView {
    /// A job, as its sender sees it.
    ///
    /// # Errors
    /// Where what is kept of it is damaged.
    pub(crate) fn new(job: Job) -> Result<Self, Problem> {
        let damaged = || Problem::internal("the kept answer of a job is damaged");
        let state = JobState::of(job.answer.as_ref());
        let (step, _) = job.steps.last().ok_or_else(damaged)?;
        let answer = job.answer.map(|answer| {
            let status = u16::try_from(answer.status).map_err(|_| damaged())?;
            let body = serde_json::from_str(&answer.body).map_err(|_| damaged())?;
            Ok::<_, Problem>(JobAnswerView { status, location: answer.location, body })
        });
        Ok(Self {
            id: job.id,
            state,
            step: (*step).into(),
            country: job.country.to_string(),
            cycle: job.cycle,
            upload: job.upload,
            steps: job.steps.into_iter().map(|(step, at)| ReachedView { step: step.into(), at }).collect(),
            ended_at: job.ended_at,
            answer: answer.transpose()?,
        })
    }
}
