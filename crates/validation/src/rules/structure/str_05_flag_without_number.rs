//! Quality flags stand only where a number stands.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-05",
        name: "flag-without-number",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every cell"],
        page: include_str!("../../../docs/STR-05.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (key, cell) in &context.response.cells {
        if cell.quality.is_empty() || cell.availability.is_known() {
            continue;
        }
        let flags = cell.quality.iter().map(|flag| Arg::Code("quality".into(), flag.code().into())).collect();
        out.push(context.finding(&RULE, At::Cell(key.clone())).arg("quality", Arg::List(flags)));
    }
}
