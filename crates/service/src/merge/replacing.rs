//! What an institution sends of a table takes the place of what it sent of it before, wherever that stands by now: what it
//! corrects, and what it no longer says.

use std::collections::BTreeSet;
use std::sync::Arc;

use schema::{Observation, Record, Response, TableId};

use super::Party;

/// The parties without what was replaced, and how many answers and cases that were.
pub(super) fn settled(parties: &[Party]) -> (Vec<Party>, usize) {
    let mut settled = parties.to_vec();
    let mut replaced = 0;
    for (index, later) in parties.iter().enumerate() {
        for earlier in settled.iter_mut().take(index) {
            replaced += take_out(&mut earlier.response, &later.tables, &later.earlier_files);
        }
    }
    (settled, replaced)
}

/// Takes out of a response what was read from some files of some tables; gives how much that was.
fn take_out(response: &mut Response, tables: &BTreeSet<TableId>, files: &BTreeSet<Arc<str>>) -> usize {
    let is_of = |answer: &Observation| answer.upload.as_ref().is_some_and(|upload| files.contains(upload));
    let before = size(response);
    response.cells.retain(|key, cell| !(tables.contains(&key.table) && is_of(cell)));
    for (table, declaration) in &mut response.declarations {
        if tables.contains(table) {
            declaration.items.retain(|_, answer| !is_of(answer));
        }
    }
    for (table, records) in &mut response.records {
        if tables.contains(table) {
            records.retain(|record| !answers(record).any(is_of));
        }
    }
    before - size(response)
}

fn size(response: &Response) -> usize {
    let declared = response.declarations.values().map(|declaration| declaration.items.len());
    let recorded = response.records.values().map(Vec::len);
    response.cells.len() + declared.chain(recorded).sum::<usize>()
}

/// Every answer of a case. A case comes from one file as a whole.
fn answers(record: &Record) -> impl Iterator<Item = &Observation> {
    let lines = record.children.values().flatten().flat_map(|line| line.values());
    record.answers.values().chain(lines)
}
