//! A number that is included elsewhere points to a cell that holds a number greater than zero.

use schema::{NotEvaluable, Record};

use crate::History;
use crate::incident::{Incident, Spot};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-13",
        name: "included-in-nothing",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["every cell", "SIG", "earlier years"],
        page: include_str!("../../../docs/STR-13.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for (key, cell) in &context.response.cells {
        match judge(context, cell) {
            None => {}
            Some(Fault::Open(target)) => {
                out.not_evaluable.push(context.not_evaluable(&RULE, key, vec![target]));
            }
            Some(fault) => out.push(fault.told(context.finding(&RULE, At::Cell(key.clone())))),
        }
    }
    let mut open = None;
    for incident in Incident::all(context) {
        for (spot, answer) in answers(incident.record) {
            match judge(context, answer) {
                None => {}
                // Reported once: there may be thousands of cases.
                Some(Fault::Open(target)) => {
                    open.get_or_insert_with(|| (incident.location(context, spot).place, target));
                }
                Some(fault) => out.push(fault.told(incident.finding(context, &RULE, spot))),
            }
        }
    }
    let open = open.map(|(place, target)| NotEvaluable {
        code: RULE.meta.code.into(),
        place,
        unknown: vec![target],
    });
    out.not_evaluable.extend(open);
}

/// The answers of a case and of its lines.
fn answers(record: &Record) -> impl Iterator<Item = (Spot<'_>, &Observation)> {
    let lines = record.children.iter().flat_map(|(child, lines)| {
        lines.iter().enumerate().map(move |(index, line)| (Some((child.as_str(), index)), line))
    });
    std::iter::once((None, &record.answers)).chain(lines).flat_map(|(line, answers)| {
        answers.iter().map(move |(field, answer)| (Spot { line, field: field.as_str() }, answer))
    })
}

/// What is wrong with a pointer.
enum Fault {
    /// There is none.
    Blank,
    /// It names a cell without a number above zero.
    Nothing(CellKey),
    /// The year it names is not known, so that nothing can be said of the cell.
    Open(CellKey),
}

impl Fault {
    fn told(self, finding: Finding) -> Finding {
        match self {
            Self::Blank => finding.outcome("blank"),
            Self::Nothing(target) | Self::Open(target) => finding.arg("target", target),
        }
    }
}

fn judge(context: &Context<'_>, answer: &Observation) -> Option<Fault> {
    if answer.availability != Availability::Included {
        return None;
    }
    let Some(pointer) = &answer.included_in else { return Some(Fault::Blank) };
    let own = pointer.year.is_none_or(|year| year == context.response.year);
    let response = if own {
        Some(context.response)
    } else {
        pointer.year.and_then(|year| context.known.earlier.get(&year))
    };
    if response.is_none() && context.known.history == History::Unknown {
        return Some(Fault::Open(pointer.cell.clone()));
    }
    // A pointer to another pointer holds no number: cycles end here.
    let holds = response.and_then(|response| response.count(&pointer.cell)).is_some_and(|count| count > 0);
    (!holds).then(|| Fault::Nothing(pointer.cell.clone()))
}
