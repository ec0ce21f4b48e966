//! Every cell of the core tables has an answer: a number, 0, or a word that says why there is none.

use schema::questionnaire::{Column, Records};
use schema::response::Answers;

use crate::incident::{Incident, Spot};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-06",
        name: "core-answer-missing",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["core tables"],
        page: include_str!("../../../docs/STR-06.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for table in context.core_tables() {
        match &table.kind {
            TableKind::Counts(counts) => missing_counts(context, table, counts, out),
            TableKind::Fields(fields) => {
                for field in fields.iter().filter(|field| field.required) {
                    let key = CellKey::field(table.id.clone(), field.code.as_str());
                    if context.is_blank(&key) && !is_unread(context, &key) {
                        out.push(context.finding(&RULE, At::Cell(key)).outcome("field"));
                    }
                }
            }
            TableKind::Records(form) => missing_in_cases(context, form, out),
        }
    }
}

fn missing_counts(context: &Context<'_>, table: &Table, counts: &Counts, out: &mut Findings) {
    let asked = counts.closed().iter().filter(|row| row.asked_in(Profile::Core));
    let numbers = || counts.columns.iter().filter(|column| column.kind.is_number());
    let keys: Vec<_> = asked
        .flat_map(|row| {
            numbers().map(|column| CellKey::new(table.id.clone(), row.code.clone(), column.code.clone()))
        })
        .collect();
    let blank: Vec<_> = keys.iter().filter(|key| context.is_blank(key)).collect();
    if blank.len() == keys.len() && blank.len() > 1 && !keys.iter().any(|key| is_unread(context, key)) {
        let at = At::Declaration(table.id.clone(), DeclarationItem::Status);
        out.push(context.finding(&RULE, at).outcome("table"));
        return;
    }
    for key in blank.into_iter().filter(|key| !is_unread(context, key)) {
        let finding = context.finding(&RULE, At::Cell(key.clone()));
        let is_formula = context.response.cell(key).is_some_and(|cell| cell.unread.is_some());
        out.push(if is_formula { finding.outcome("formula") } else { finding });
    }
}

/// The answers that each case must have: without them it cannot be told from others, put into the year, or counted.
fn missing_in_cases(context: &Context<'_>, form: &Records, out: &mut Findings) {
    for incident in Incident::all(context) {
        for field in missing(&form.fields, &incident.record.answers) {
            out.push(incident.finding(context, &RULE, field).outcome("case"));
        }
        for child in &form.children {
            for (index, line) in incident.lines(child.code.as_str()).iter().enumerate() {
                for field in missing(&child.fields, line) {
                    let spot = Spot::line(child.code.as_str(), index, field);
                    out.push(incident.finding(context, &RULE, spot).outcome("case"));
                }
            }
        }
    }
}

/// The required fields without an answer.
fn missing<'f>(fields: &'f [Column], answers: &Answers) -> impl Iterator<Item = &'f str> {
    let blank = |answer: &Observation| answer.availability == Availability::Blank && !has_error(answer);
    let required = fields.iter().filter(|field| field.required);
    required.filter(move |field| answers.get(&field.code).is_none_or(blank)).map(|field| field.code.as_str())
}

fn is_unread(context: &Context<'_>, key: &CellKey) -> bool {
    context.response.cell(key).is_some_and(has_error)
}

/// What could not be read has an error of its own; a formula or an error of the spreadsheet only a warning.
fn has_error(answer: &Observation) -> bool {
    answer.unread.as_deref().is_some_and(|typed| !typed.starts_with(['=', '#']))
}
