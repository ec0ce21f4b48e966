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
    let used = CellKey::count("SZ.JUST", "USE");
    let others = ["VIOL", "TERR", "OTHER"].map(|row| CellKey::count("SZ.CTX", row));
    let Some(count) = context.alone(&RULE, &used, &others, out) else { return };
    let [first, ..] = others;
    let finding = context.finding(&RULE, At::Cell(first)).arg("count", count);
    out.push(context.also(finding, At::Cell(used)));
}
