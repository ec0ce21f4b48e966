//! No free text of the return holds personal data: addresses, phone numbers, numbers of documents and arms, plates, names.

use schema::response::Answers;
use schema::{Location, Origin, Place, Year};

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
        inputs: &["SIG", "every text", "every note", "corrections"],
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
    fn text(&mut self, text: &str, location: &Location) {
        let found = kinds(text, &self.least);
        self.push(found.into_iter(), location);
    }

    fn push(&mut self, found: impl Iterator<Item = Kind>, location: &Location) {
        for kind in found {
            let finding = Finding::new(&RULE.meta, location.place.clone(), location.origin.clone());
            self.out.push(finding.outcome(kind.outcome()));
        }
    }

    /// The text and the note of an answer.
    fn answer(&mut self, answer: &Observation, location: &Location) {
        for text in answer.value.as_ref().and_then(Value::text).into_iter().chain(answer.note.as_deref()) {
            self.text(text, location);
        }
    }

    /// The cells of a year. A note stands once for its row, although each cell of the row holds it.
    fn cells<'b>(
        &mut self,
        context: &Context<'_>,
        year: Year,
        cells: impl Iterator<Item = (&'b CellKey, &'b Observation)>,
    ) {
        let mut noted = None;
        for (key, cell) in cells.filter(|(key, _)| !is_personal(context, key)) {
            let location = located(year, At::Cell(key.clone()), cell.origin.as_ref());
            if let Some(text) = cell.value.as_ref().and_then(Value::text) {
                self.text(text, &location);
            }
            let row = Some((&key.table, &key.row));
            if let Some(note) = cell.note.as_deref().filter(|_| noted != row) {
                self.text(note, &location);
                noted = row;
            }
        }
    }
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
}

/// The texts of a case. Where its reference itself tells too much, the case is named by its position.
fn record(context: &Context<'_>, screen: &mut Screen<'_>, position: usize, mut incident: Incident<'_>) {
    let mut case = kinds(incident.case.as_str(), &screen.least);
    // A reference is a number by its nature.
    case.retain(|kind| matches!(kind, Kind::Email | Kind::Name));
    if !case.is_empty() {
        incident.case = format!("#{position}").into();
    }
    screen.push(case.into_iter(), &incident.location(context, "CASE".into()));
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
