//! The catalogue of all rules: those of intake, the Rust rules and the declared relations.

use std::collections::BTreeMap;

use schema::{Questionnaire, RuleCode, Severity};
use serde::Serialize;
use utoipa::ToSchema;

/// A rule as the catalogue shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RuleEntry {
    /// The code, e.g. `CTX-09`. Never reused.
    pub code: String,
    /// What is wrong, in kebab case.
    pub name: String,
    /// The family: the prefix of the code.
    pub family: String,
    /// Every severity it can raise, the heaviest first: `error`, `warning`, `note`.
    pub severities: Vec<&'static str>,
    /// The gate at which it counts: `submit`, `accept` or `publish`.
    pub gate: &'static str,
    /// The version of the rule set that brought it.
    pub since: String,
    /// What it looks at: tables, cells, `file`, `earlier years` and the like.
    pub inputs: Vec<String>,
    /// The rule's page, in Markdown.
    #[serde(skip)]
    pub page: String,
}

/// The version of the rule set, recorded with every revision.
pub(crate) const RULE_SET: &str = "2026.2";

/// All rules that can be shown, by code.
pub fn catalogue(questionnaire: &Questionnaire) -> Vec<RuleEntry> {
    let of_intake = intake::RULES.iter().map(|rule| RuleEntry {
        code: rule.code.to_owned(),
        name: rule.name.to_owned(),
        family: family(rule.code),
        severities: codes(rule.severities),
        gate: rule.gate.code(),
        since: rule.since.to_owned(),
        inputs: rule.inputs.iter().map(|input| (*input).to_owned()).collect(),
        page: rule.page.to_owned(),
    });
    let of_validation = validation::catalogue(questionnaire).into_iter().map(|rule| RuleEntry {
        family: family(rule.code.as_str()),
        code: rule.code.to_string(),
        name: rule.name,
        severities: codes(&rule.severities),
        gate: rule.gate.code(),
        since: rule.since,
        inputs: rule.inputs,
        page: rule.page,
    });
    let mut rules: Vec<_> = of_intake.chain(of_validation).collect();
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    rules
}

/// The version of each rule: what an explanation is bound to. The rules of intake change with the rule set.
pub(crate) fn versions(questionnaire: &Questionnaire) -> BTreeMap<RuleCode, String> {
    let of_intake = intake::RULES.iter().map(|rule| (rule.code.into(), rule.since.to_owned()));
    let of_validation =
        validation::catalogue(questionnaire).into_iter().map(|rule| (rule.code, rule.version));
    of_intake.chain(of_validation).collect()
}

fn family(code: &str) -> String {
    schema::RuleCode::from(code).family().to_owned()
}

fn codes(severities: &[Severity]) -> Vec<&'static str> {
    severities.iter().map(|severity| severity.code()).collect()
}

/// A rule by code, in any case.
pub(crate) fn find(questionnaire: &Questionnaire, code: &str) -> Option<RuleEntry> {
    catalogue(questionnaire).into_iter().find(|rule| rule.code.eq_ignore_ascii_case(code))
}
