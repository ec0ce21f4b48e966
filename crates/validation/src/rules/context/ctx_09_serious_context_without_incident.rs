//! Where arms are linked to terrorism or organized crime, a significant seizure is recorded or the table has a note.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-09",
        name: "serious-context-without-incident",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.CTX/TERR", "SZ.CTX/OC", "SIG"],
        page: include_str!("../../../docs/CTX-09.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for row in ["TERR", "OC"] {
        let key = CellKey::count("SZ.CTX", row);
        let Some(count) = context.response.count(&key).filter(|count| *count > 0) else { continue };
        if !context.is_noted(&key) && !context.incidents().any(|(_, record)| context.has_context(record, row))
        {
            out.push(context.finding(&RULE, At::Cell(key)).arg("count", count));
        }
    }
}
