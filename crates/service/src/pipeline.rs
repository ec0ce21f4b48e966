//! The stages in order: the handler, the command line and the suite call the same composition.

use std::collections::{BTreeMap, BTreeSet};

use intake::{IntakeError, Limits, Upload};
use schema::{Catalogue, CellKey, Code, Findings, Header, Questionnaire, Response, Submission, Year};
use storage::Earlier;
use validation::{History, Known};

use crate::corrections::{self, CorrectedYear};

/// What was there before a file came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Before {
    /// What rules may look at.
    pub(crate) known: Known,
    /// Why cells of earlier years differ from what was reported first.
    pub(crate) reasons: BTreeMap<Year, BTreeMap<CellKey, Code>>,
    /// What was found about earlier years when they were stored.
    pub(crate) findings: BTreeMap<Year, Findings>,
}

impl Before {
    /// What is known where a file is checked by itself.
    pub(crate) fn of_cycle(cycle: Year) -> Self {
        Self { known: Known::of_cycle(cycle), ..Self::default() }
    }

    /// What a database knows of a State: the earlier years it stands by, and what published files say of it.
    pub(crate) fn of_state(
        earlier: BTreeMap<Year, Earlier>,
        published: BTreeMap<Year, Response>,
        header: &Header,
    ) -> Self {
        let mut before = Self::of_cycle(header.cycle);
        before.known.history = History::Complete;
        before.known.published = published;
        for (year, earlier) in earlier {
            before.known.earlier.insert(year, earlier.response);
            before.reasons.insert(year, earlier.reasons);
            before.findings.insert(year, earlier.findings);
        }
        before
    }
}

/// What came out of a readable file.
pub(crate) struct Received<'a> {
    /// The edition it was read under.
    pub(crate) questionnaire: &'a Questionnaire,
    /// What it says.
    pub(crate) submission: Submission,
    /// What is to be said about the year of the return.
    pub(crate) own: Findings,
    /// The earlier years it corrects, where their answers are known.
    pub(crate) corrected: BTreeMap<Year, CorrectedYear>,
    /// Everything that is to be said, of all years, strongest first.
    pub(crate) findings: Findings,
}

impl Received<'_> {
    /// The answers of a year.
    pub(crate) fn response(&self, year: Year) -> Option<&Response> {
        if year == self.submission.response.year {
            return Some(&self.submission.response);
        }
        self.corrected.get(&year).map(|corrected| &corrected.response)
    }
}

/// Reads, normalises and checks. `before` is asked once, with what the file claims to be.
///
/// # Errors
/// Only where the file cannot be read at all.
pub(crate) fn receive<'a, E: From<IntakeError>>(
    upload: &Upload<'_>,
    catalogue: &'a Catalogue,
    limits: &Limits,
    before: impl FnOnce(&Header, &Questionnaire) -> Result<Before, E>,
) -> Result<Received<'a>, E> {
    let draft = intake::read(upload, catalogue, limits)?;
    let edition = draft.header().edition.clone();
    let Some(questionnaire) = catalogue.get(edition.as_str()) else {
        return Err(IntakeError::UnknownEdition { edition: edition.to_string() }.into());
    };
    let before = before(draft.header(), questionnaire)?;
    let (submission, findings) = intake::normalise(draft, questionnaire);
    Ok(judge(questionnaire, submission, findings, &before))
}

/// Checks the return and the years it corrects; each finding goes to the year it is about.
fn judge<'a>(
    questionnaire: &'a Questionnaire,
    submission: Submission,
    reading: Findings,
    before: &Before,
) -> Received<'a> {
    let mut corrected = corrections::lay_over(&submission, before);
    // A year is judged against the earlier years as they are with the corrections of the same file.
    let mut earlier = before.known.earlier.clone();
    earlier.extend(corrected.iter().map(|(year, corrected)| (*year, corrected.response.clone())));
    let known = Known { earlier: earlier.clone(), ..before.known.clone() };
    let mut findings = reading;
    findings.append(validation::check(questionnaire, &submission, &known));
    let years: BTreeSet<Year> = submission.corrections.keys().copied().collect();
    let mut by_year = corrections::by_year(findings, submission.header.year, &years);
    for (year, corrected) in &mut corrected {
        let mut own = by_year.remove(year).unwrap_or_default();
        if let Some(base) = before.known.earlier.get(year) {
            let header = &submission.header;
            own.append(corrections::check(questionnaire, header, corrected, base, before, &earlier));
        }
        own.sort();
        corrected.findings = own;
    }
    let mut own = by_year.remove(&submission.header.year).unwrap_or_default();
    own.sort();
    let mut findings = own.clone();
    for corrected in corrected.values() {
        findings.append(corrected.findings.clone());
    }
    // What reading says of years whose earlier answers nobody knows.
    for unknown in by_year.into_values() {
        findings.append(unknown);
    }
    findings.sort();
    Received { questionnaire, submission, own, corrected, findings }
}
