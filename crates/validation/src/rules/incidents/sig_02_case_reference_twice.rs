//! No two significant seizures of a year have the same case reference.

use std::collections::BTreeMap;

use crate::incident::Incident;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-02",
        name: "case-reference-twice",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG"],
        page: include_str!("../../../docs/SIG-02.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let mut seen = BTreeMap::new();
    for incident in Incident::all(context).filter(|incident| !incident.is_blank("CASE")) {
        let reference = incident.case.as_str().trim().to_owned();
        let Some(first) = seen.get(&reference) else {
            seen.insert(reference, incident);
            continue;
        };
        let finding = incident.finding(context, &RULE, "CASE").arg("case", reference);
        out.push(Incident::also(first, context, finding, "CASE"));
    }
}
