//! A corrected figure of an earlier year is close to what was there.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-12",
        name: "correction-large",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["corrections", "earlier years"],
        page: include_str!("../../../docs/HIS-12.md"),
    },
    thresholds: &["share"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let share = context.threshold(&RULE, "share");
    for (year, cells) in &context.submission.corrections {
        let Some(earlier) = context.known.earlier.get(year) else { continue };
        for (key, corrected) in cells {
            let Some((now, before)) = corrected.observation.count().zip(earlier.count(key)) else { continue };
            if as_number(now.abs_diff(before)) > share * as_number(before) {
                let place = schema::Place::new(*year, At::Cell(key.clone()));
                let finding = Finding::new(&RULE.meta, place, corrected.observation.origin.clone());
                let finding = finding.arg("year", u64::from(*year)).arg("cell", key.clone());
                out.push(finding.arg("before", before).arg("now", now));
            }
        }
    }
}
