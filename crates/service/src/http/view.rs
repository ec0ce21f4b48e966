//! The wire types of returns: written out from what the database holds.

pub(crate) mod contribution;
pub(crate) mod cycle;
pub(crate) mod job;
pub(crate) mod transfer;
pub(crate) mod workflow;

use std::collections::BTreeMap;

use schema::{CellKey, Code, Observation, Origin, Record, document};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use storage::OnBehalf;
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use super::whole;
use crate::render::explanation::LapsedView;
use crate::render::view::{FindingView, NotEvaluableView};

/// How many findings of each severity there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counts {
    /// Block the gate.
    pub(crate) error: usize,
    /// Need an explanation.
    pub(crate) warning: usize,
    /// Are shown.
    pub(crate) note: usize,
}

/// Answer to an upload.
#[derive(Serialize, ToSchema)]
pub(crate) struct SubmissionView {
    /// The submission.
    pub(crate) submission: String,
    /// The upload that was received now; its original is kept.
    pub(crate) upload: String,
    /// SHA-256 of the original the revisions were read from, as a receipt names it: where `already` is set, that of the
    /// file that was sent first.
    pub(crate) original_sha256: String,
    /// Nothing new was stored: the same content had been sent before.
    pub(crate) already: bool,
    /// The reporting State.
    pub(crate) country: String,
    /// The year of the cycle.
    pub(crate) cycle: u16,
    /// The revisions, one a year.
    pub(crate) revisions: Vec<RevisionLink>,
    /// The years whose revision became the current one with this upload.
    pub(crate) moved: Vec<u16>,
    /// What became of years that the file corrects, where it is not what one may expect.
    pub(crate) notices: Vec<NoticeView>,
    /// How many findings there are.
    pub(crate) counts: Counts,
    /// Every finding, strongest first.
    pub(crate) findings: Vec<FindingView>,
    /// The rules that could not be evaluated because numbers are missing.
    pub(crate) not_evaluable: Vec<NotEvaluableView>,
    /// The explanations that no longer hold.
    pub(crate) lapsed: Vec<LapsedView>,
}

/// What was found about a revision.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingsView {
    /// The findings, strongest first, with the State's reasons.
    pub(crate) items: Vec<FindingView>,
    /// How many there are of each severity.
    pub(crate) counts: BTreeMap<String, usize>,
    /// The explanations that lapsed with this revision.
    pub(crate) lapsed: Vec<LapsedView>,
}

/// A revision and where it stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionLink {
    /// The reference year.
    pub(crate) year: u16,
    /// The revision's number within its return, from 1.
    pub(crate) number: i32,
    /// The revision.
    pub(crate) revision: String,
    /// It is the current one of its return: what is submitted where no other is named.
    pub(crate) current: bool,
    /// Its address.
    pub(crate) href: String,
}

/// Something the sender should know that no rule found.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeView {
    /// `draft-kept`: a draft of a corrected year stays the current revision of that year. `contribution-kept`: what an
    /// institution sent waits to be merged by the focal point.
    pub(crate) code: &'static str,
    /// Of which year.
    pub(crate) year: u16,
    /// In words.
    pub(crate) text: String,
}

/// A return.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReturnView {
    /// The reporting State.
    pub(crate) country: String,
    /// The reference year.
    pub(crate) year: u16,
    /// `draft`, `submitted`, `returned`, `accepted`, `cleared` or `published`.
    pub(crate) state: String,
    /// Changes with every change; guards against lost updates.
    pub(crate) version: i32,
    /// The current revision's number.
    pub(crate) current_revision: Option<i32>,
    /// The number of the revision the State submitted last: what it stands by, also where a newer draft is there.
    pub(crate) submitted_revision: Option<i32>,
    /// The number of the revision that was accepted last.
    pub(crate) accepted_revision: Option<i32>,
    /// The number of the revision that is published.
    pub(crate) published_revision: Option<i32>,
    /// The revisions, oldest first.
    pub(crate) revisions: Vec<RevisionView>,
}

/// A revision.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionView {
    /// The revision.
    pub(crate) revision: String,
    /// The number within its return, from 1.
    pub(crate) number: i32,
    /// `return`, `correction`, `import` or `contribution`.
    pub(crate) kind: String,
    /// The edition.
    pub(crate) edition: String,
    /// When it was stored, RFC 3339.
    pub(crate) created_at: String,
    /// SHA-256 of the normalised content.
    pub(crate) content_sha256: String,
}

/// One observation.
#[derive(Serialize, ToSchema)]
pub(crate) struct ObservationView {
    /// The table.
    pub(crate) table: String,
    /// The row or field.
    pub(crate) row: String,
    /// The column.
    pub(crate) column: String,
    /// First facet: `V`, `Z`, `ZU`, `NAV`, `NAP`, `INC` or `BLK`.
    pub(crate) availability: &'static str,
    /// Second facet: any of `PRV`, `EST`, `BRK`.
    pub(crate) quality: Vec<&'static str>,
    /// Third facet: `PUB` or `CNF`.
    pub(crate) confidentiality: &'static str,
    /// What stands there: a number, a text, a code or codes.
    #[schema(value_type = Json, required = true)]
    pub(crate) value: Option<Json>,
    /// The status follows from the table's declaration.
    pub(crate) inherited: bool,
    /// The note.
    pub(crate) note: Option<String>,
    /// Who supplied it, as published.
    pub(crate) source: Option<String>,
    /// Where it was read, e.g. `M1!D12`, a JSON pointer or a line.
    pub(crate) origin: Option<String>,
    /// SHA-256 of the file it was read from.
    pub(crate) original_sha256: Option<String>,
    /// Why it differs from what was reported first: a code of the list `correction-reason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) correction_reason: Option<String>,
}

impl ObservationView {
    /// From what is stored.
    pub(crate) fn new(key: &CellKey, observation: &Observation, reason: Option<&Code>) -> Self {
        Self {
            table: key.table.to_string(),
            row: key.row.to_string(),
            column: key.column.to_string(),
            availability: observation.availability.code(),
            quality: observation.quality.iter().map(|flag| flag.code()).collect(),
            confidentiality: observation.confidentiality.code(),
            value: document::cell(observation),
            inherited: observation.inherited,
            note: observation.note.as_deref().map(str::to_owned),
            source: observation.source.as_deref().map(str::to_owned),
            origin: observation.origin.as_ref().map(Origin::to_string),
            original_sha256: observation.upload.as_deref().map(str::to_owned),
            correction_reason: reason.map(ToString::to_string),
        }
    }
}

/// One significant seizure, with its lines of arms, suspects and the rest.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeizureView {
    /// The record table.
    pub(crate) table: String,
    /// The State's reference of the case.
    pub(crate) case: String,
    /// Where it was read.
    pub(crate) origin: Option<String>,
    /// The answers by field, child lines by child table.
    #[schema(value_type = Object)]
    pub(crate) answers: Json,
}

impl SeizureView {
    /// From what is stored.
    pub(crate) fn new(table: &str, case: &str, record: &Record) -> Self {
        let mut answers = Map::new();
        for (field, observation) in &record.answers {
            answers.extend(document::cell(observation).map(|cell| (field.to_string(), cell)));
        }
        for (child, lines) in &record.children {
            let lines = lines.iter().map(|line| {
                let members = line.iter().filter_map(|(field, observation)| {
                    Some((field.to_string(), document::cell(observation)?))
                });
                Json::Object(members.collect())
            });
            answers.insert(child.to_string(), lines.collect());
        }
        let origin = record
            .origin
            .as_ref()
            .or_else(|| record.answers.values().find_map(|observation| observation.origin.as_ref()));
        Self {
            table: table.to_owned(),
            case: case.to_owned(),
            origin: origin.map(Origin::to_string),
            answers: Json::Object(answers),
        }
    }
}

/// Asks for the submission of a return.
#[derive(Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubmitRequest {
    /// The revision to submit, by number; the current one without it.
    #[serde(default, deserialize_with = "whole::optional")]
    #[validate(range(min = 1))]
    #[schema(minimum = 1, maximum = 2_147_483_647)]
    pub(crate) revision: Option<i32>,
    /// "I am authorised to submit this return": must be true.
    pub(crate) declaration: bool,
    /// The State's reasons, one for each warning.
    #[serde(default)]
    #[validate(length(max = 2000), nested)]
    #[schema(max_items = 2000)]
    pub(crate) explanations: Vec<ExplanationRequest>,
    /// For a reviewer who enters what a State said in another way; `explanations` are then those of the evidence. Somebody
    /// else accepts all of it.
    #[serde(default)]
    #[validate(nested)]
    pub(crate) on_behalf: Option<OnBehalfRequest>,
}

/// Why the secretariat submits for a State, and what shows that the State said it.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnBehalfRequest {
    /// Why the State does not submit by itself.
    #[validate(length(min = 3, max = 2000), custom(function = "says_something"))]
    #[schema(min_length = 3, max_length = 2000, pattern = r"^[^\x00]*\S[^\x00]*$")]
    pub(crate) reason: String,
    /// The upload of the evidence: a letter, a mail; sent before by `POST …/evidence`.
    #[validate(length(min = 1, max = 40), custom(function = "is_text"))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\x00]*$")]
    pub(crate) evidence: String,
}

impl OnBehalfRequest {
    pub(crate) fn meant(&self) -> OnBehalf {
        OnBehalf { reason: self.reason.clone(), evidence: self.evidence.clone() }
    }
}

/// A file that shows what a State said.
#[derive(Serialize, ToSchema)]
pub(crate) struct EvidenceView {
    /// The upload; its file is at `/api/v1/uploads/{id}/original`.
    pub(crate) upload: String,
    /// SHA-256 of the file, in hexadecimal.
    pub(crate) sha256: String,
}

/// The State's reason for what a rule found strange.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplanationRequest {
    /// The rule's code.
    #[validate(length(min = 3, max = 20))]
    #[schema(min_length = 3, max_length = 20)]
    pub(crate) code: String,
    /// The place, as the finding names it.
    #[validate(length(min = 4, max = 300), custom(function = "is_text"))]
    #[schema(min_length = 4, max_length = 300, pattern = r"^[^\x00]*$")]
    pub(crate) place: String,
    /// The reason.
    #[validate(length(min = 3, max = 4000), custom(function = "says_something"))]
    #[schema(min_length = 3, max_length = 4000, pattern = r"^[^\x00]*\S[^\x00]*$")]
    pub(crate) text: String,
}

/// Spaces are no reason.
fn says_something(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { is_text(text) }
}

/// NUL stands in no text: PostgreSQL has none that holds it, so neither database is given one.
pub(crate) fn is_text(text: &str) -> Result<(), ValidationError> {
    if text.contains('\0') { Err(ValidationError::new("nul")) } else { Ok(()) }
}

/// What a reviewer says to an explanation.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionRequest {
    /// `accepted`, or `questioned`: then the finding is open again.
    pub(crate) decision: DecisionName,
    /// Why; must be there to question an explanation.
    #[serde(default)]
    #[validate(length(max = 4000), custom(function = "is_text"))]
    #[schema(max_length = 4000, pattern = r"^[^\x00]*$")]
    pub(crate) text: String,
}

/// The two decisions.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DecisionName {
    /// It explains what was found.
    Accepted,
    /// It does not.
    Questioned,
}

/// A list with a way on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Listing<T: ToSchema> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// How many there are in each class, where that is asked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) counts: BTreeMap<String, usize>,
}
