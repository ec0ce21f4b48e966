//! What is said of a row beside its numbers: a note, a source, how good the numbers are, who may see them. A row that
//! several institutions fill keeps what each says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::{CellKey, Confidentiality, Observation, Quality, RowCode, TableId};

use super::Party;

/// How many characters a source may have, as a reader takes it.
const LONGEST_SOURCE: usize = 60;

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
            rows.entry((&key.table, &key.row)).or_default().add(observation);
            own.insert((&key.table, &key.row));
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
        // A source is short: where several do not fit together, they are told in the note.
        let source = joined(&self.sources);
        let fits = source.as_ref().is_none_or(|source| source.chars().count() <= LONGEST_SOURCE);
        let mut notes = self.notes.clone();
        if !fits {
            notes.extend(self.sources.iter().cloned());
        }
        cell.note = joined(&notes);
        cell.source = source.filter(|_| fits);
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
