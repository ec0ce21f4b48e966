//! Where more than fifty persons are reported, they are given by sex.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "CJS-08",
        name: "sexes-missing",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["CJ.ARR", "CJ.PRO", "CJ.CON"],
        page: include_str!("../../../docs/CJS-08.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let least = context.threshold(&RULE, "least");
    let is_missing = |key: &CellKey| {
        let cell = context.response.cell(key);
        cell.is_none_or(|cell| matches!(cell.availability, Availability::NotAvailable | Availability::Blank))
    };
    // A State that does not record the sex says so once, not for each stage.
    let mut found: Vec<(&str, u64, Vec<CellKey>)> = Vec::new();
    for stage in super::STAGES {
        let count = context.response.count(&super::total(stage)).filter(|count| as_number(*count) > least);
        let sexes = context.parts(stage);
        if let Some(count) = count.filter(|_| sexes.iter().all(is_missing)) {
            found.push((stage, count, sexes));
        }
    }
    let tables = found.iter().map(|(stage, ..)| Arg::Table((*stage).into())).collect();
    let count = found.iter().map(|(_, count, _)| *count).max().unwrap_or_default();
    let mut places = found.into_iter().flat_map(|(.., sexes)| sexes).map(At::Cell);
    if let Some(first) = places.next() {
        let finding = context.finding(&RULE, first).arg("count", count).arg("tables", Arg::List(tables));
        out.push(places.fold(finding, |finding, at| context.also(finding, at)));
    }
}
