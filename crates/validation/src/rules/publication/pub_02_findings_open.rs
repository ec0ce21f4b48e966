//! No error is open, and every warning is explained or waived.

use std::collections::BTreeSet;

use schema::Location;

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "PUB-02",
        name: "findings-open",
        severities: &[Severity::Error],
        gate: Gate::Publish,
        since: "2026.2",
        inputs: &["findings", "clearance"],
        page: include_str!("../../../docs/PUB-02.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(clearance) = &context.known.clearance else { return };
    let is_explained = |finding: &Finding| {
        let place = finding.place().map(ToString::to_string).unwrap_or_default();
        clearance.explained.contains(&(finding.code.clone(), place))
    };
    // What this family finds stands beside this finding, not in it.
    let counted =
        out.list.iter().filter(|finding| finding.gate != Gate::System && finding.code.family() != "PUB");
    let (errors, others): (Vec<&Finding>, Vec<&Finding>) =
        counted.partition(|finding| finding.severity == Severity::Error);
    let warnings: Vec<&Finding> = others
        .into_iter()
        .filter(|finding| finding.severity == Severity::Warning && !is_explained(finding))
        .collect();
    let open = || errors.iter().chain(&warnings);
    let mut locations = open().filter_map(|finding| finding.locations.first()).cloned();
    let Some(Location { place, origin }) = locations.next() else { return };
    let codes: BTreeSet<_> = open().map(|finding| finding.code.as_str()).collect();
    let count = |findings: &[&Finding]| u64::try_from(findings.len()).unwrap_or_default();
    let finding = Finding::new(&RULE.meta, place, origin)
        .arg("errors", count(&errors))
        .arg("warnings", count(&warnings))
        .arg("rules", Arg::List(codes.into_iter().map(Arg::from).collect()));
    let finding = locations.fold(finding, |finding, location| finding.also(location.place, location.origin));
    out.push(finding);
}
