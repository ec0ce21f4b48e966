//! Somebody decided whether small counts of persons are masked.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "PUB-04",
        name: "small-counts-of-persons",
        severities: &[Severity::Warning],
        gate: Gate::Publish,
        since: "2026.2",
        inputs: &["CJ.ARR", "CJ.PRO", "CJ.CON", "CJ.OFF", "CJ.AGE", "CJ.NAT", "FL.SUSPECT", "clearance"],
        page: include_str!("../../../docs/PUB-04.md"),
    },
    thresholds: &["most"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(clearance) = &context.known.clearance else { return };
    let most = context.threshold(&RULE, "most");
    for id in clearance.tables.difference(&clearance.small_counts_decided) {
        if !context.questionnaire.table(id.as_str()).is_some_and(|table| table.persons) {
            continue;
        }
        // What is withheld is not published, however small.
        let cells = context.response.table(id).filter(|(_, cell)| {
            cell.confidentiality == Confidentiality::Public
                && cell.count().is_some_and(|count| count > 0 && as_number(count) <= most)
        });
        let cells: Vec<&CellKey> = cells.map(|(key, _)| key).collect();
        let Some((first, others)) = cells.split_first() else { continue };
        let finding = context
            .finding(&RULE, At::Cell((*first).clone()))
            .arg("table", id.clone())
            .arg("cells", u64::try_from(cells.len()).unwrap_or_default())
            .arg("most", most);
        out.push(others.iter().fold(finding, |finding, key| context.also(finding, At::Cell((*key).clone()))));
    }
}
