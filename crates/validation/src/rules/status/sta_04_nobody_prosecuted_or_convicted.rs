//! Where more than ten persons were arrested, prosecuted and convicted persons are not both zero.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STA-04",
        name: "nobody-prosecuted-or-convicted",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["CJ.ARR/TOTAL", "CJ.PRO/TOTAL", "CJ.CON/TOTAL"],
        page: include_str!("../../../docs/STA-04.md"),
    },
    thresholds: &["arrested"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let total = |table: &str| context.response.count(&CellKey::count(table, "TOTAL"));
    let most = context.threshold(&RULE, "arrested");
    let arrested = total("CJ.ARR").filter(|count| as_number(*count) > most);
    if let (Some(arrested), Some(0), Some(0)) = (arrested, total("CJ.PRO"), total("CJ.CON")) {
        let finding =
            context.finding(&RULE, At::Cell(CellKey::count("CJ.PRO", "TOTAL"))).arg("arrested", arrested);
        let finding = context.also(finding, At::Cell(CellKey::count("CJ.CON", "TOTAL")));
        out.push(context.also(finding, At::Cell(CellKey::count("CJ.ARR", "TOTAL"))));
    }
}
