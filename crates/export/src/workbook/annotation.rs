//! What was found about a return, given back in its workbook.

use std::collections::BTreeMap;

use rust_xlsxwriter::Note;
use schema::{Bond, Finding, Place, Questionnaire, Severity, Suggestion};

use super::WorkbookOptions;

/// The most characters of a note on a cell; what goes beyond stands on the sheet of findings alone.
const MOST_CHARACTERS: usize = 1_200;

/// A finding with what belongs to it.
#[derive(Clone, Debug)]
pub struct Annotation<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// What an explanation of it is bound to.
    pub bond: Bond,
    /// The State's explanation, where there is one.
    pub explanation: Option<String>,
    /// What became of the explanation: a text key, e.g. `explanation.accepted`.
    pub state: Option<&'static str>,
    /// The smallest corrections that would satisfy it.
    pub suggestions: Vec<&'a Suggestion>,
}

/// What a cell says about itself.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The heaviest of its findings.
    pub(super) severity: Severity,
    texts: Vec<String>,
}

impl Mark {
    /// The note on the cell: whole findings, as many as fit; `more` says how many do not, as `{count}`.
    pub(super) fn note(&self, more: &str) -> Note {
        let mut text = String::new();
        for (index, part) in self.texts.iter().enumerate() {
            if index > 0 && text.chars().count() + part.chars().count() > MOST_CHARACTERS {
                let left = self.texts.len() - index;
                text.push_str("\n\n");
                text.push_str(&more.replace("{count}", &left.to_string()));
                break;
            }
            text.push_str(if index > 0 { "\n\n" } else { "" });
            text.push_str(part);
        }
        let lines = u32::try_from(text.chars().count() / 42 + text.matches('\n').count() + 2).unwrap_or(20);
        super::cells::note(&text).set_width(320).set_height(18 * lines.clamp(4, 30))
    }
}

/// The marks of all places: the place to mend first of every finding, with its words.
pub(super) fn marks(questionnaire: &Questionnaire, options: &WorkbookOptions<'_>) -> BTreeMap<Place, Mark> {
    let mut marks: BTreeMap<Place, Mark> = BTreeMap::new();
    for annotation in options.annotations {
        let Some(place) = annotation.finding.place() else { continue };
        let message = questionnaire.message(annotation.finding, options.lang);
        let text = format!("{}\n{}\n{}", annotation.finding.code, message.what, message.todo);
        let severity = annotation.finding.severity;
        let mark = marks.entry(place.clone()).or_insert_with(|| Mark { severity, texts: Vec::new() });
        mark.severity = mark.severity.min(severity);
        mark.texts.push(text);
    }
    marks
}
