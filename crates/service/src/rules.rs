//! The catalogue of all rules: those of intake, the Rust rules and the declared relations.

use schema::{Gate, Questionnaire, Severity};
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
    /// The rule's page, in Markdown.
    #[serde(skip)]
    pub page: String,
}

/// The version of the rule set, recorded with every revision.
pub(crate) const RULE_SET: &str = "2026.1";

/// All rules that can be shown, by code.
pub fn catalogue(questionnaire: &Questionnaire) -> Vec<RuleEntry> {
    let entry =
        |code: &str, name: &str, severities: &[Severity], gate: Gate, since: &str, page: &str| RuleEntry {
            code: code.to_owned(),
            name: name.to_owned(),
            family: schema::RuleCode::from(code).family().to_owned(),
            severities: severities.iter().map(|severity| severity.code()).collect(),
            gate: gate.code(),
            since: since.to_owned(),
            page: page.to_owned(),
        };
    let mut rules: Vec<_> = intake::RULES
        .iter()
        .map(|rule| entry(rule.code, rule.name, rule.severities, rule.gate, rule.since, rule.page))
        .collect();
    rules.extend(validation::catalogue(questionnaire).iter().map(|rule| {
        entry(rule.code.as_str(), &rule.name, &rule.severities, rule.gate, &rule.since, &rule.page)
    }));
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    rules
}

/// A rule by code, in any case.
pub(crate) fn find(questionnaire: &Questionnaire, code: &str) -> Option<RuleEntry> {
    catalogue(questionnaire).into_iter().find(|rule| rule.code.eq_ignore_ascii_case(code))
}
