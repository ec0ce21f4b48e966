//! The declared relations, three-valued: known, partial, unknown.

use std::collections::BTreeSet;

use schema::questionnaire::{Row, RowRole};
use schema::relation::{Comparison, Missing, Relation, Term};
use schema::response::Scope;
use schema::{
    Arg, At, Availability, CellKey, Finding, Findings, Location, NotEvaluable, Place, Questionnaire,
    RuleCode, Severity, Submission, TableId,
};

use crate::Known;

use crate::context::{Context, as_number};

/// Evaluates every declared relation.
pub(crate) fn check(context: &Context<'_>, out: &mut Findings) {
    let mut noted = BTreeSet::new();
    for relation in &context.questionnaire.relations {
        if !holds(context, relation) {
            continue;
        }
        if relation.each {
            for key in relation.left.iter().flat_map(|term| cells(context, term)) {
                let left = side(context, vec![key.clone()]);
                evaluate(context, relation, &left, &Arg::Cell(key), &mut noted, out);
            }
        } else {
            let keys = relation.left.iter().flat_map(|term| cells(context, term)).collect();
            let label = label(&relation.left);
            evaluate(context, relation, &side(context, keys), &label, &mut noted, out);
        }
    }
}

/// Whether the condition of a relation holds in this return.
pub(crate) fn holds(context: &Context<'_>, relation: &Relation) -> bool {
    relation.when.as_ref().is_none_or(|when| context.code(&when.field) == Some(when.is.as_str()))
}

/// The cells of a term.
pub(crate) fn cells(context: &Context<'_>, term: &Term) -> Vec<CellKey> {
    let of = |table: &TableId, rows: &mut dyn Iterator<Item = &Row>| -> Vec<CellKey> {
        rows.map(|row| CellKey::count(table.clone(), row.code.clone())).collect()
    };
    match term {
        Term::Cell(key) => vec![key.clone()],
        Term::Parts(table) => {
            let counts = context.questionnaire.table(table.as_str()).and_then(|table| table.counts());
            counts.map_or_else(Vec::new, |counts| {
                let mut cells = of(table, &mut counts.parts());
                // Published files merge rows under neutral keys. Where such a row stands, the rows it may stand for are
                // no longer asked for.
                let neutral =
                    counts.closed().iter().filter(|row| row.import_only && row.role == RowRole::Item);
                let neutral = neutral.map(|row| CellKey::count(table.clone(), row.code.clone()));
                let neutral: Vec<_> = neutral.filter(|key| context.response.cell(key).is_some()).collect();
                if !neutral.is_empty() {
                    let merged = counts.merged(&neutral);
                    cells.retain(|key| context.response.cell(key).is_some() || !merged.contains(&key.row));
                    cells.extend(neutral);
                }
                cells
            })
        }
        Term::PartsOf(table, subtotal) => {
            let counts = context.questionnaire.table(table.as_str()).and_then(|table| table.counts());
            counts.map_or_else(Vec::new, |counts| of(table, &mut counts.parts_of(subtotal)))
        }
    }
}

/// How a side is named in messages.
fn label(terms: &[Term]) -> Arg {
    let labels: Vec<Arg> = terms
        .iter()
        .map(|term| match term {
            Term::Cell(key) => Arg::Cell(key.clone()),
            Term::Parts(table) => Arg::Table(table.clone()),
            Term::PartsOf(table, row) => Arg::Cell(CellKey::count(table.clone(), row.clone())),
        })
        .collect();
    match <[Arg; 1]>::try_from(labels) {
        Ok([one]) => one,
        Err(many) => Arg::List(many),
    }
}

/// One side: its cells, the sum of those known, and those unknown.
struct Side {
    keys: Vec<CellKey>,
    sum: u64,
    known: usize,
    unknown: Vec<CellKey>,
}

fn side(context: &Context<'_>, keys: Vec<CellKey>) -> Side {
    let mut side = Side { keys, sum: 0, known: 0, unknown: Vec::new() };
    for key in &side.keys {
        let cell = context.response.cell(key);
        if let Some(count) = cell.and_then(schema::Observation::count) {
            side.sum = side.sum.saturating_add(count);
            side.known += 1;
            continue;
        }
        // A number included in another cell of the same sum counts 0 here.
        let included = cell
            .filter(|cell| cell.availability == Availability::Included)
            .and_then(|cell| cell.included_in.as_ref());
        let own = |pointer: &&schema::Pointer| pointer.year.is_none_or(|year| year == context.response.year);
        if included.filter(own).is_some_and(|pointer| side.keys.contains(&pointer.cell)) {
            side.known += 1;
        } else {
            side.unknown.push(key.clone());
        }
    }
    side
}

/// What a comparison says.
enum Judged {
    /// A number it needs is unknown.
    Open,
    /// It holds, or is not judged on this side.
    Holds,
    /// Left is above or below right, by outcome and severity.
    Violated(&'static str, Severity),
}

/// Three-valued: a partial sum above its total is a violation at once.
fn judge(relation: &Relation, left: &Side, right: &Side) -> Judged {
    let (sum, total) = (as_number(left.sum), as_number(right.sum) * relation.factor);
    let above = sum > total + relation.tolerance && relation.is != Comparison::AtLeast;
    let below = sum < total - relation.tolerance && relation.is != Comparison::AtMost;
    let complete = left.unknown.is_empty() && right.unknown.is_empty();
    let judged = match relation.missing {
        Missing::Partial => complete || (right.unknown.is_empty() && left.known > 0 && above),
        Missing::Zero => complete || (left.known > 0 && right.known > 0),
        Missing::NotEvaluable => complete,
    };
    match (judged, above, below, relation.above, relation.below) {
        (false, ..) => Judged::Open,
        (_, true, _, Some(severity), _) => Judged::Violated("above", severity),
        (_, _, true, _, Some(severity)) => Judged::Violated("below", severity),
        _ => Judged::Holds,
    }
}

/// What the live checks of a workbook say as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The relation holds.
    Holds,
    /// It does not.
    Violated,
    /// It is not judged: a number is unknown, its condition does not hold, or the table covers something else.
    Open,
}

/// The verdict of every comparison, relation by relation, one for each summand where these are judged one by one.
pub fn verdicts(questionnaire: &Questionnaire, submission: &Submission) -> Vec<(RuleCode, Verdict)> {
    let known = Known::of_cycle(submission.header.cycle);
    let context = &Context::of(questionnaire, submission, &known);
    let mut verdicts = Vec::new();
    for relation in &questionnaire.relations {
        let keys: Vec<_> = relation.left.iter().flat_map(|term| cells(context, term)).collect();
        let sides = if relation.each { keys.into_iter().map(|key| vec![key]).collect() } else { vec![keys] };
        let right = side(context, relation.right.iter().flat_map(|term| cells(context, term)).collect());
        let scoped = relation.scope.as_ref().is_none_or(|table| {
            context.response.declaration(table).and_then(schema::Declaration::scope) == Some(Scope::All)
        });
        for left in sides {
            let verdict = match judge(relation, &side(context, left), &right) {
                _ if !scoped || !holds(context, relation) => Verdict::Open,
                Judged::Open => Verdict::Open,
                Judged::Holds => Verdict::Holds,
                Judged::Violated(..) => Verdict::Violated,
            };
            verdicts.push((relation.code.clone(), verdict));
        }
    }
    verdicts
}

fn evaluate(
    context: &Context<'_>,
    relation: &Relation,
    left: &Side,
    left_label: &Arg,
    noted: &mut BTreeSet<TableId>,
    out: &mut Findings,
) {
    let right = side(context, relation.right.iter().flat_map(|term| cells(context, term)).collect());
    let total = as_number(right.sum) * relation.factor;
    let (outcome, severity) = match judge(relation, left, &right) {
        Judged::Violated(outcome, severity) => (outcome, severity),
        Judged::Holds => return,
        Judged::Open => {
            let at = right.keys.first().or(left.keys.first()).filter(|_| left.known + right.known > 0);
            if let Some(key) = at {
                let unknown = left.unknown.iter().chain(&right.unknown).cloned().collect();
                let place = Place::new(context.response.year, At::Cell(key.clone()));
                out.not_evaluable.push(NotEvaluable { code: relation.code.clone(), place, unknown });
            }
            return;
        }
    };
    let mut finding = found(context, relation, left, &right, outcome, severity);
    if let Some(table) = &relation.scope {
        let declared = context.response.declaration(table).and_then(schema::Declaration::scope);
        match declared {
            Some(Scope::All) => {}
            None if noted.insert(table.clone()) => {
                finding = finding.outcome("scope").severity(Severity::Note);
                let at = At::Declaration(table.clone(), schema::DeclarationItem::Scope);
                let origin = context.response.origin(&at);
                finding
                    .locations
                    .insert(0, Location { place: Place::new(context.response.year, at), origin });
            }
            // Another scope explains the difference: it is noted, once a table, as an undeclared one is.
            Some(scope) if noted.insert(table.clone()) => {
                finding = finding.outcome("covered").severity(Severity::Note);
                finding = finding.arg("scope", Arg::Code("scope".into(), scope.code().into()));
            }
            _ => return,
        }
    }
    let difference = as_number(left.sum) - total;
    let finding = finding
        .arg("left", left_label.clone())
        .arg("right", label(&relation.right))
        .arg("sum", left.sum)
        .arg("total", number(total))
        .arg("difference", number(difference.abs()));
    out.push(finding);
}

/// A whole number where it is one.
fn number(value: f64) -> Arg {
    Arg::Number(value)
}

/// The finding with every cell that stands in the relation. In a sum the total comes first; where a part is too large,
/// the part does.
fn found(
    context: &Context<'_>,
    relation: &Relation,
    left: &Side,
    right: &Side,
    outcome: &'static str,
    severity: Severity,
) -> Finding {
    let total_first = relation.is == Comparison::Equal && right.keys.len() == 1 && left.keys.len() > 1;
    let order: Vec<_> = if total_first {
        right.keys.iter().chain(&left.keys).collect()
    } else {
        left.keys.iter().chain(&right.keys).collect()
    };
    let locations = order.into_iter().map(|key| {
        let at = At::Cell(key.clone());
        let origin = context.response.origin(&at);
        Location { place: Place::new(context.response.year, at), origin }
    });
    Finding {
        code: relation.code.clone(),
        outcome: outcome.into(),
        severity,
        gate: relation.gate,
        locations: locations.collect(),
        args: std::collections::BTreeMap::new(),
    }
}
