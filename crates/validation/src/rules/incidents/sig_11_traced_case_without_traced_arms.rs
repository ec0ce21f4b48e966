//! Where a case was traced, the tracing table counts traced arms.

use crate::incident::Incident;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-11",
        name: "traced-case-without-traced-arms",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG", "TR.SZ/UI.IN", "TR.SZ/UI.IF", "TR.SZ/UI.PO"],
        page: include_str!("../../../docs/SIG-11.md"),
    },
    thresholds: &[],
    check,
};

/// The outcomes that establish the point of diversion.
const TRACED: [&str; 3] = ["UI.IN", "UI.IF", "UI.PO"];

fn check(context: &Context<'_>, out: &mut Findings) {
    let keys = TRACED.map(|row| CellKey::count("TR.SZ", row));
    if keys.iter().any(|key| context.response.count(key) != Some(0)) {
        return;
    }
    for incident in Incident::all(context) {
        let outcome = incident.code("TRACE_OUTCOME").filter(|outcome| TRACED.contains(&outcome.as_str()));
        let Some(outcome) = outcome else { continue };
        let outcome = Arg::Code("trace".into(), outcome.clone());
        let mut finding = incident.finding(context, &RULE, "TRACE_OUTCOME").arg("outcome", outcome);
        for key in &keys {
            finding = context.also(finding, At::Cell(key.clone()));
        }
        out.push(finding.arg("table", schema::TableId::from("TR.SZ")));
    }
}
