//! Cases: those of all parties, one after another. A case that several describe under one reference is one.

use std::collections::BTreeMap;

use schema::{At, CaseReference, ColumnCode, Questionnaire, Record, RecordKey, TableId, document};
use serde_json::Value as Json;

use super::choosing::{Choosing, Said};
use super::{Answered, Party};

/// What makes a case the same for several parties.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    /// Its reference.
    Of(CaseReference),
    /// All of it, where it has no reference.
    Unnamed(String),
}

/// What a party says of a case: mostly one record.
type Told<'a> = Vec<&'a Record>;

/// The cases of all parties, in the order in which they are met.
pub(super) fn of(
    questionnaire: &Questionnaire,
    parties: &[Party],
    choosing: &mut Choosing<'_>,
) -> BTreeMap<TableId, Vec<Record>> {
    let mut merged = BTreeMap::new();
    for table in questionnaire.tables_in_order() {
        let Some(form) = table.records() else { continue };
        let mut records: Vec<Record> = Vec::new();
        for (case, said) in cases(&table.id, &form.key, parties) {
            let told = match case {
                Case::Of(case) => {
                    let key = RecordKey { table: table.id.clone(), case, child: None, field: None };
                    choosing.take(At::Record(key), said)
                }
                // As often as the party says it that says it most often.
                Case::Unnamed(_) => said.into_iter().map(|one| one.what).max_by_key(Vec::len),
            };
            records.extend(told.unwrap_or_default().into_iter().cloned());
        }
        if !records.is_empty() {
            merged.insert(table.id.clone(), records);
        }
    }
    merged
}

fn cases<'a>(
    table: &TableId,
    key: &ColumnCode,
    parties: &'a [Party],
) -> Vec<(Case, Vec<Said<'a, Told<'a>>>)> {
    let mut order: Vec<(Case, Vec<Said<'a, Told<'a>>>)> = Vec::new();
    let mut places: BTreeMap<Case, usize> = BTreeMap::new();
    for party in parties {
        let mut own: BTreeMap<usize, Told<'a>> = BTreeMap::new();
        for record in party.response.records.get(table).into_iter().flatten() {
            let case = case_of(record, key);
            let place = *places.entry(case.clone()).or_insert_with(|| {
                order.push((case, Vec::new()));
                order.len() - 1
            });
            own.entry(place).or_default().push(record);
        }
        for (place, told) in own {
            if let Some((_, said)) = order.get_mut(place) {
                said.push(Said { party, answered: answered(party, &told), what: told });
            }
        }
    }
    order
}

fn case_of(record: &Record, key: &ColumnCode) -> Case {
    match record.answers.get(key).and_then(|answer| answer.value.as_ref()) {
        Some(_) => Case::Of(record.case(key, 0)),
        None => Case::Unnamed(document::record(record).to_string()),
    }
}

fn answered(party: &Party, told: &[&Record]) -> Answered {
    let mut answers: Vec<Json> = told.iter().map(|record| document::record(record)).collect();
    let first =
        told.first().and_then(|record| record.answers.values().find(|answer| answer.origin.is_some()));
    Answered {
        from: party.id.clone(),
        answer: if answers.len() == 1 { answers.remove(0) } else { Json::Array(answers) },
        origin: first.and_then(|answer| answer.origin.clone()),
        upload: first.and_then(|answer| answer.upload.clone()),
    }
}
