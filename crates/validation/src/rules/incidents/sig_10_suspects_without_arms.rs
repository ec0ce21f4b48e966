//! A case with suspects has arms, parts or ammunition.

use crate::incident::{Incident, Spot, count};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-10",
        name: "suspects-without-arms",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG"],
        page: include_str!("../../../docs/SIG-10.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for incident in Incident::all(context) {
        let persons = |line| count(line, "PERSONS").filter(|persons| *persons > 0);
        let known = || {
            incident.lines("SUSPECTS").iter().enumerate().filter_map(|(at, line)| Some((at, persons(line)?)))
        };
        let suspects = saturating_sum(known().map(|(_, persons)| persons));
        let nothing = incident.arms() == Some(0)
            && incident.count("AMMUNITION") == Some(0)
            && incident.count("PARTS").is_none_or(|parts| parts == 0);
        if suspects > 0 && nothing {
            let mut finding = incident.finding(context, &RULE, "ARMS_TOTAL").arg("suspects", suspects);
            finding = incident.also(context, finding, "AMMUNITION");
            for (index, _) in known() {
                finding = incident.also(context, finding, Spot::line("SUSPECTS", index, "PERSONS"));
            }
            out.push(finding);
        }
    }
}
