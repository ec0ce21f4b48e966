//! Where arms stand under an owner in the national registry, a national registry exists.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "TRC-17",
        name: "owner-without-registry",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["TR.SZ/UI.LN", "TR.FD/UI.LN", "TR.SU/UI.LN", "Q.REGISTRY/EXISTS"],
        page: include_str!("../../../docs/TRC-17.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let registry = CellKey::field("Q.REGISTRY", "EXISTS");
    if context.code(&registry) != Some("NO") {
        return;
    }
    let owned = super::TRACED.iter().filter_map(|table| {
        let key = CellKey::count(*table, "UI.LN");
        let count = context.response.count(&key).filter(|count| *count > 0)?;
        Some((key, count))
    });
    let owned: Vec<_> = owned.collect();
    let count = saturating_sum(owned.iter().map(|(_, count)| count));
    let mut places = owned.into_iter().map(|(key, _)| key).chain([registry]).map(At::Cell);
    if let Some(first) = places.next().filter(|_| count > 0) {
        let finding = context.finding(&RULE, first).arg("count", count);
        out.push(places.fold(finding, |finding, at| context.also(finding, at)));
    }
}
