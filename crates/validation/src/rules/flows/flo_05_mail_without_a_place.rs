//! Arms sent by post were intercepted somewhere.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "FLO-05",
        name: "mail-without-a-place",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["FL.TRANSPORT/MAIL", "SZ.PLACE"],
        page: include_str!("../../../docs/FLO-05.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let mail = CellKey::count("FL.TRANSPORT", "MAIL");
    let places = ["AIR", "SEA", "LAND", "INLAND"].map(|row| CellKey::count("SZ.PLACE", row));
    let Some(count) = context.response.count(&mail).filter(|count| *count > 0) else { return };
    if places.iter().all(|key| context.response.count(key) == Some(0)) {
        let mut finding = context.finding(&RULE, At::Cell(mail)).arg("count", count);
        for key in places {
            finding = context.also(finding, At::Cell(key));
        }
        out.push(finding.arg("table", schema::TableId::from("SZ.PLACE")));
    }
}
