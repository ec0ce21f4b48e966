//! A case below the usual size of a significant seizure says why it is reported.

use crate::incident::{Incident, code, count};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-06",
        name: "small-case-without-reason",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG"],
        page: include_str!("../../../docs/SIG-06.md"),
    },
    thresholds: &["arms", "light", "rounds"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let least = |name: &str| context.threshold(&RULE, name);
    let (least_arms, least_light, least_rounds) = (least("arms"), least("light"), least("rounds"));
    for incident in Incident::all(context).filter(|incident| !incident.is_told() && !is_terrorism(incident)) {
        let (Some(arms), Some(rounds)) = (incident.arms(), incident.count("AMMUNITION")) else { continue };
        let Some(light) = perhaps_light(&incident, arms) else { continue };
        let below = as_number(arms) < least_arms
            && as_number(light) < least_light
            && as_number(rounds) < least_rounds;
        if below {
            let finding =
                incident.finding(context, &RULE, "NARRATIVE").arg("arms", arms).arg("rounds", rounds);
            let finding = finding.arg("least_arms", least_arms).arg("least_light", least_light);
            let finding = incident.also(context, finding, "ARMS_TOTAL");
            out.push(incident.also(context, finding.arg("least_rounds", least_rounds), "AMMUNITION"));
        }
    }
}

/// Whether the case names a link to terrorism.
fn is_terrorism(incident: &Incident<'_>) -> bool {
    incident.code("LINK").is_some_and(|link| ["TERR", "BOTH"].contains(&link.as_str()))
        || incident.codes("CONTEXT").iter().any(|context| *context == "TERR")
        || incident
            .lines("SUSPECTS")
            .iter()
            .any(|line| code(line, "GROUP").is_some_and(|group| *group == "TERRORIST"))
}

/// How many arms of the case may be light weapons: machine guns, other weapons, and those of unknown type. `None` where
/// the types are not known.
fn perhaps_light(incident: &Incident<'_>, arms: u64) -> Option<u64> {
    if arms == 0 {
        return Some(0);
    }
    let lines = incident.lines("ARMS");
    if lines.is_empty() {
        return None;
    }
    let small = ["PISTOL", "REVOLV", "RIFLE", "SHOTG", "SMG"];
    let light =
        lines.iter().filter(|line| code(line, "TYPE").is_none_or(|kind| !small.contains(&kind.as_str())));
    light.map(|line| count(line, "COUNT")).collect::<Option<Vec<_>>>().map(saturating_sum)
}
