//! The State's reasons for what rules found strange: each is bound to rule, place and figures, and holds as long as they
//! stay what they are.

use std::collections::BTreeMap;

use schema::{Bond, Findings, Questionnaire, Response, RuleCode, explanation};

/// What each finding judged, in the order of the findings.
pub(crate) fn bonds(
    questionnaire: &Questionnaire,
    findings: &Findings,
    response: &Response,
    versions: &BTreeMap<RuleCode, String>,
) -> Vec<Bond> {
    let bond = |finding: &schema::Finding| Bond {
        code: finding.code.clone(),
        place: finding.place().map(ToString::to_string).unwrap_or_default(),
        judged: explanation::judged(questionnaire, finding, response),
        rule_version: versions.get(&finding.code).cloned().unwrap_or_default(),
    };
    findings.list.iter().map(bond).collect()
}
