//! The countries of transit stand once each, and the first and the last are not the origin and the destination.

use std::collections::BTreeSet;

use crate::incident::Incident;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-08",
        name: "country-twice-on-the-route",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG"],
        page: include_str!("../../../docs/SIG-08.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for incident in Incident::all(context) {
        let transit = incident.codes("TRANSIT");
        let shown = |country: &schema::Code| Arg::Code("country".into(), country.clone());
        let mut seen = BTreeSet::new();
        let twice: BTreeSet<_> = transit.iter().filter(|country| !seen.insert(*country)).collect();
        if !twice.is_empty() {
            let countries = Arg::List(twice.into_iter().map(shown).collect());
            let finding = incident.finding(context, &RULE, "TRANSIT").outcome("twice");
            out.push(finding.arg("countries", countries));
        }
        for (field, outcome, neighbour) in
            [("ORIGIN", "origin", transit.first()), ("DESTINATION", "destination", transit.last())]
        {
            let Some(country) = incident.code(field).filter(|country| neighbour == Some(*country)) else {
                continue;
            };
            let finding = incident.finding(context, &RULE, "TRANSIT").outcome(outcome);
            out.push(incident.also(context, finding.arg("countries", shown(country)), field));
        }
    }
}
