//! What is merged, as the database has it: what the State works on, and one contribution of each institution.

use std::collections::BTreeSet;
use std::sync::Arc;

use schema::{
    Catalogue, CountryCode, EditionId, Explanation, Findings, Header, Place, Profile, Questionnaire,
    RuleCode, Severity, Standing, TableId, Year,
};
use storage::{Contribution, Return, RevisionId, RevisionKind, Scope, StorageError, Store};

use super::{DRAFT, Party};
use crate::contribution::is_of_reading;

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
    /// What its institution sent again was merged: which of those that are named, from 1.
    #[error(
        "number {0} of `contributions` says nothing that its institution did not send again afterwards, and that was \
         merged. Let it be sent again where it is to count."
    )]
    Older(usize),
    /// The draft corrects an earlier year from a later cycle.
    #[error(
        "the State works on a correction of this year from a later cycle. Nothing is merged into that: send the corrected \
         figures with the return of the later cycle."
    )]
    Correction,
    /// Something could not be read, and would be lost.
    #[error(
        "{who} holds content that was not read ({code} at {place}), which a merge would lose. Let it be corrected and sent \
         again first."
    )]
    Unread {
        /// Where: in words.
        who: String,
        /// The finding.
        code: RuleCode,
        /// Its place.
        place: String,
    },
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

/// Gathers what is merged: what is asked for, else all that waits.
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
    if let (Some(own), Some(id)) = (draft(store, scope, &the_return)?, &the_return.current_revision) {
        must_be_read(questionnaire, &own, "what the State works on", &store.findings(scope, id)?)?;
        parties.push(own);
    }
    for one in &contributions {
        let own = party(store, scope, one, (&all, &contributions))?;
        let who = format!("the contribution {}", one.revision.number);
        must_be_read(questionnaire, &own, &who, &store.findings(scope, &one.revision.id)?)?;
        parties.push(own);
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
    let explanations = explanations(store, scope, &the_return, &contributions)?;
    Ok(Gathered { questionnaire, header, the_return, contributions, parties, explanations })
}

fn pick(all: &[Contribution], asked: Option<&[RevisionId]>) -> Result<Vec<Contribution>, Unmergeable> {
    let Some(asked) = asked else { return Ok(waiting(all)) };
    let mut picked: Vec<Contribution> = Vec::new();
    for (number, id) in (1..).zip(asked) {
        let found = all.iter().find(|one| one.revision.id == *id).ok_or(Unmergeable::Unknown(number))?;
        if open_tables(found, all, &[]).is_empty() {
            return Err(Unmergeable::Older(number));
        }
        if !picked.iter().any(|one| one.revision.id == *id) {
            picked.push(found.clone());
        }
    }
    picked.sort_by_key(|one| one.revision.number);
    Ok(picked)
}

/// What waits to be merged: it was not, and says something that is not said again.
fn waiting(all: &[Contribution]) -> Vec<Contribution> {
    let waits = |one: &&Contribution| one.merged_into.is_none() && !is_superseded(one, all);
    all.iter().filter(waits).cloned().collect()
}

/// The tables of which a contribution has the word: its institution sent no other word that was merged, or is by now.
fn open_tables(one: &Contribution, all: &[Contribution], by_now: &[Contribution]) -> BTreeSet<TableId> {
    let merged = later(one, all).filter(|other| other.merged_into.is_some()).chain(later(one, by_now));
    let settled: BTreeSet<&TableId> = merged.flat_map(|other| &other.tables).collect();
    one.tables.iter().filter(|table| !settled.contains(table)).cloned().collect()
}

/// Whether its institution sent all its tables again.
pub(crate) fn is_superseded(one: &Contribution, all: &[Contribution]) -> bool {
    let again: BTreeSet<&TableId> = later(one, all).flat_map(|other| &other.tables).collect();
    one.tables.iter().all(|table| again.contains(table))
}

/// What the institution of a contribution sent after it.
fn later<'a>(one: &'a Contribution, all: &'a [Contribution]) -> impl Iterator<Item = &'a Contribution> {
    all.iter()
        .filter(|other| other.revision.number > one.revision.number && other.institution == one.institution)
}

/// What the State works on. What others published of it is not its own word.
fn draft(store: &Store, scope: &Scope, the_return: &Return) -> Result<Option<Party>, Unmergeable> {
    let Some(current) = &the_return.current_revision else { return Ok(None) };
    let revisions = store.revisions(scope, &the_return.id)?;
    match revisions.iter().find(|one| one.id == *current).map(|one| one.kind) {
        Some(RevisionKind::Return) => {}
        Some(RevisionKind::Correction) => return Err(Unmergeable::Correction),
        Some(RevisionKind::Import | RevisionKind::Contribution) | None => return Ok(None),
    }
    let response = store.response(scope, current)?;
    let (tables, earlier_files) = (BTreeSet::new(), BTreeSet::new());
    Ok(Some(Party { id: DRAFT.to_owned(), response, tables, earlier_files }))
}

fn party(
    store: &Store,
    scope: &Scope,
    one: &Contribution,
    (all, by_now): (&[Contribution], &[Contribution]),
) -> Result<Party, StorageError> {
    let earlier = all.iter().filter(|other| other.revision.number < one.revision.number);
    let earlier = earlier.filter(|other| other.institution == one.institution);
    let earlier_files = earlier.map(|other| Arc::from(other.original_sha256.as_str())).collect();
    let mut response = store.response(scope, &one.revision.id)?;
    let tables = open_tables(one, all, by_now);
    response.keep_tables(|table| tables.contains(table));
    Ok(Party { id: one.revision.id.clone(), response, tables, earlier_files })
}

/// Refuses what would be lost: content that could not be read is in no answer. A cell whose text is kept as it was typed
/// goes along.
fn must_be_read(
    questionnaire: &Questionnaire,
    party: &Party,
    who: &str,
    findings: &Findings,
) -> Result<(), Unmergeable> {
    let standing = Standing::of(questionnaire, &party.response);
    // Of a contribution nothing is taken but the tables of which it has the word; of the draft everything is.
    let is_taken = |table: &TableId| party.id == DRAFT || party.tables.contains(table);
    let goes_along = |place: &Place| {
        let is_kept = standing.at(place).is_some_and(|answer| answer.unread.is_some());
        is_kept || place.table().is_some_and(|table| !is_taken(table))
    };
    let lost = findings.list.iter().find(|finding| {
        let mut places = finding.locations.iter().map(|location| &location.place);
        is_of_reading(finding) && finding.severity == Severity::Error && !places.all(goes_along)
    });
    match lost {
        None => Ok(()),
        Some(finding) => Err(Unmergeable::Unread {
            who: who.to_owned(),
            code: finding.code.clone(),
            place: finding.place().map(ToString::to_string).unwrap_or_default(),
        }),
    }
}

/// What contributors explained, each finding once: the last word counts, and what the draft explains itself goes before.
fn explanations(
    store: &Store,
    scope: &Scope,
    the_return: &Return,
    contributions: &[Contribution],
) -> Result<Vec<Explanation>, StorageError> {
    let own = match &the_return.current_revision {
        Some(current) => store.explanations(scope, current)?,
        None => Vec::new(),
    };
    let mut given: Vec<Explanation> = Vec::new();
    for one in contributions.iter().rev() {
        for said in store.explanations(scope, &one.revision.id)? {
            if own.iter().any(|other| other.bond.same_question(&said.bond)) {
                continue;
            }
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
