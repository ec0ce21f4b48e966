//! What one State lists as destination, the other lists as departure, in similar numbers.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "FLO-06",
        name: "mirror-differs",
        severities: &[Severity::Note],
        gate: Gate::Accept,
        since: "2026.2",
        inputs: &["FL.DEST", "FL.DEPART", "other States"],
        page: include_str!("../../../docs/FLO-06.md"),
    },
    thresholds: &["ratio"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let ratio = context.threshold(&RULE, "ratio");
    let own = &context.response.country;
    for (country, other) in context.known.others.iter().filter(|(country, _)| *country != own) {
        for (here, there, outcome) in
            [("FL.DEST", "FL.DEPART", "destination"), ("FL.DEPART", "FL.DEST", "departure")]
        {
            let key = CellKey::count(here, country.as_str());
            let mirror = other.count(&CellKey::count(there, own.as_str()));
            let (Some(count), Some(mirror)) = (context.response.count(&key), mirror) else { continue };
            let (low, high) = (count.min(mirror), count.max(mirror));
            if as_number(high) > as_number(low) * ratio {
                let finding = context.finding(&RULE, At::Cell(key)).outcome(outcome);
                let country = Arg::Code("country".into(), country.as_str().into());
                out.push(finding.arg("country", country).arg("count", count).arg("other", mirror));
            }
        }
    }
}
