//! No free text of the return holds personal data: addresses, phone numbers, numbers of documents and arms, plates, names.

use std::collections::BTreeSet;

use schema::response::Answers;
use schema::{Explanation, Location, Origin, Place, TableId, Year};

use crate::incident::{Incident, Spot};
use crate::prelude::*;
use crate::screen::{Kind, Least, kinds};

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SIG-12",
        name: "personal-data-in-texts",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SIG", "every text", "every note", "every source", "corrections", "explanations"],
        page: include_str!("../../../docs/SIG-12.md"),
    },
    thresholds: Least::NAMES,
    check,
};

/// Screens texts and collects what was found: the place and the kind, never the text.
struct Screen<'a> {
    least: Least,
    out: &'a mut Findings,
}

impl Screen<'_> {
    /// The texts that stand at one place: what two of them hold is said once.
    fn texts<'b>(&mut self, texts: impl Iterator<Item = &'b str>, location: &Location) {
        let found: BTreeSet<Kind> = texts.flat_map(|text| kinds(text, &self.least)).collect();
        self.push(found, location);
    }

    fn push(&mut self, found: BTreeSet<Kind>, location: &Location) {
        for kind in found {
            let finding = Finding::new(&RULE.meta, location.place.clone(), location.origin.clone());
            self.out.push(finding.outcome(kind.outcome()));
        }
    }

    /// What of a person a reference names. A number it is by its nature.
    fn names(&self, reference: &str) -> BTreeSet<Kind> {
        let found = kinds(reference, &self.least).into_iter();
        found.filter(|kind| matches!(kind, Kind::Email | Kind::Name)).collect()
    }

    /// The texts of an answer.
    fn answer(&mut self, answer: &Observation, location: &Location) {
        self.texts(own(answer).chain(beside(answer)), location);
    }

    /// The cells of a year. A note stands once for its row, although each cell of the row holds it.
    fn cells<'b>(
        &mut self,
        context: &Context<'_>,
        year: Year,
        cells: impl Iterator<Item = (&'b CellKey, &'b Observation)>,
    ) {
        let (mut row, mut said) = (None, Vec::new());
        for (key, cell) in cells.filter(|(key, _)| !is_personal(context, key)) {
            if row.replace((&key.table, &key.row)) != Some((&key.table, &key.row)) {
                said.clear();
            }
            let location = located(year, At::Cell(key.clone()), cell.origin.as_ref());
            let more: Vec<_> = beside(cell).filter(|text| !said.contains(text)).collect();
            self.texts(own(cell).chain(more.iter().copied()), &location);
            said.extend(more);
        }
    }
}

/// What was answered: a text, or what was typed and could not be read. A figure that could not be read is no number of
/// a person.
fn own(answer: &Observation) -> impl Iterator<Item = &str> {
    let text = answer.value.as_ref().and_then(Value::text);
    let worded = |typed: &&str| typed.contains(|sign: char| sign == '+' || sign.is_alphabetic());
    text.into_iter().chain(answer.unread.as_deref().filter(worded))
}

/// What stands beside an answer: its note and its source.
fn beside(answer: &Observation) -> impl Iterator<Item = &str> {
    answer.note.as_deref().into_iter().chain(answer.source.as_deref())
}

fn check(context: &Context<'_>, out: &mut Findings) {
    let mut screen = Screen { least: Least::of(context.questionnaire, RULE.meta.code), out };
    let year = context.response.year;
    screen.cells(context, year, context.response.cells.iter());
    for (table, declaration) in &context.response.declarations {
        for (item, answer) in &declaration.items {
            let at = At::Declaration(table.clone(), *item);
            screen.answer(answer, &located(year, at, answer.origin.as_ref()));
        }
    }
    for (position, incident) in (1..).zip(Incident::all(context)) {
        record(context, &mut screen, position, incident);
    }
    for (year, cells) in &context.submission.corrections {
        let cells = cells.iter().map(|(key, corrected)| (key, &corrected.observation));
        screen.cells(context, *year, cells);
    }
    for explanation in &context.submission.explanations {
        let location = explained(context, &screen, explanation);
        screen.texts(std::iter::once(explanation.text.as_ref()), &location);
    }
}

/// The place an explanation is about, or the return where that is no place of it. Where the place itself tells too much,
/// as the reference of a case may, its table is named.
fn explained(context: &Context<'_>, screen: &Screen<'_>, explanation: &Explanation) -> Location {
    let is_table = |table: &TableId| context.questionnaire.table(table.as_str()).is_some();
    let place = Place::parse(&explanation.place).filter(|place| place.table().is_none_or(is_table));
    let mut place = place.unwrap_or_else(|| Place::new(context.response.year, At::Submission));
    if !screen.names(&explanation.place).is_empty()
        && let Some(table) = place.table()
    {
        place.at = At::Table(table.clone());
    }
    Location { place, origin: explanation.origin.clone() }
}

/// The texts of a case. Where its reference itself tells too much, the case is named by its position.
fn record(context: &Context<'_>, screen: &mut Screen<'_>, position: usize, mut incident: Incident<'_>) {
    if !screen.names(incident.case.as_str()).is_empty() {
        let reference = std::mem::replace(&mut incident.case, format!("#{position}").into());
        let location = incident.location(context, "CASE".into());
        screen.push(screen.names(reference.as_str()), &location);
    }
    answers(context, screen, &incident, None, &incident.record.answers);
    for (child, lines) in &incident.record.children {
        for (index, line) in lines.iter().enumerate() {
            answers(context, screen, &incident, Some((child.as_str(), index)), line);
        }
    }
}

fn answers(
    context: &Context<'_>,
    screen: &mut Screen<'_>,
    incident: &Incident<'_>,
    line: Option<(&str, usize)>,
    answers: &Answers,
) {
    for (field, answer) in answers.iter().filter(|(field, _)| line.is_some() || **field != "CASE") {
        let spot = Spot { line, field: field.as_str() };
        screen.answer(answer, &incident.location(context, spot));
    }
}

/// Whether a cell is asked for personal data, as the focal point's are.
fn is_personal(context: &Context<'_>, key: &CellKey) -> bool {
    match context.questionnaire.table(key.table.as_str()).map(|table| &table.kind) {
        Some(TableKind::Fields(fields)) => {
            fields.iter().any(|field| field.personal && field.code == *key.row.as_str())
        }
        Some(TableKind::Counts(counts)) => {
            counts.columns.iter().any(|column| column.personal && column.code == key.column)
        }
        _ => false,
    }
}

fn located(year: Year, at: At, origin: Option<&Origin>) -> Location {
    Location { place: Place::new(year, at), origin: origin.cloned() }
}
