//! What stands at the places of a response.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::cell::{At, Place, RecordKey};
use crate::code::{CaseReference, TableId};
use crate::questionnaire::Questionnaire;
use crate::response::{Record, Response};
use crate::value::Observation;

/// The records of a response by table and reference. Of two under one reference the first is meant.
type Cases<'a> = BTreeMap<&'a TableId, BTreeMap<CaseReference, &'a Record>>;

/// Looks up what stands at places of a response. A response may hold thousands of cases, and each may be asked for: they
/// are put in order once, when the first is.
pub struct Standing<'a> {
    questionnaire: &'a Questionnaire,
    response: &'a Response,
    cases: OnceCell<Cases<'a>>,
}

impl<'a> Standing<'a> {
    /// Of a response, whose record tables the questionnaire knows.
    pub fn of(questionnaire: &'a Questionnaire, response: &'a Response) -> Self {
        Self { questionnaire, response, cases: OnceCell::new() }
    }

    /// What stands at a place, where it is of the year of the response.
    pub fn at(&self, place: &Place) -> Option<&'a Observation> {
        if place.year != self.response.year {
            return None;
        }
        match &place.at {
            At::Submission | At::Table(_) => None,
            At::Declaration(table, item) => self.response.declaration(table)?.items.get(item),
            At::Cell(cell) => self.response.cell(cell),
            At::Record(key) => self.in_record(key),
        }
    }

    fn in_record(&self, key: &RecordKey) -> Option<&'a Observation> {
        let cases = self.cases.get_or_init(|| cases(self.questionnaire, self.response));
        let record = cases.get(&key.table)?.get(&key.case)?;
        let answers = match &key.child {
            None => &record.answers,
            Some((child, line)) => {
                let index = usize::try_from(*line).ok()?.checked_sub(1)?;
                record.children.get(child)?.get(index)?
            }
        };
        answers.get(key.field.as_ref()?)
    }
}

fn cases<'a>(questionnaire: &Questionnaire, response: &'a Response) -> Cases<'a> {
    let mut cases = Cases::new();
    for (table, records) in &response.records {
        let Some(form) = questionnaire.table(table.as_str()).and_then(|table| table.records()) else {
            continue;
        };
        let own = cases.entry(table).or_default();
        for (position, record) in (1..).zip(records) {
            own.entry(record.case(&form.key, position)).or_insert(record);
        }
    }
    cases
}
