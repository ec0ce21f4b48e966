//! A case with more than half of the arms seized in the year says what happened.

use crate::incident::Incident;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-05",
        name: "half-of-the-arms-untold",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG", "SZ.TYPE/TOTAL"],
        page: include_str!("../../../docs/SIG-05.md"),
    },
    thresholds: &["share"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = CellKey::count("SZ.TYPE", "TOTAL");
    let Some(total) = context.response.count(&key) else { return };
    let most = as_number(total) * context.threshold(&RULE, "share");
    for incident in Incident::all(context).filter(|incident| !incident.is_told()) {
        let arms = incident.arms_at_least();
        if as_number(arms) > most {
            let finding = incident.finding(context, &RULE, "NARRATIVE").arg("arms", arms).arg("total", total);
            let finding = incident.also(context, finding, "ARMS_TOTAL");
            out.push(context.also(finding, At::Cell(key.clone())));
        }
    }
}
