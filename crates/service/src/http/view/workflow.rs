//! The wire types of steps and questions.

use serde::{Deserialize, Serialize};
use storage::{Message, Question, Step, TakenStep};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use super::{is_text, says_something};
use crate::http::problem::Problem;
use crate::http::whole;

/// The steps behind submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StepName {
    /// The State takes back what it submitted and nobody has accepted.
    Recall,
    /// A reviewer gives the return back.
    Return,
    /// A reviewer accepts it.
    Accept,
    /// The State clears tables for publication.
    Clear,
    /// The State takes its clearance back.
    Withdraw,
}

/// A step to be taken.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepRequest {
    /// Which.
    pub(crate) step: StepName,
    /// Why; must be there to give a return back.
    #[serde(default)]
    #[validate(length(max = 4000), custom(function = "is_text"))]
    #[schema(max_length = 4000, pattern = r"^[^\x00]*$")]
    pub(crate) reason: Option<String>,
    /// The tables that are cleared, by their ids; for `clear` only. What is not named stays inside.
    #[serde(default)]
    #[validate(length(max = 200), custom(function = "are_short"))]
    #[schema(max_items = 200)]
    pub(crate) tables: Vec<String>,
}

/// No table has a longer name.
fn are_short(tables: &[String]) -> Result<(), ValidationError> {
    if tables.iter().all(|table| table.len() <= 40) { Ok(()) } else { Err(ValidationError::new("names")) }
}

impl StepRequest {
    /// Whether the step has what it takes, and nothing that it does not.
    pub(crate) fn must_hold_together(&self) -> Result<(), Problem> {
        let reason = self.reason.as_deref().unwrap_or_default().trim();
        let wrong = match (self.step, self.tables.is_empty()) {
            (StepName::Clear, true) => "Name in `tables` what is cleared for publication.",
            (StepName::Clear, false) => return Ok(()),
            (_, false) => "`tables` belongs to the step `clear` only. Leave it out.",
            (StepName::Return, true) if reason.is_empty() => {
                "Say in `reason` what the State has to correct or explain."
            }
            _ => return Ok(()),
        };
        Err(Problem::new("invalid-request", wrong))
    }
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct StepView {
    /// Its number within the return, from 1.
    pub(crate) number: i32,
    /// `submitted`, `recalled`, `returned`, `accepted`, `cleared`, `clearance_withdrawn` or `published`.
    pub(crate) step: &'static str,
    /// Where the return stood before.
    pub(crate) from: &'static str,
    /// Where it stood after.
    pub(crate) to: &'static str,
    /// The number of the revision it was about.
    pub(crate) revision: Option<i32>,
    /// Why.
    pub(crate) reason: Option<String>,
    /// Who took it.
    pub(crate) by: String,
    /// When, RFC 3339.
    pub(crate) at: String,
    /// The tables it cleared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tables: Vec<String>,
    /// The upload that shows what the State said, where the secretariat submitted for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) evidence: Option<String>,
}

impl From<TakenStep> for StepView {
    fn from(taken: TakenStep) -> Self {
        Self {
            number: taken.number,
            step: Step::code(taken.step),
            from: taken.from.code(),
            to: taken.to.code(),
            revision: taken.revision,
            reason: taken.reason,
            by: taken.by,
            at: taken.at.to_rfc3339(),
            tables: taken.tables.iter().map(ToString::to_string).collect(),
            evidence: taken.evidence,
        }
    }
}

/// A question about a place of a return.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionRequest {
    /// The place, as findings name it, e.g. `2025:SZ.TYPE/PISTOL/COUNT`.
    #[validate(length(min = 4, max = 300), custom(function = "is_text"))]
    #[schema(min_length = 4, max_length = 300, pattern = r"^[^\x00]*$")]
    pub(crate) place: String,
    /// The question.
    #[validate(length(min = 3, max = 4000), custom(function = "says_something"))]
    #[schema(min_length = 3, max_length = 4000, pattern = r"^[^\x00]*\S[^\x00]*$")]
    pub(crate) text: String,
    /// The revision it is about, by number; the submitted one without it.
    #[serde(default, deserialize_with = "whole::optional")]
    #[validate(range(min = 1))]
    #[schema(minimum = 1, maximum = 2_147_483_647)]
    pub(crate) revision: Option<i32>,
}

/// Something said to a question.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageRequest {
    /// What.
    #[validate(length(min = 1, max = 4000), custom(function = "says_something"))]
    #[schema(min_length = 1, max_length = 4000, pattern = r"^[^\x00]*\S[^\x00]*$")]
    pub(crate) text: String,
}

/// A thread on a place of a return.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuestionView {
    /// The id.
    pub(crate) id: String,
    /// The number of the revision it was asked about.
    pub(crate) revision: i32,
    /// The place.
    pub(crate) place: String,
    /// Nobody has closed it.
    pub(crate) open: bool,
    /// When it was closed, RFC 3339.
    pub(crate) closed_at: Option<String>,
    /// What was said, oldest first; the first is the question.
    pub(crate) messages: Vec<MessageView>,
}

/// A message of a thread.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// What.
    pub(crate) text: String,
    /// Who said it.
    pub(crate) by: String,
    /// When, RFC 3339.
    pub(crate) at: String,
}

impl From<Question> for QuestionView {
    fn from(question: Question) -> Self {
        let message = |said: Message| MessageView { text: said.text, by: said.by, at: said.at.to_rfc3339() };
        Self {
            id: question.id,
            revision: question.revision,
            place: question.place,
            open: question.closed.is_none(),
            closed_at: question.closed.map(|(at, _)| at.to_rfc3339()),
            messages: question.messages.into_iter().map(message).collect(),
        }
    }
}
