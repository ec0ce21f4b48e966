//! Findings for people and programs. One view, three printers.

pub(crate) mod explanation;
pub(crate) mod json;
pub(crate) mod plain;
pub(crate) mod text;
pub(crate) mod view;

use schema::Lang;

use crate::pipeline::Received;

/// What is printed: a file's findings in a language.
pub(crate) struct Report<'a> {
    /// The file's name.
    pub(crate) file: &'a str,
    /// What came out of it.
    pub(crate) received: &'a Received<'a>,
    /// The language of the sentences.
    pub(crate) lang: Lang,
}

impl Report<'_> {
    fn views(&self) -> Vec<view::FindingView> {
        let responses = |year| self.received.response(year);
        let questionnaire = self.received.questionnaire;
        let submission = &self.received.submission;
        let suggestions = validation::suggest(questionnaire, submission);
        let views = self.received.findings.list.iter().map(|finding| view::FindingView {
            suggestions: view::suggestions(
                questionnaire,
                finding,
                &suggestions,
                &submission.response,
                self.lang,
            ),
            ..view::finding(questionnaire, finding, self.lang, &responses)
        });
        views.collect()
    }
}
