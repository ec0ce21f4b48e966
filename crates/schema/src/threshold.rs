//! Figures that rules compare with: data of the edition, each with its source.

use crate::code::RuleCode;

/// A figure a rule compares with.
#[derive(Clone, PartialEq, Debug)]
pub struct Threshold {
    /// The rule.
    pub rule: RuleCode,
    /// Which of the rule's figures, e.g. `ratio`.
    pub name: String,
    /// The figure, in the unit the rule's page names.
    pub value: f64,
    /// Where it comes from: what was measured, on what, how often.
    pub source: String,
}
