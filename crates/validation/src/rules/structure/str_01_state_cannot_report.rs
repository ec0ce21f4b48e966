//! The return names a State that reports, and the State of the person who sends it.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-01",
        name: "state-cannot-report",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["cover"],
        page: include_str!("../../../docs/STR-01.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let country = &context.submission.header.country;
    let reports =
        context.questionnaire.countries.get(country.as_str()).is_some_and(schema::list::Country::reports);
    if !reports {
        out.push(context.finding(&RULE, At::Submission).arg("country", country.as_str()));
    }
    if let Some(expected) = context.known.authenticated.as_ref().filter(|expected| *expected != country) {
        let finding =
            context.finding(&RULE, At::Submission).outcome("other").arg("country", country.as_str());
        out.push(finding.arg("expected", expected.as_str()));
    }
}
