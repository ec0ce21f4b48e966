//! Arms seized at a border do not both come from the own State and stay there.

use crate::incident::{BORDERS, Incident};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-07",
        name: "border-without-crossing",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG"],
        page: include_str!("../../../docs/SIG-07.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let own = context.response.country.as_str();
    for incident in Incident::all(context) {
        let is_own = |field: &str| incident.code(field).is_some_and(|country| *country == own);
        let place = incident.code("PLACE_CLASS").filter(|place| BORDERS.contains(&place.as_str()));
        if let (Some(place), true, true) = (place, is_own("ORIGIN"), is_own("DESTINATION")) {
            let finding = incident.finding(context, &RULE, "ORIGIN");
            let finding = incident.also(context, finding, "DESTINATION");
            let finding = incident.also(context, finding, "PLACE_CLASS");
            let finding = finding.arg("country", Arg::Code("country".into(), own.into()));
            out.push(finding.arg("kind", Arg::Code("place".into(), place.clone())));
        }
    }
}
