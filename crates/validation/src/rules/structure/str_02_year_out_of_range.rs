//! The reference year is before the cycle and not before 2000; years before 2016 are asked about.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-02",
        name: "year-out-of-range",
        severities: &[Severity::Error, Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["cover"],
        page: include_str!("../../../docs/STR-02.md"),
    },
    thresholds: &["first-year"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let year = context.response.year;
    let base = || {
        context
            .finding(&RULE, At::Submission)
            .arg("year", u64::from(year))
            .arg("cycle", u64::from(context.known.cycle))
    };
    if f64::from(year) < context.threshold(&RULE, "first-year") || year >= context.known.cycle {
        out.push(base());
    } else if year < context.questionnaire.first_year {
        let first = u64::from(context.questionnaire.first_year);
        out.push(base().outcome("early").severity(Severity::Warning).arg("first", first));
    }
}
