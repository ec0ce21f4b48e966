//! Findings with what belongs to them in a workbook that is given back: the explanation, the suggested corrections.

use export::workbook::Annotation;
use schema::{Bond, Explanation, Findings, Questionnaire, Response, Suggestion};
use storage::StoredExplanation;

use crate::assessed::Judgement;
use crate::render::explanation::ExplanationView;
use crate::{explanations, rules};

/// Annotations of a file that is checked by itself: its own explanations, where they still hold.
pub(crate) fn of_file<'a>(
    questionnaire: &Questionnaire,
    findings: &'a Findings,
    response: &Response,
    file: &[Explanation],
    suggestions: &'a [Suggestion],
) -> Vec<Annotation<'a>> {
    let bonds = explanations::bonds(questionnaire, findings, response, &rules::versions(questionnaire));
    let given = explanations::hold(&bonds, file, &[]).given;
    let annotations = findings.list.iter().zip(bonds).map(|(finding, bond)| {
        let explanation = given.iter().find(|given| given.bond == bond);
        Annotation {
            finding,
            state: explanation.map(|_| "explanation.given"),
            explanation: explanation.map(|explanation| explanation.text.clone()),
            suggestions: suggestions.iter().filter(|suggestion| suggestion.satisfies(finding)).collect(),
            bond,
        }
    });
    annotations.collect()
}

/// Annotations of a stored revision.
pub(crate) fn of_judgements<'a>(
    judgements: &'a [Judgement],
    suggestions: &'a [Suggestion],
) -> Vec<Annotation<'a>> {
    let annotations = judgements.iter().map(|judgement| {
        let Judgement { finding, bond, explanation } = judgement;
        let bond: Bond = bond.clone();
        Annotation {
            finding,
            bond,
            explanation: explanation.as_ref().map(|explanation| explanation.text.clone()),
            state: explanation.as_ref().map(state),
            suggestions: suggestions.iter().filter(|suggestion| suggestion.satisfies(finding)).collect(),
        }
    });
    annotations.collect()
}

/// What became of an explanation, as a text key.
fn state(explanation: &StoredExplanation) -> &'static str {
    match ExplanationView::from(explanation).state {
        "accepted" => "explanation.accepted",
        "questioned" => "explanation.questioned",
        "carried" => "explanation.carried",
        _ => "explanation.given",
    }
}
