//! The State's reasons as they go out.

use schema::Bond;
use serde::Serialize;
use storage::{Decided, LapsedExplanation, StoredExplanation};
use utoipa::ToSchema;

/// The State's reason beside a finding.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ExplanationView {
    /// The explanation.
    pub(crate) id: String,
    /// The rule's code.
    pub(crate) code: String,
    /// The place, as the finding names it.
    pub(crate) place: String,
    /// The reason.
    pub(crate) text: String,
    /// `given` with this revision, `carried` from an earlier one, `accepted` or `questioned` by a reviewer. What is
    /// questioned is open again.
    pub(crate) state: &'static str,
    /// Who gave it.
    pub(crate) by: String,
    /// When it was first given, RFC 3339.
    pub(crate) at: String,
    /// What the reviewer said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<DecisionView>,
}

/// What a reviewer said to an explanation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DecisionView {
    /// Why; may be empty where it was accepted.
    pub(crate) text: String,
    /// Who.
    pub(crate) by: String,
    /// When, RFC 3339.
    pub(crate) at: String,
}

/// A reason that no longer holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LapsedView {
    /// The rule's code.
    pub(crate) code: String,
    /// The place it explained.
    pub(crate) place: String,
    /// The reason that was given.
    pub(crate) text: String,
    /// `value`: a figure it explained has changed; `rule`: the rule has changed; `resolved`: the rule no longer finds
    /// anything there.
    pub(crate) reason: &'static str,
}

impl From<&StoredExplanation> for ExplanationView {
    fn from(stored: &StoredExplanation) -> Self {
        let Bond { code, place, .. } = &stored.bond;
        let state = match (&stored.decision, &stored.carried_from) {
            (Some(decided), _) => decided.decision.code(),
            (None, Some(_)) => "carried",
            (None, None) => "given",
        };
        Self {
            id: stored.id.clone(),
            code: code.to_string(),
            place: place.clone(),
            text: stored.text.clone(),
            state,
            by: stored.by.clone(),
            at: stored.at.to_rfc3339(),
            decision: stored.decision.as_ref().map(DecisionView::from),
        }
    }
}

impl From<&Decided> for DecisionView {
    fn from(decided: &Decided) -> Self {
        Self { text: decided.text.clone(), by: decided.by.clone(), at: decided.at.to_rfc3339() }
    }
}

impl From<&LapsedExplanation> for LapsedView {
    fn from(lapsed: &LapsedExplanation) -> Self {
        Self {
            code: lapsed.bond.code.to_string(),
            place: lapsed.bond.place.clone(),
            text: lapsed.text.clone(),
            reason: lapsed.reason.code(),
        }
    }
}
