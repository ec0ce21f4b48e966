//! The wire types of contributions and their merge.

use std::collections::BTreeMap;

use schema::Origin;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use storage::Contribution;
use utoipa::ToSchema;
use validator::Validate;

use crate::merge::{Answered, Choices, Conflict};

/// Tables of a return that an institution sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContributionView {
    /// The revision that holds it: its id names it in a merge.
    pub(crate) revision: String,
    /// The revision's number within the return; `?revision=` shows its answers and findings.
    pub(crate) number: i32,
    /// The institution; null where the account does not state it.
    pub(crate) institution: Option<String>,
    /// The account that sent it.
    pub(crate) sender: String,
    /// When, RFC 3339.
    pub(crate) sent_at: String,
    /// The tables it answers.
    pub(crate) tables: Vec<String>,
    /// SHA-256 of the file.
    pub(crate) original_sha256: String,
    /// The number of the revision it was merged into; null where it was not.
    pub(crate) merged_into: Option<i32>,
    /// The institution sent all its tables again.
    pub(crate) superseded: bool,
}

impl ContributionView {
    /// From what is stored.
    pub(crate) fn new(contribution: Contribution, superseded: bool) -> Self {
        let Contribution { revision, institution, sender, tables, original_sha256, merged_into } =
            contribution;
        Self {
            revision: revision.id,
            number: revision.number,
            // Where none is stated, the account stands for itself.
            institution: Some(institution).filter(|institution| *institution != sender),
            sender,
            sent_at: revision.created_at.to_rfc3339(),
            tables: tables.iter().map(ToString::to_string).collect(),
            original_sha256,
            merged_into,
            superseded,
        }
    }
}

/// What a merge would give.
#[derive(Serialize, ToSchema)]
pub(crate) struct MergeView {
    /// The contributions that would be merged, by the ids of their revisions.
    pub(crate) contributions: Vec<String>,
    /// How many answers there would be.
    pub(crate) answers: usize,
    /// How many answers of before fall away, since their institution sent their table again.
    pub(crate) replaced: usize,
    /// How many places are answered differently: at each somebody has to choose.
    pub(crate) conflicting: usize,
    /// The first five thousand of these places, in the order of the questionnaire's codes.
    pub(crate) conflicts: Vec<ConflictView>,
}

/// A place that is answered differently.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConflictView {
    /// The place: a cell, an item of a table, or a case. A choice names it.
    pub(crate) place: String,
    /// Who answers what.
    pub(crate) answers: Vec<AnsweredView>,
}

/// One of several answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnsweredView {
    /// `draft`, or the revision of the contribution. A choice names it.
    pub(crate) from: String,
    /// The answer, as a document holds it: a number, a status, a text, a whole case.
    #[schema(value_type = Json, required = true)]
    pub(crate) answer: Json,
    /// Where it was read, e.g. `M1!D12`.
    pub(crate) origin: Option<String>,
    /// SHA-256 of the file it was read from.
    pub(crate) original_sha256: Option<String>,
}

impl From<Conflict> for ConflictView {
    fn from(conflict: Conflict) -> Self {
        let answers = conflict.answers.into_iter().map(AnsweredView::from);
        Self { place: conflict.place.to_string(), answers: answers.collect() }
    }
}

impl From<Answered> for AnsweredView {
    fn from(answered: Answered) -> Self {
        Self {
            from: answered.from,
            answer: answered.answer,
            origin: answered.origin.as_ref().map(Origin::to_string),
            original_sha256: answered.upload.as_deref().map(str::to_owned),
        }
    }
}

/// Merges contributions.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeRequest {
    /// The contributions, by the ids of their revisions. Of several of one institution the later one counts, table by table.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub(crate) contributions: Vec<String>,
    /// Which answer is taken where answers differ.
    #[serde(default)]
    #[validate(length(max = 5_000), nested)]
    #[schema(max_items = 5_000)]
    pub(crate) choices: Vec<ChoiceRequest>,
}

/// Which answer is taken at a place.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceRequest {
    /// The place, as the conflict names it.
    #[validate(length(min = 4, max = 300))]
    #[schema(min_length = 4, max_length = 300)]
    pub(crate) place: String,
    /// `draft`, or the revision of a contribution.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub(crate) from: String,
}

impl MergeRequest {
    /// The choices by place; of two for one place the last counts.
    pub(crate) fn choices(&self) -> Choices {
        let choices = self.choices.iter().map(|choice| (choice.place.clone(), choice.from.clone()));
        choices.collect::<BTreeMap<_, _>>()
    }
}
