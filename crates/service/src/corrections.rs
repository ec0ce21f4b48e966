//! Corrections of earlier years: each corrected year is judged as a whole, what was there with the corrected cells laid
//! over it.

use std::collections::{BTreeMap, BTreeSet};

use schema::{
    CellKey, Code, Confidentiality, Finding, Findings, Header, Observation, Questionnaire, Response,
    Submission, Year,
};
use validation::Known;

use crate::pipeline::Before;

/// An earlier year with its corrections.
#[derive(Clone, Debug)]
pub(crate) struct CorrectedYear {
    /// What the State says of the year now.
    pub(crate) response: Response,
    /// Why cells differ from what was reported first.
    pub(crate) reasons: BTreeMap<CellKey, Code>,
    /// What is to be said about it.
    pub(crate) findings: Findings,
}

/// A year of which nothing is there to be corrected.
#[derive(Debug, thiserror::Error)]
#[error(
    "the file corrects figures of {year}, but no return of {year} has been submitted or published. Send and submit the \
     whole return of {year} first, or leave its corrections out."
)]
pub(crate) struct NothingToCorrect {
    year: Year,
}

/// Refuses corrections of years that the State has not submitted and nobody published. That a year is before the
/// reference year the reader has seen to.
pub(crate) fn must_have_a_base(
    submission: &Submission,
    corrected: &BTreeMap<Year, CorrectedYear>,
) -> Result<(), NothingToCorrect> {
    match submission.corrections.keys().find(|year| !corrected.contains_key(year)) {
        Some(year) => Err(NothingToCorrect { year: *year }),
        None => Ok(()),
    }
}

/// The corrected years of which the earlier answers are known, without findings.
pub(crate) fn lay_over(submission: &Submission, before: &Before) -> BTreeMap<Year, CorrectedYear> {
    let mut years = BTreeMap::new();
    for (year, cells) in submission.corrections.range(..submission.header.year) {
        let Some(base) = before.known.earlier.get(year) else { continue };
        let mut response = base.clone();
        let mut reasons = before.reasons.get(year).cloned().unwrap_or_default();
        for (key, corrected) in cells {
            let laid = over(base.cell(key), &corrected.observation);
            response.cells.insert(key.clone(), laid);
            match &corrected.reason {
                Some(reason) => reasons.insert(key.clone(), reason.clone()),
                None => reasons.remove(key),
            };
        }
        years.insert(*year, CorrectedYear { response, reasons, findings: Findings::default() });
    }
    years
}

/// A corrected cell: the new answer, with what the row says besides where the correction does not say it again. What was
/// confidential stays confidential.
fn over(old: Option<&Observation>, new: &Observation) -> Observation {
    let mut laid = new.clone();
    let Some(old) = old else { return laid };
    if laid.quality.is_empty() && laid.availability.is_known() {
        laid.quality.clone_from(&old.quality);
    }
    if old.confidentiality == Confidentiality::Confidential {
        laid.confidentiality = Confidentiality::Confidential;
    }
    laid.note = laid.note.or_else(|| old.note.clone());
    laid.source = laid.source.or_else(|| old.source.clone());
    laid
}

/// Checks a corrected year against the years before it. A correction answers for what it changes: what the base was
/// let through with is not asked again.
pub(crate) fn check(
    questionnaire: &Questionnaire,
    header: &Header,
    corrected: &CorrectedYear,
    base: &Response,
    before: &Before,
    earlier: &BTreeMap<Year, Response>,
) -> Findings {
    let year = corrected.response.year;
    let header = Header { year, ..header.clone() };
    let of = |response: &Response, earlier: &BTreeMap<Year, Response>| {
        let earlier = earlier.range(..year).map(|(year, response)| (*year, response.clone())).collect();
        let alone = Submission::of(header.clone(), response.clone());
        validation::check(questionnaire, &alone, &Known { earlier, ..before.known.clone() })
    };
    let mut findings = of(&corrected.response, earlier);
    let settled = before.findings.get(&year).map_or(&[][..], |settled| &settled.list);
    // Where not everything was listed, nobody can say what is new.
    if settled.iter().any(|finding| finding.code == "INT-10") {
        return findings;
    }
    let settled: BTreeSet<String> = settled.iter().map(said).collect();
    if findings.list.iter().any(|finding| !settled.contains(&said(finding))) {
        let inherited = of(base, &before.known.earlier);
        let inherited: BTreeSet<String> = inherited.list.iter().map(said).collect();
        findings.list.retain(|finding| {
            let said = said(finding);
            settled.contains(&said) || !inherited.contains(&said)
        });
    }
    findings
}

/// What a finding says, wherever in a file it stands.
fn said(finding: &Finding) -> String {
    let places: Vec<_> = finding.locations.iter().map(|location| location.place.to_string()).collect();
    let Finding { code, outcome, severity, gate, args, .. } = finding;
    format!("{code} {outcome} {severity} {gate} {args:?} {places:?}")
}

/// Findings by the year of the revision they belong to: that of their place where it is corrected, else the year of the
/// return.
pub(crate) fn by_year(
    findings: Findings,
    reference: Year,
    corrected: &BTreeSet<Year>,
) -> BTreeMap<Year, Findings> {
    let of = |year: Option<Year>| year.filter(|year| corrected.contains(year)).unwrap_or(reference);
    let mut years: BTreeMap<Year, Findings> = BTreeMap::new();
    for finding in findings.list {
        let year = of(finding.place().map(|place| place.year));
        years.entry(year).or_default().push(finding);
    }
    for rule in findings.not_evaluable {
        years.entry(of(Some(rule.place.year))).or_default().not_evaluable.push(rule);
    }
    years
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use schema::load::embedded;
    use schema::{Catalogue, Lang, Profile, Record, Value};

    use super::*;

    /// So many cases, each with a border crossed between no countries.
    fn cases(number: usize) -> Vec<Record> {
        let record = |number| {
            let code = |code: &str| Observation::of(Value::Code(code.into()));
            let case = Observation::of(Value::Text(format!("A-{number}").into()));
            let answers = [("CASE", case), ("PLACE_CLASS", code("SEA")), ("TRANSPORT", code("SEA"))];
            Record {
                answers: answers.map(|(field, answer)| (field.into(), answer)).into(),
                ..Record::default()
            }
        };
        (0..number).map(record).collect()
    }

    #[test]
    fn ten_thousand_findings_that_a_year_was_let_through_with_are_set_apart_in_seconds() {
        let edition = Catalogue::parse(&embedded()).unwrap().editions.remove("2018").unwrap();
        let mut base = Response::new("2018".into(), "XDA".into(), 2024);
        base.records.insert("SIG".into(), cases(10_000));
        let mut response = base.clone();
        let total = CellKey::count("SZ.TYPE", "TOTAL");
        response.cells.insert(total, Observation::of(Value::Count(7)));
        let header = Header {
            edition: "2018".into(),
            country: "XDA".into(),
            cycle: 2026,
            year: 2025,
            language: Lang::En,
            profile: Profile::Core,
            template: None,
        };
        let corrected = CorrectedYear { response, reasons: BTreeMap::new(), findings: Findings::default() };
        let begun = Instant::now();
        let mut before = Before::of_cycle(2026);
        let found = |before: &Before| check(&edition, &header, &corrected, &base, before, &BTreeMap::new());
        let crossings =
            |found: &Findings| found.list.iter().filter(|finding| finding.code == "SIG-09").count();
        assert_eq!(crossings(&found(&before)), 0, "what was there is not asked again");
        let alone = Submission::of(Header { year: 2024, ..header.clone() }, base.clone());
        let settled = validation::check(&edition, &alone, &before.known);
        before.findings.insert(2024, settled);
        assert_eq!(crossings(&found(&before)), 10_000, "but stays with what is said of the year");
        assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    }
}
