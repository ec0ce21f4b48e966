//! A revision with everything that was said about it.

use std::collections::BTreeMap;

use schema::{
    Bond, Finding, Findings, Header, Lang, Profile, Questionnaire, Response, Submission, Suggestion, Year,
};
use storage::{
    Earlier, Filed, LapsedExplanation, NewExplanation, RevisionId, Scope, StorageError, Store,
    StoredExplanation,
};

/// A finding with what it judged and the State's reason.
pub(crate) struct Judgement {
    pub(crate) finding: Finding,
    pub(crate) bond: Bond,
    pub(crate) explanation: Option<StoredExplanation>,
}

impl Judgement {
    /// Whether a reason stands beside it that nobody questioned.
    pub(crate) fn is_explained(&self) -> bool {
        self.explanation.as_ref().is_some_and(StoredExplanation::counts)
    }

    /// Whether a request that names code and place explains it. An error is corrected, not explained.
    fn is_meant(&self, code: &str, place: &str) -> bool {
        self.bond.code == *code
            && self.bond.place == place
            && self.finding.severity == schema::Severity::Warning
    }
}

/// Findings with the explanations that stand beside them.
pub(crate) fn beside(
    findings: &Findings,
    bonds: &[Bond],
    explanations: &[StoredExplanation],
) -> Vec<Judgement> {
    let judged = findings.list.iter().zip(bonds).map(|(finding, bond)| Judgement {
        finding: finding.clone(),
        bond: bond.clone(),
        explanation: explanations.iter().find(|explanation| explanation.bond == *bond).cloned(),
    });
    judged.collect()
}

/// A revision with everything that was said about it: what is shown, submitted, and written into a workbook.
pub(crate) struct Assessed {
    /// The answers.
    pub(crate) response: Response,
    /// What was found when it was stored, strongest first, with explanations.
    pub(crate) judgements: Vec<Judgement>,
    /// The explanations that lapsed with it.
    pub(crate) lapsed: Vec<LapsedExplanation>,
    /// The earlier years the State stands by.
    pub(crate) earlier: BTreeMap<Year, Earlier>,
}

impl Assessed {
    /// Reads a revision.
    pub(crate) fn read(store: &Store, scope: &Scope, revision: &RevisionId) -> Result<Self, StorageError> {
        let response = store.response(scope, revision)?;
        let explanations = store.explanations(scope, revision)?;
        let (findings, bonds) = (store.findings(scope, revision)?, store.bonds(scope, revision)?);
        Ok(Self {
            judgements: beside(&findings, &bonds, &explanations),
            lapsed: store.lapsed(scope, revision)?,
            earlier: store.earlier(scope, &response.country, response.year)?,
            response,
        })
    }

    /// Puts the explanations that stand by now beside what was found.
    pub(crate) fn beside(&mut self, explanations: &[StoredExplanation]) {
        for judgement in &mut self.judgements {
            let standing = explanations.iter().find(|explanation| explanation.bond == judgement.bond);
            judgement.explanation = standing.cloned();
        }
    }

    /// The smallest corrections that make its sums agree.
    pub(crate) fn suggestions(&self, questionnaire: &Questionnaire) -> Vec<Suggestion> {
        validation::suggest(questionnaire, &self.submission(questionnaire, None))
    }

    /// The answers as a submission; `filed` says how the file was made, where that matters.
    pub(crate) fn submission(&self, questionnaire: &Questionnaire, filed: Option<Filed>) -> Submission {
        let full = self.response.cells.keys().any(|key| {
            questionnaire.table(key.table.as_str()).is_some_and(|table| table.profile == Profile::Full)
        });
        let header = Header {
            edition: self.response.edition.clone(),
            country: self.response.country.clone(),
            cycle: filed.map_or(self.response.year.saturating_add(1), |filed| filed.cycle),
            year: self.response.year,
            language: filed.map_or(Lang::En, |filed| filed.language),
            profile: if full { Profile::Full } else { Profile::Core },
            template: None,
        };
        Submission::of(header, self.response.clone())
    }

    /// The answers of a year, its own or an earlier one.
    pub(crate) fn of_year(&self, year: Year) -> Option<&Response> {
        if year == self.response.year {
            return Some(&self.response);
        }
        self.earlier.get(&year).map(|earlier| &earlier.response)
    }

    /// Whether a warning with this code was found at this place.
    pub(crate) fn may_be_explained(&self, code: &str, place: &str) -> bool {
        self.judgements.iter().any(|judgement| judgement.is_meant(code, place))
    }

    /// The explanations that a request gives for the findings it names, where they are not there already.
    pub(crate) fn explained(&self, code: &str, place: &str, text: &str) -> Vec<NewExplanation> {
        let meant = self.judgements.iter().filter(|judgement| judgement.is_meant(code, place));
        let open = meant.filter(|judgement| {
            let standing = judgement.explanation.as_ref();
            !standing.is_some_and(|explanation| explanation.counts() && explanation.text == text)
        });
        open.map(|judgement| NewExplanation { bond: judgement.bond.clone(), text: text.to_owned() }).collect()
    }
}
