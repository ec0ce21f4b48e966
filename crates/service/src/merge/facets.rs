//! What is said of a row beside its numbers: a note, a source, how good the numbers are, who may see them. A row that
//! several institutions fill keeps what each says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::{CellKey, Confidentiality, Observation, Quality, RowCode, TableId};

use super::{Party, says_something};

/// What is said of a row.
#[derive(Default)]
struct Facets {
    quality: BTreeSet<Quality>,
    confidential: bool,
    notes: Vec<Arc<str>>,
    sources: Vec<Arc<str>>,
    /// How many parties speak of it.
    parties: usize,
}

type Row<'a> = (&'a TableId, &'a RowCode);

/// Gives each cell of a row that several parties speak of what all of them say of the row.
pub(super) fn spread(parties: &[Party], cells: &mut BTreeMap<CellKey, Observation>) {
    let mut rows: BTreeMap<Row<'_>, Facets> = BTreeMap::new();
    for party in parties {
        let mut own: BTreeSet<Row<'_>> = BTreeSet::new();
        for (key, observation) in party.cells() {
            if !yields(parties, party, key, observation) {
                rows.entry((&key.table, &key.row)).or_default().add(observation);
                own.insert((&key.table, &key.row));
            }
        }
        for row in own {
            rows.entry(row).or_default().parties += 1;
        }
    }
    for (key, cell) in cells {
        if let Some(facets) = rows.get(&(&key.table, &key.row)).filter(|facets| facets.parties > 1) {
            facets.lay_on(cell);
        }
    }
}

/// Whether the institution that said it has another word in this row now.
fn yields(parties: &[Party], party: &Party, key: &CellKey, observation: &Observation) -> bool {
    let speaks = |other: &Party| {
        let row = other.response.table(&key.table).filter(|(cell, _)| cell.row == key.row);
        row.map(|(_, cell)| cell).any(says_something)
    };
    let mut others = parties.iter().filter(|other| other.id != party.id);
    others.any(|other| other.replaces(observation.upload.as_ref()) && speaks(other))
}

impl Facets {
    fn add(&mut self, observation: &Observation) {
        self.quality.extend(&observation.quality);
        self.confidential |= observation.confidentiality == Confidentiality::Confidential;
        add_lines(&mut self.notes, observation.note.as_deref());
        add_lines(&mut self.sources, observation.source.as_deref());
    }

    fn lay_on(&self, cell: &mut Observation) {
        cell.quality.clone_from(&self.quality);
        if self.confidential {
            cell.confidentiality = Confidentiality::Confidential;
        }
        cell.note = joined(&self.notes);
        cell.source = joined(&self.sources);
    }
}

/// Adds the lines of a text that are not there yet.
fn add_lines(lines: &mut Vec<Arc<str>>, text: Option<&str>) {
    for line in text.into_iter().flat_map(str::lines) {
        if !lines.iter().any(|known| **known == *line) {
            lines.push(Arc::from(line));
        }
    }
}

fn joined(lines: &[Arc<str>]) -> Option<Arc<str>> {
    if lines.is_empty() { None } else { Some(lines.join("\n").into()) }
}
