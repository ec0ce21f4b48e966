//! The figures of a table are counted, or marked as estimates.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-12",
        name: "figures-rounded",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["every count table"],
        page: include_str!("../../../docs/SEI-12.md"),
    },
    thresholds: &["step", "least", "cells"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let step = u64::try_from(as_whole(context.threshold(&RULE, "step"))).unwrap_or_default();
    let (least, cells) = (context.threshold(&RULE, "least"), context.threshold(&RULE, "cells"));
    for table in context.questionnaire.tables_in_order() {
        let figures = count_cells(table).filter_map(|(_, key)| {
            let cell = context.response.cell(&key)?;
            let count = cell.count().filter(|count| *count > 0)?;
            (!cell.quality.contains(&Quality::Estimate)).then_some((key, count))
        });
        let figures: Vec<_> = figures.collect();
        let large = figures.iter().filter(|(_, count)| as_number(*count) > least).count();
        let enough = as_number(u64::try_from(large).unwrap_or_default()) >= cells;
        let round = figures.iter().all(|(_, count)| count.checked_rem(step) == Some(0));
        let count = u64::try_from(figures.len()).unwrap_or_default();
        if let (Some((key, _)), true) = (figures.into_iter().next(), enough && round) {
            out.push(context.finding(&RULE, At::Cell(key)).arg("count", count).arg("step", step));
        }
    }
}
