//! Arms transported over a border come from some country or go to one.

use crate::incident::{BORDERS, Incident};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-09",
        name: "crossing-without-countries",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG"],
        page: include_str!("../../../docs/SIG-09.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for incident in Incident::all(context) {
        let place = incident.code("PLACE_CLASS").filter(|place| BORDERS.contains(&place.as_str()));
        // Where the transport is not known, nothing says that the route is.
        let transport = incident.code("TRANSPORT").filter(|transport| **transport != "UNK");
        let (Some(place), Some(transport)) = (place, transport) else { continue };
        if incident.is_blank("ORIGIN") && incident.is_blank("DESTINATION") {
            let finding = incident.finding(context, &RULE, "ORIGIN");
            let finding = incident.also(context, finding, "DESTINATION");
            let finding = incident.also(context, finding, "TRANSPORT");
            let finding = finding.arg("kind", Arg::Code("place".into(), place.clone()));
            out.push(finding.arg("transport", Arg::Code("transport".into(), transport.clone())));
        }
    }
}
