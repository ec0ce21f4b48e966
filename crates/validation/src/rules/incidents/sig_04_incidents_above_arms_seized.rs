//! The significant seizures hold no more arms than were seized: in total, of each type, at each kind of place.

use std::cmp::Reverse;

use crate::incident::{Incident, Spot, code, count};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-04",
        name: "incidents-above-arms-seized",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG", "SZ.TYPE", "SZ.PLACE"],
        page: include_str!("../../../docs/SIG-04.md"),
    },
    thresholds: &[],
    check,
};

/// An answer of a case and how many arms it adds at least.
struct Part<'a> {
    incident: &'a Incident<'a>,
    spot: Spot<'static>,
    arms: u64,
}

fn check(context: &Context<'_>, out: &mut Findings) {
    let incidents: Vec<_> = Incident::all(context).collect();
    let whole =
        |incident| Part { incident, spot: "ARMS_TOTAL".into(), arms: Incident::arms_at_least(incident) };
    judge(context, "total", &CellKey::count("SZ.TYPE", "TOTAL"), incidents.iter().map(whole).collect(), out);
    for key in rows(context, "SZ.TYPE") {
        let parts = incidents.iter().flat_map(|incident| of_type(incident, &key)).collect();
        judge(context, "type", &key, parts, out);
    }
    for key in rows(context, "SZ.PLACE") {
        let there = incidents
            .iter()
            .filter(|incident| incident.code("PLACE_CLASS").is_some_and(|place| *place == key.row.as_str()));
        judge(context, "place", &key, there.map(whole).collect(), out);
    }
}

/// The classes of a table.
fn rows(context: &Context<'_>, table: &str) -> Vec<CellKey> {
    let counts = context.questionnaire.table(table).and_then(Table::counts);
    let rows = counts.into_iter().flat_map(Counts::parts);
    rows.map(|row| CellKey::count(table, row.code.clone())).collect()
}

/// The lines of a case with arms of a type.
fn of_type<'a>(incident: &'a Incident<'a>, key: &CellKey) -> Vec<Part<'a>> {
    let lines = incident.lines("ARMS").iter().enumerate();
    let same = lines.filter(|(_, line)| code(line, "TYPE").is_some_and(|code| *code == key.row.as_str()));
    same.filter_map(|(index, line)| {
        Some(Part { incident, spot: Spot::line("ARMS", index, "COUNT"), arms: count(line, "COUNT")? })
    })
    .collect()
}

/// The largest part is looked at first, then the cell of the table, then the other parts.
fn judge(
    context: &Context<'_>,
    outcome: &'static str,
    key: &CellKey,
    mut parts: Vec<Part<'_>>,
    out: &mut Findings,
) {
    let Some(total) = context.response.count(key) else { return };
    let sum = saturating_sum(parts.iter().map(|part| part.arms));
    if sum <= total {
        return;
    }
    parts.sort_by_key(|part| Reverse(part.arms));
    let mut parts = parts.iter().filter(|part| part.arms > 0);
    let Some(largest) = parts.next() else { return };
    let finding = largest.incident.finding(context, &RULE, largest.spot).outcome(outcome);
    let mut finding = context.also(finding, At::Cell(key.clone()));
    for part in parts {
        finding = part.incident.also(context, finding, part.spot);
    }
    out.push(finding.arg("sum", sum).arg("right", key.clone()).arg("total", total));
}
