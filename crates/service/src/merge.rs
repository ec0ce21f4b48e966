//! Contributions of institutions become one return: what they say beside what the State works on, place by place. Where
//! one answer is given, or all are the same, it is taken; where they differ, somebody has to choose.

mod choosing;
mod facets;
mod gather;
mod origins;
mod records;
mod replacing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::{
    At, CellKey, DeclarationItem, Observation, Origin, Place, Questionnaire, Response, TableId, document,
};
use serde_json::Value as Json;

use choosing::{Choosing, Said};
pub(crate) use gather::{Gathered, Unmergeable, gather, is_superseded};
pub(crate) use origins::trace;

/// What the State works on is named so among those who answer.
pub(crate) const DRAFT: &str = "draft";

/// Who answers.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    /// [`DRAFT`], or the revision that holds the contribution.
    pub(crate) id: String,
    /// The answers.
    pub(crate) response: Response,
    /// The tables of which a contribution says all that its institution has to say.
    pub(crate) tables: BTreeSet<TableId>,
    /// SHA-256 of the files that the same institution sent before.
    pub(crate) earlier_files: BTreeSet<Arc<str>>,
}

/// Which party's answer is taken, by the text of the place.
pub(crate) type Choices = BTreeMap<String, String>;

/// A place that is answered differently.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Conflict {
    /// The place: a cell, a declared item, or a case as a whole.
    pub(crate) place: Place,
    /// Who answers what; the draft first.
    pub(crate) answers: Vec<Answered>,
}

/// What a party says at a place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Answered {
    /// The party.
    pub(crate) from: String,
    /// What it says, as a document holds it.
    pub(crate) answer: Json,
    /// Where it was read.
    pub(crate) origin: Option<Origin>,
    /// SHA-256 of the file it was read from.
    pub(crate) upload: Option<Arc<str>>,
}

/// What comes of it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Merged {
    /// The answers, without those where somebody has to choose. What follows from declarations is not among them.
    pub(crate) response: Response,
    /// How many answers fell away, since their institution sent their table again.
    pub(crate) replaced: usize,
    /// The places where somebody has to choose.
    pub(crate) conflicts: Vec<Conflict>,
    /// The places of choices that fit nothing: no such place, or the party says nothing there.
    pub(crate) misplaced: Vec<String>,
}

/// Lays the answers of parties beside each other under an edition: the draft, where there is one, then contributions in the
/// order in which they came. `None` without parties.
pub(crate) fn merge(questionnaire: &Questionnaire, parties: &[Party], choices: &Choices) -> Option<Merged> {
    let (parties, replaced) = replacing::settled(parties);
    let first = &parties.first()?.response;
    let mut choosing = Choosing::of(first.year, choices);
    let edition = questionnaire.edition.clone();
    let mut response = Response::new(edition, first.country.clone(), first.year);
    response.cells = cells(&parties, &mut choosing);
    facets::spread(&parties, &mut response.cells);
    declare(&parties, &mut choosing, &mut response);
    response.records = records::of(questionnaire, &parties, &mut choosing);
    let (conflicts, misplaced) = choosing.finish();
    Some(Merged { response, replaced, conflicts, misplaced })
}

impl Party {
    /// The cells that say something by themselves.
    fn cells(&self) -> impl Iterator<Item = (&CellKey, &Observation)> {
        self.response.cells.iter().filter(|(_, observation)| says_something(observation))
    }
}

/// Whether something was typed there.
pub(crate) fn says_something(observation: &Observation) -> bool {
    !observation.inherited && !observation.is_silent()
}

fn cells(parties: &[Party], choosing: &mut Choosing<'_>) -> BTreeMap<CellKey, Observation> {
    let mut by_place: BTreeMap<&CellKey, Vec<Said<'_, &Observation>>> = BTreeMap::new();
    for party in parties {
        for (key, observation) in party.cells() {
            by_place.entry(key).or_default().push(said(party, observation));
        }
    }
    let taken = by_place.into_iter().filter_map(|(key, said)| {
        let taken = choosing.take(At::Cell(key.clone()), said)?;
        Some((key.clone(), taken.clone()))
    });
    taken.collect()
}

fn declare(parties: &[Party], choosing: &mut Choosing<'_>, response: &mut Response) {
    let mut by_place: BTreeMap<(&TableId, DeclarationItem), Vec<Said<'_, &Observation>>> = BTreeMap::new();
    for party in parties {
        for (table, declaration) in &party.response.declarations {
            for (item, observation) in &declaration.items {
                if says_something(observation) {
                    by_place.entry((table, *item)).or_default().push(said(party, observation));
                }
            }
        }
    }
    for ((table, item), said) in by_place {
        if let Some(taken) = choosing.take(At::Declaration(table.clone(), item), said) {
            let declaration = response.declarations.entry(table.clone()).or_default();
            declaration.items.insert(item, taken.clone());
        }
    }
}

fn said<'a>(party: &'a Party, observation: &'a Observation) -> Said<'a, &'a Observation> {
    let answered = Answered {
        from: party.id.clone(),
        answer: document::cell(observation).unwrap_or_default(),
        origin: observation.origin.clone(),
        upload: observation.upload.clone(),
    };
    Said { party, answered, what: observation }
}
