//! The number of arms seized is not, digit by digit, a number of persons.

use crate::past::headline;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-14",
        name: "arms-seized-equal-to-persons",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE", "CJ.ARR", "CJ.PRO", "CJ.CON"],
        page: include_str!("../../../docs/HIS-14.md"),
    },
    thresholds: &["least"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let arms = headline();
    let Some(count) = context.response.count(&arms) else { return };
    if as_number(count) <= context.threshold(&RULE, "least") {
        return;
    }
    for (table, counts) in context.count_tables().filter(|(table, _)| table.persons) {
        let Some(total) = counts.total() else { continue };
        let persons = CellKey::count(table.id.clone(), total.code.clone());
        if context.response.count(&persons) != Some(count) {
            continue;
        }
        // Of two equal numbers the one that its own rows do not bear out was typed into the wrong cell.
        let (first, second) = if adds_up(context, count) { (&persons, &arms) } else { (&arms, &persons) };
        let finding = context.finding(&RULE, At::Cell(first.clone())).arg("count", count);
        let finding = finding.arg("arms", arms.clone()).arg("persons", persons.clone());
        out.push(context.also(finding, At::Cell(second.clone())));
    }
}

/// Whether the types add up to the arms seized.
fn adds_up(context: &Context<'_>, total: u64) -> bool {
    let arms = headline();
    let counts = context.questionnaire.table(arms.table.as_str()).and_then(Table::counts);
    let parts = counts.into_iter().flat_map(Counts::parts);
    saturating_sum(parts.filter_map(|row| context.count(&arms.table, &row.code))) == total
}
