//! The arms of a case by type add up to its total.

use crate::incident::{Incident, Spot, count};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-03",
        name: "arms-of-a-case-do-not-add-up",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG"],
        page: include_str!("../../../docs/SIG-03.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for incident in Incident::all(context) {
        let Some(total) = incident.count("ARMS_TOTAL") else { continue };
        let lines = incident.lines("ARMS");
        let counts: Vec<_> = lines.iter().filter_map(|line| count(line, "COUNT")).collect();
        let sum = saturating_sum(&counts);
        // What is known of the lines may already be too much; too little it is only where each is known.
        let complete = !lines.is_empty() && counts.len() == lines.len();
        let outcome = if sum > total {
            "above"
        } else if complete && sum < total {
            "below"
        } else {
            continue;
        };
        let mut finding = incident.finding(context, &RULE, "ARMS_TOTAL").outcome(outcome);
        for index in 0..lines.len() {
            finding = incident.also(context, finding, Spot::line("ARMS", index, "COUNT"));
        }
        out.push(finding.arg("sum", sum).arg("total", total).arg("difference", sum.abs_diff(total)));
    }
}
