//! The stages in order: the handler, the command line and the suite call the same composition.

use std::collections::{BTreeMap, BTreeSet};

use intake::{Draft, IntakeError};
use schema::{
    Catalogue, CellKey, Code, Finding, Findings, Header, Questionnaire, Response, Submission, Year,
};
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

/// Normalises and checks what was read. `before` is asked once, with what the file claims to be.
///
/// # Errors
/// Only where the edition of the file is not known.
pub(crate) fn receive<E: From<IntakeError>>(
    draft: Draft,
    catalogue: &Catalogue,
    most_findings: usize,
    before: impl FnOnce(&Header, &Questionnaire) -> Result<Before, E>,
) -> Result<Received<'_>, E> {
    let edition = draft.header().edition.clone();
    let Some(questionnaire) = catalogue.get(edition.as_str()) else {
        return Err(IntakeError::UnknownEdition { edition: edition.to_string() }.into());
    };
    let before = before(draft.header(), questionnaire)?;
    let (submission, findings) = intake::normalise(draft, questionnaire);
    Ok(judge(questionnaire, submission, findings, &before, most_findings))
}

/// Checks the return and the years it corrects; each finding goes to the year it is about. No list is longer than `most`
/// and one that says what it leaves out.
fn judge<'a>(
    questionnaire: &'a Questionnaire,
    submission: Submission,
    reading: Findings,
    before: &Before,
    most: usize,
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
        corrected.findings = own;
    }
    let mut own = by_year.remove(&submission.header.year).unwrap_or_default();
    let mut findings = own.clone();
    for corrected in corrected.values() {
        findings.append(corrected.findings.clone());
    }
    // What reading says of years whose earlier answers nobody knows.
    for unknown in by_year.into_values() {
        findings.append(unknown);
    }
    list(&mut own, submission.header.year, most);
    list(&mut findings, submission.header.year, most);
    for (year, corrected) in &mut corrected {
        list(&mut corrected.findings, *year, most);
    }
    Received { questionnaire, submission, own, corrected, findings }
}

/// How many places of one finding are listed; the argument `further_places` says how many more there are.
const MOST_PLACES: usize = 200;

/// Strongest first. What is beyond `most` is left out and said to be: that weighs what the heaviest of it weighs, at the
/// earliest gate of it, so that nothing passes a gate because it is not listed.
fn list(findings: &mut Findings, year: Year, most: usize) {
    findings.sort();
    for finding in &mut findings.list {
        let further = finding.locations.len().saturating_sub(MOST_PLACES);
        if further > 0 {
            finding.locations.truncate(MOST_PLACES);
            let further = u64::try_from(further).unwrap_or(u64::MAX);
            finding.args.insert("further_places".into(), schema::Arg::Count(further));
        }
    }
    let beyond = findings.list.get(most..).unwrap_or_default();
    let heaviest = beyond.iter().map(|finding| finding.severity).min();
    let earliest = beyond.iter().map(|finding| finding.gate).min();
    if let (Some(severity), Some(gate)) = (heaviest, earliest) {
        let count = u64::try_from(beyond.len()).unwrap_or(u64::MAX);
        let notice = Finding { gate, ..intake::not_listed(year, count).severity(severity) };
        findings.list.truncate(most);
        findings.push(notice);
        findings.sort();
    }
}

#[cfg(test)]
mod tests {
    use schema::{Arg, At, Gate, Place, RuleMeta, Severity};

    use super::*;

    fn finding(code: &'static str, severity: Severity, gate: Gate) -> Finding {
        let (name, since, page) = ("a-rule", "2026.1", "");
        let meta = RuleMeta { code, name, severities: &[Severity::Error], gate, since, inputs: &[], page };
        Finding::new(&meta, Place::new(2025, At::Submission), None).severity(severity)
    }

    /// Codes and severities of the list of these findings, no longer than four.
    fn listed(of: &[(&'static str, Severity, Gate)]) -> Vec<(String, Severity, Gate)> {
        let list = of.iter().map(|(code, severity, gate)| finding(code, *severity, *gate)).collect();
        let mut findings = Findings { list, ..Findings::default() };
        super::list(&mut findings, 2025, 4);
        let told = findings.list.into_iter();
        told.map(|finding| (finding.code.to_string(), finding.severity, finding.gate)).collect()
    }

    const NOTE: (&str, Severity, Gate) = ("SEI-02", Severity::Note, Gate::Submit);
    const WARNING: (&str, Severity, Gate) = ("SIG-09", Severity::Warning, Gate::Submit);
    const LATER: (&str, Severity, Gate) = ("SDG-03", Severity::Warning, Gate::Publish);
    const ERROR: (&str, Severity, Gate) = ("ARI-01", Severity::Error, Gate::Submit);

    #[test]
    fn a_list_that_is_not_too_long_is_only_put_in_order() {
        let codes: Vec<_> = listed(&[NOTE, WARNING, ERROR]).into_iter().map(|(code, ..)| code).collect();
        assert_eq!(codes, ["ARI-01", "SIG-09", "SEI-02"]);
    }

    #[test]
    fn of_a_list_that_is_too_long_the_strongest_stay_and_the_rest_is_said_to_be_there() {
        let told = listed(&[NOTE, NOTE, WARNING, WARNING, WARNING, WARNING, ERROR]);
        let expected = ["ARI-01", "INT-10", "SIG-09", "SIG-09", "SIG-09"];
        assert_eq!(told.iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(), expected);
        let mut findings =
            Findings { list: vec![finding("SIG-09", NOTE.1, NOTE.2); 9], ..Findings::default() };
        super::list(&mut findings, 2025, 4);
        assert_eq!(findings.list[0].args["count"], Arg::Count(5));
    }

    #[test]
    fn what_is_not_listed_weighs_at_its_gate_as_if_it_were() {
        let notice =
            |told: Vec<(String, Severity, Gate)>| told.into_iter().find(|(code, ..)| code == "INT-10");
        let of = |one, last| {
            notice(listed(&[one, one, one, one, last])).map(|(_, severity, gate)| (severity, gate))
        };
        assert_eq!(of(WARNING, NOTE), Some((Severity::Note, Gate::Submit)));
        assert_eq!(of(WARNING, WARNING), Some((Severity::Warning, Gate::Submit)));
        assert_eq!(of(LATER, LATER), Some((Severity::Warning, Gate::Publish)));
        assert_eq!(of(ERROR, ERROR), Some((Severity::Error, Gate::Submit)));
        assert_eq!(of(ERROR, LATER), Some((Severity::Warning, Gate::Publish)));
    }
}
