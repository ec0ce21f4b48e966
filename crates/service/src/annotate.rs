//! Findings with what belongs to them: what an explanation is bound to, the explanation, the suggested corrections.

use std::collections::BTreeMap;

use export::workbook::Annotation;
use schema::explanation::judged;
use schema::{Bond, Explanation, Finding, Findings, Questionnaire, Response, RuleCode, Suggestion};

/// The versions of all rules of an edition.
pub(crate) fn versions(questionnaire: &Questionnaire) -> BTreeMap<RuleCode, String> {
    let of_intake = intake::RULES.iter().map(|rule| (rule.code.into(), rule.since.to_owned()));
    let of_validation =
        validation::catalogue(questionnaire).into_iter().map(|rule| (rule.code, rule.version));
    of_intake.chain(of_validation).collect()
}

/// What an explanation of a finding is bound to.
pub(crate) fn bond(
    questionnaire: &Questionnaire,
    versions: &BTreeMap<RuleCode, String>,
    finding: &Finding,
    response: &Response,
) -> Bond {
    Bond {
        code: finding.code.clone(),
        place: finding.place().map(ToString::to_string).unwrap_or_default(),
        judged: judged(questionnaire, finding, response),
        rule_version: versions.get(&finding.code).cloned().unwrap_or_default(),
    }
}

/// Whether an explanation of a file speaks of what a bond stands for, as it stands now.
pub(crate) fn holds(explanation: &Explanation, bond: &Bond) -> bool {
    explanation.code == bond.code
        && explanation.place == bond.place
        && explanation.judged.as_ref().is_none_or(|judged| *judged == bond.judged)
        && explanation.rule_version.as_ref().is_none_or(|version| *version == bond.rule_version)
}

/// Annotations of a file that is checked by itself: its own explanations, where they still hold.
pub(crate) fn of_file<'a>(
    questionnaire: &Questionnaire,
    findings: &'a Findings,
    response: &Response,
    explanations: &[Explanation],
    suggestions: &'a [Suggestion],
) -> Vec<Annotation<'a>> {
    let versions = versions(questionnaire);
    let annotations = findings.list.iter().map(|finding| {
        let bond = bond(questionnaire, &versions, finding, response);
        let explanation = explanations.iter().find(|explanation| holds(explanation, &bond));
        Annotation {
            finding,
            bond,
            state: explanation.map(|_| "explanation.given"),
            explanation: explanation.map(|explanation| explanation.text.to_string()),
            suggestions: suggestions.iter().filter(|suggestion| suggestion.satisfies(finding)).collect(),
        }
    });
    annotations.collect()
}
