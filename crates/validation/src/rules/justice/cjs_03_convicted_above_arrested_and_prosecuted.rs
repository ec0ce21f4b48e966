//! Convicted persons are not half as many again as the arrested and the prosecuted.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CJS-03",
        name: "convicted-above-arrested-and-prosecuted",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["CJ.ARR/TOTAL", "CJ.PRO/TOTAL", "CJ.CON/TOTAL"],
        page: include_str!("../../../docs/CJS-03.md"),
    },
    thresholds: &["factor"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let [arr, pro, con] = super::STAGES.map(super::total);
    let Some([arrested, prosecuted, convicted]) = context.all_known(&RULE, [&arr, &pro, &con], out) else {
        return;
    };
    let most = as_number(arrested.max(prosecuted)) * context.threshold(&RULE, "factor");
    if as_number(convicted) > most {
        let finding = context
            .finding(&RULE, At::Cell(con))
            .arg("arrested", arrested)
            .arg("prosecuted", prosecuted)
            .arg("convicted", convicted);
        out.push(context.also(context.also(finding, At::Cell(arr)), At::Cell(pro)));
    }
}
