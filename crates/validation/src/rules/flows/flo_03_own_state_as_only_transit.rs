//! Arms that were all meant for the own State do not only pass through it.

use crate::listing::listed;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "FLO-03",
        name: "own-state-as-only-transit",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["FL.TRANSIT", "FL.DEST"],
        page: include_str!("../../../docs/FLO-03.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let own = context.response.country.as_str();
    let only = |table: &str| {
        let rows = listed(context.response, table);
        let first = rows.first().filter(|key| key.row == own).cloned();
        first.filter(|_| rows.iter().all(|key| key.row == own))
    };
    if let (Some(transit), Some(destination)) = (only("FL.TRANSIT"), only("FL.DEST")) {
        let finding = context.finding(&RULE, At::Cell(transit));
        let finding = context.also(finding, At::Cell(destination));
        out.push(finding.arg("country", Arg::Code("country".into(), own.into())));
    }
}
