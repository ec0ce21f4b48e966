//! Explanations that came with the file.

use schema::{At, Explanation, Finding, Place, explanation};

use super::Work;
use crate::rules;
use crate::values;

impl Work<'_> {
    /// The explanations that say something and can be kept; the others are reported with what they say.
    pub(super) fn explanations(&mut self, given: Vec<Explanation>) -> Vec<Explanation> {
        let says = |given: &Explanation| explanation::LENGTH.contains(&given.text.trim().chars().count());
        let (kept, refused): (Vec<_>, Vec<_>) = given.into_iter().partition(says);
        for explanation in refused {
            let place = Place::new(self.year, At::Submission);
            let finding = Finding::new(&rules::UNSAFE_TEXT, place, explanation.origin).outcome("explanation");
            let content = values::content(std::iter::once(explanation.text.to_string()));
            let finding = finding.arg("typed", values::shorten(&explanation.text));
            self.push(finding.arg("code", explanation.code.to_string()).arg("content", content));
        }
        kept
    }
}
