//! What is merged, as the database has it: what the State works on, and one contribution of each institution.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::{Catalogue, CountryCode, EditionId, Explanation, Header, Profile, Questionnaire, Year};
use storage::{Contribution, Return, RevisionId, RevisionKind, Scope, StorageError, Store};

use super::{DRAFT, Party};

/// What is to be merged.
pub(crate) struct Gathered<'a> {
    /// The edition of all answers.
    pub(crate) questionnaire: &'a Questionnaire,
    /// What the merged document claims to be.
    pub(crate) header: Header,
    /// The return as it stands.
    pub(crate) the_return: Return,
    /// The contributions, oldest first.
    pub(crate) contributions: Vec<Contribution>,
    /// Who answers: the draft first, where there is one.
    pub(crate) parties: Vec<Party>,
    /// The reasons that contributors gave.
    pub(crate) explanations: Vec<Explanation>,
}

/// Why nothing can be merged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unmergeable {
    /// Nothing waits, or nothing was named.
    #[error("no contribution waits to be merged. Ask the institutions of the State to send theirs.")]
    Nothing,
    /// It is none of this return: which of those that are named, from 1.
    #[error(
        "number {0} of `contributions` is none to this return. Take the ids from the list of contributions."
    )]
    Unknown(usize),
    /// One institution, several contributions.
    #[error(
        "several of the contributions are of one institution ({0}). The last one says all it has to say: name that one."
    )]
    Twice(String),
    /// Answers to other questions.
    #[error(
        "the answers were read under the editions {0} and {1} of the questionnaire. Ask the institution to send its file \
         again: it is then carried over."
    )]
    Editions(EditionId, EditionId),
    /// The database said no.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Gathers what is merged: what is asked for, else the last contribution of each institution that was not merged yet.
///
/// # Errors
/// [`Unmergeable`].
pub(crate) fn gather<'a>(
    store: &Store,
    scope: &Scope,
    catalogue: &'a Catalogue,
    (country, year): (&CountryCode, Year),
    asked: Option<&[RevisionId]>,
) -> Result<Gathered<'a>, Unmergeable> {
    let the_return = store.return_of(scope, country, year)?;
    let all = store.contributions(scope, country, year)?;
    let contributions = pick(&all, asked)?;
    let last = contributions.last().ok_or(Unmergeable::Nothing)?;
    let filed = store.filed(scope, &last.revision.id)?;
    let edition = last.revision.edition.clone();
    let questionnaire = catalogue.get(edition.as_str()).ok_or(StorageError::NotFound)?;
    let mut parties = Vec::new();
    parties.extend(draft(store, scope, &the_return)?);
    for one in &contributions {
        parties.push(party(store, scope, one, &all)?);
    }
    if let Some(other) = parties.iter().find(|party| party.response.edition != edition) {
        return Err(Unmergeable::Editions(other.response.edition.clone(), edition));
    }
    let header = Header {
        edition,
        country: country.clone(),
        cycle: filed.cycle,
        year,
        language: filed.language,
        profile: Profile::Full,
        template: None,
    };
    let explanations = explanations(store, scope, &contributions)?;
    Ok(Gathered { questionnaire, header, the_return, contributions, parties, explanations })
}

fn pick(all: &[Contribution], asked: Option<&[RevisionId]>) -> Result<Vec<Contribution>, Unmergeable> {
    let Some(asked) = asked else { return Ok(waiting(all)) };
    let mut picked: Vec<Contribution> = Vec::new();
    for (number, id) in (1..).zip(asked) {
        let found = all.iter().find(|one| one.revision.id == *id).ok_or(Unmergeable::Unknown(number))?;
        if picked.iter().any(|one| one.institution == found.institution) {
            return Err(Unmergeable::Twice(found.institution.clone()));
        }
        picked.push(found.clone());
    }
    picked.sort_by_key(|one| one.revision.number);
    Ok(picked)
}

/// The last contribution of each institution, where it was not merged yet.
fn waiting(all: &[Contribution]) -> Vec<Contribution> {
    let last: BTreeMap<&str, &Contribution> = all.iter().map(|one| (one.institution.as_str(), one)).collect();
    let mut waiting: Vec<Contribution> =
        last.into_values().filter(|one| one.merged_into.is_none()).cloned().collect();
    waiting.sort_by_key(|one| one.revision.number);
    waiting
}

/// What the State works on. What others published of it is not its own word.
fn draft(store: &Store, scope: &Scope, the_return: &Return) -> Result<Option<Party>, StorageError> {
    let Some(current) = &the_return.current_revision else { return Ok(None) };
    let revisions = store.revisions(scope, &the_return.id)?;
    let kind = revisions.iter().find(|one| one.id == *current).map(|one| one.kind);
    if kind == Some(RevisionKind::Import) {
        return Ok(None);
    }
    let response = store.response(scope, current)?;
    Ok(Some(Party { id: DRAFT.to_owned(), response, earlier_files: BTreeSet::new() }))
}

fn party(
    store: &Store,
    scope: &Scope,
    one: &Contribution,
    all: &[Contribution],
) -> Result<Party, StorageError> {
    let earlier = all.iter().filter(|other| other.revision.number < one.revision.number);
    let earlier = earlier.filter(|other| other.institution == one.institution);
    let earlier_files = earlier.map(|other| Arc::from(other.original_sha256.as_str())).collect();
    let response = store.response(scope, &one.revision.id)?;
    Ok(Party { id: one.revision.id.clone(), response, earlier_files })
}

/// What contributors explained, each finding once.
fn explanations(
    store: &Store,
    scope: &Scope,
    contributions: &[Contribution],
) -> Result<Vec<Explanation>, StorageError> {
    let mut given: Vec<Explanation> = Vec::new();
    for one in contributions {
        for said in store.explanations(scope, &one.revision.id)? {
            let known = |other: &Explanation| other.code == said.bond.code && other.place == said.bond.place;
            if given.iter().any(known) {
                continue;
            }
            given.push(Explanation {
                code: said.bond.code,
                place: said.bond.place,
                judged: Some(said.bond.judged),
                rule_version: Some(said.bond.rule_version),
                text: said.text.into(),
                origin: None,
            });
        }
    }
    Ok(given)
}
