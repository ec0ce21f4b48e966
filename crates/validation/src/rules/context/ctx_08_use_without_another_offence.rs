//! Arms seized for illicit use show a violent, terrorist or other offence among the contexts.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CTX-08",
        name: "use-without-another-offence",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.JUST/USE", "SZ.CTX"],
        page: include_str!("../../../docs/CTX-08.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let used = context.response.count(&CellKey::count("SZ.JUST", "USE")).filter(|count| *count > 0);
    let none = ["VIOL", "TERR", "OTHER"]
        .iter()
        .all(|row| context.response.count(&CellKey::count("SZ.CTX", *row)) == Some(0));
    if let (Some(count), true) = (used, none) {
        let finding = context.finding(&RULE, At::Cell(CellKey::count("SZ.CTX", "VIOL"))).arg("count", count);
        out.push(context.also(finding, At::Cell(CellKey::count("SZ.JUST", "USE"))));
    }
}
