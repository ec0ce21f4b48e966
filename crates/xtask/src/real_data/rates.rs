//! How often each rule fires over the country-years of a published file, and how many warnings one meets.

use std::collections::{BTreeMap, BTreeSet};

use schema::response::Scope;
use schema::{
    CountryCode, DeclarationItem, Finding, Findings, Gate, Header, Lang, Observation, Profile, Questionnaire,
    Response, RuleCode, Severity, Submission, Value, Year,
};
use validation::{CatalogueEntry, History, Known, Verdict};

use super::{needs, unjudged};

/// What is counted of a rule, in country-years.
#[derive(Clone, Debug, Default)]
pub(super) struct Rate {
    /// In which it could be judged.
    pub(super) judged: usize,
    /// In which it fires.
    pub(super) fires: usize,
    /// In which it raises a finding of a severity.
    pub(super) by_severity: BTreeMap<Severity, usize>,
    /// In which it raises an outcome.
    pub(super) by_outcome: BTreeMap<String, usize>,
}

/// What is counted over a file.
pub(super) struct Rates {
    /// The rules in order.
    pub(super) catalogue: Vec<CatalogueEntry>,
    /// By rule.
    pub(super) rules: BTreeMap<RuleCode, Rate>,
    /// The rules that rest on the declared scope of a table, counted as if each table declared that it covers all arms.
    pub(super) covering_all: BTreeMap<RuleCode, Rate>,
    /// The country-years.
    pub(super) years: Vec<YearCount>,
}

/// What one country-year meets.
pub(super) struct YearCount {
    /// The State.
    pub(super) country: CountryCode,
    /// The year.
    pub(super) year: Year,
    /// How many figures are known.
    pub(super) figures: usize,
    /// The warnings that ask for an explanation at the submit gate.
    pub(super) warnings: usize,
    /// The same, if each table declared that it covers all arms.
    pub(super) warnings_covering_all: usize,
}

impl Rates {
    /// In how many country-years a rule warns, where it can be judged.
    pub(super) fn warnings(&self, code: &RuleCode) -> usize {
        let rate = self.rules.get(code).filter(|_| unjudged::reason(code).is_none());
        rate.and_then(|rate| rate.by_severity.get(&Severity::Warning)).copied().unwrap_or_default()
    }
}

/// Checks every country-year with the earlier years of its State.
pub(super) fn count(edition: &Questionnaire, responses: &[Response]) -> Rates {
    let catalogue = validation::catalogue(edition);
    let mut rates = Rates {
        rules: catalogue.iter().map(|entry| (entry.code.clone(), Rate::default())).collect(),
        catalogue,
        covering_all: BTreeMap::new(),
        years: Vec::new(),
    };
    let scoped: BTreeSet<&RuleCode> =
        edition.relations.iter().filter(|relation| relation.scope.is_some()).map(|r| &r.code).collect();
    for response in responses {
        let year = CountryYear::of(edition, response, responses);
        rates.years.push(YearCount {
            country: response.country.clone(),
            year: response.year,
            figures: response.cells.len(),
            warnings: warnings(&year.findings),
            warnings_covering_all: warnings(&year.findings_covering_all),
        });
        for entry in &rates.catalogue {
            let code = &entry.code;
            let judged = year.is_judged(entry);
            if let Some(rate) = rates.rules.get_mut(code) {
                rate.add(judged, code, &year.findings);
            }
            if scoped.contains(code) {
                let rate = rates.covering_all.entry(code.clone()).or_default();
                rate.add(judged, code, &year.findings_covering_all);
            }
        }
    }
    rates
}

/// The warnings that ask the State for an explanation.
fn warnings(findings: &Findings) -> usize {
    let asks = |finding: &&Finding| {
        finding.severity == Severity::Warning
            && finding.gate == Gate::Submit
            && unjudged::reason(&finding.code).is_none()
    };
    findings.list.iter().filter(asks).count()
}

impl Rate {
    fn add(&mut self, judged: bool, code: &RuleCode, findings: &Findings) {
        let own: Vec<_> = findings.list.iter().filter(|finding| finding.code == *code).collect();
        self.judged += usize::from(judged || !own.is_empty());
        self.fires += usize::from(!own.is_empty());
        let severities: BTreeSet<_> = own.iter().map(|finding| finding.severity).collect();
        for severity in severities {
            *self.by_severity.entry(severity).or_default() += 1;
        }
        let outcomes: BTreeSet<_> = own.iter().map(|finding| finding.outcome.to_string()).collect();
        for outcome in outcomes {
            *self.by_outcome.entry(outcome).or_default() += 1;
        }
    }
}

/// A country-year, checked.
struct CountryYear<'a> {
    edition: &'a Questionnaire,
    response: &'a Response,
    known: Known,
    findings: Findings,
    findings_covering_all: Findings,
    /// The declared checks that could be judged, whatever the tables cover.
    compared: BTreeMap<RuleCode, bool>,
}

impl<'a> CountryYear<'a> {
    fn of(edition: &'a Questionnaire, response: &'a Response, all: &[Response]) -> Self {
        let earlier =
            all.iter().filter(|other| other.country == response.country && other.year < response.year);
        let known = Known {
            earlier: earlier.map(|other| (other.year, other.clone())).collect(),
            history: History::Complete,
            ..Known::of_cycle(response.year.saturating_add(1))
        };
        let submission = Submission::of(header(response), response.clone());
        let covering_all = Submission::of(header(response), covering_all(edition, response));
        let mut compared: BTreeMap<RuleCode, bool> = BTreeMap::new();
        for (code, verdict) in validation::verdicts(edition, &covering_all) {
            *compared.entry(code).or_default() |= verdict != Verdict::Open;
        }
        Self {
            edition,
            response,
            findings: validation::check(edition, &submission, &known),
            findings_covering_all: validation::check(edition, &covering_all, &known),
            compared,
            known,
        }
    }

    /// Whether a rule had the figures it asks for.
    fn is_judged(&self, entry: &CatalogueEntry) -> bool {
        if let Some(compared) = self.compared.get(&entry.code) {
            return *compared;
        }
        let missing = self.findings.not_evaluable.iter().any(|missing| missing.code == entry.code);
        (!missing || needs::judges_several(&entry.code))
            && needs::are_met(self.edition, entry, self.response, &self.known.earlier)
    }
}

fn header(response: &Response) -> Header {
    Header {
        edition: response.edition.clone(),
        country: response.country.clone(),
        cycle: response.year.saturating_add(1),
        year: response.year,
        language: Lang::En,
        profile: Profile::Core,
        template: None,
    }
}

/// The same answers, with each table declaring that it covers all arms.
fn covering_all(edition: &Questionnaire, response: &Response) -> Response {
    let mut response = response.clone();
    for table in edition.relations.iter().filter_map(|relation| relation.scope.as_ref()) {
        let declaration = response.declarations.entry(table.clone()).or_default();
        let all = Observation::of(Value::Code(Scope::All.code().into()));
        declaration.items.insert(DeclarationItem::Scope, all);
    }
    response
}

/// The smallest of some numbers that so many of a hundred do not exceed.
pub(super) fn percentile(mut numbers: Vec<usize>, share: usize) -> usize {
    numbers.sort_unstable();
    let rank = (numbers.len() * share).div_ceil(100).max(1);
    numbers.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn a_percentile_is_the_smallest_number_that_so_many_do_not_exceed() {
        let numbers = vec![3, 0, 1, 9, 0, 2, 1, 1, 5, 0];
        assert_eq!([50, 90, 100].map(|share| percentile(numbers.clone(), share)), [1, 5, 9]);
        assert_eq!(percentile(Vec::new(), 50), 0);
    }
}
