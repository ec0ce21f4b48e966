//! The State's reasons for what rules found strange: given, carried from revision to revision, decided on, lapsed.
//! Nothing is ever changed; what counts follows from what was added last.

mod rows;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::explanation::Lapse;
use schema::{Bond, CountryCode, Year};
use serde_json::json;

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::Decision;
use crate::returns::ReturnRow;
use crate::revisions::{RevisionId, visible};
use crate::schema::{explanation, explanation_decision, revision, state_return};
use crate::scope::Scope;
use crate::steps::history::is_of_a_published_file;
use crate::steps::review::senders;
use crate::text::storable;
use crate::{Store, audit, contributions, new_id};

pub(crate) use rows::{insert, not_anew, standing, store_explained, time};

/// An explanation's id.
pub type ExplanationId = String;

/// A reason for what a rule found strange.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewExplanation {
    /// What it explains: it holds as long as that stays.
    pub bond: Bond,
    /// The reason.
    pub text: String,
}

/// A reason that stands beside a revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredExplanation {
    /// The id.
    pub id: ExplanationId,
    /// What it explains.
    pub bond: Bond,
    /// The reason.
    pub text: String,
    /// The id of who gave it.
    pub actor: String,
    /// Their name.
    pub by: String,
    /// When it was first given.
    pub at: DateTime<Utc>,
    /// The explanation as it was first given, where it was carried from an earlier revision.
    pub carried_from: Option<ExplanationId>,
    /// What a reviewer said to it last.
    pub decision: Option<Decided>,
}

impl StoredExplanation {
    /// Whether it answers for its finding: nobody questioned it.
    pub fn counts(&self) -> bool {
        self.decision.as_ref().is_none_or(|decided| decided.decision != Decision::Questioned)
    }

    /// The explanation as it was first given.
    pub(crate) fn root(&self) -> &ExplanationId {
        self.carried_from.as_ref().unwrap_or(&self.id)
    }
}

/// What a reviewer said to an explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// Why.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A reason that no longer holds since a revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LapsedExplanation {
    /// What it explained.
    pub bond: Bond,
    /// The reason that was given.
    pub text: String,
    /// Why it no longer holds.
    pub reason: Lapse,
}

/// What becomes of explanations when answers are stored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Explained {
    /// New ones, for what was found now.
    pub given: Vec<NewExplanation>,
    /// Those of the revision before that still hold.
    pub carried: Vec<ExplanationId>,
    /// Those of the revision before that do not.
    pub lapsed: Vec<(ExplanationId, Lapse)>,
    /// New ones that explain something that was not found now.
    pub void: Vec<(NewExplanation, Lapse)>,
}

/// Says what becomes of the explanations of a year, from those that stand beside its revision before. Pure: it is
/// asked while the database is locked.
pub type Explain<'a> = dyn Fn(Year, &[StoredExplanation]) -> Explained + 'a;

impl Store {
    /// The explanations that stand beside a revision, one for each thing that is explained: the newest.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn explanations(
        &self,
        scope: &Scope,
        id: &RevisionId,
    ) -> Result<Vec<StoredExplanation>, StorageError> {
        self.read(scope, |connection| {
            visible(connection, scope, id)?;
            standing(connection, id)
        })
    }

    /// The explanations that lapsed with a revision.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn lapsed(&self, scope: &Scope, id: &RevisionId) -> Result<Vec<LapsedExplanation>, StorageError> {
        self.read(scope, |connection| {
            visible(connection, scope, id)?;
            rows::lapsed(connection, id)
        })
    }

    /// Adds explanations to the current revision of a return.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope; [`StorageError::Conflict`] where another revision is current;
    /// [`StorageError::Settled`] where it is accepted.
    pub fn explain(
        &self,
        scope: &Scope,
        id: &RevisionId,
        new: &[NewExplanation],
        now: DateTime<Utc>,
    ) -> Result<Vec<StoredExplanation>, StorageError> {
        self.write(scope, |connection| {
            let (country, _) = of_revision(connection, id)?;
            scope.must_see(&country)?;
            crate::connection::serialise(connection, &country)?;
            let (_, current) = of_revision(connection, id)?;
            if current.as_ref() != Some(id) {
                let what = "another revision of the return is the current one".to_owned();
                return Err(StorageError::Conflict { what });
            }
            must_be_open(connection, id)?;
            for explained in new {
                insert(connection, id, explained, scope.actor(), now)?;
            }
            let places: Vec<_> = new
                .iter()
                .map(|explained| json!([explained.bond.code.as_str(), explained.bond.place]))
                .collect();
            let detail = json!({ "country": country, "explained": places });
            audit::append(connection, now, scope.actor(), "explanation.given", id, &detail)?;
            standing(connection, id)
        })
    }

    /// An explanation of a State's return of a year, where it still stands.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none, or outside the scope; [`StorageError::Conflict`] where it was
    /// replaced or has lapsed.
    pub fn explanation(
        &self,
        scope: &Scope,
        country: &CountryCode,
        year: Year,
        id: &ExplanationId,
    ) -> Result<StoredExplanation, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| find(connection, country, year, id))
    }

    /// Accepts or questions an explanation of a revision that is not accepted yet.
    ///
    /// # Errors
    /// As [`Store::explanation`]; [`StorageError::FourEyes`] for who gave it or sent the figures;
    /// [`StorageError::Settled`] where the revision is accepted.
    pub fn decide(
        &self,
        scope: &Scope,
        country: &CountryCode,
        year: Year,
        id: &ExplanationId,
        decision: (Decision, &str),
        now: DateTime<Utc>,
    ) -> Result<StoredExplanation, StorageError> {
        scope.must_see(country.as_str())?;
        self.write(scope, |connection| {
            crate::connection::serialise(connection, country.as_str())?;
            let found = find(connection, country, year, id)?;
            let revision = revision_of(connection, country, year, id)?;
            must_be_open(connection, &revision)?;
            contributions::must_be_none(connection, &revision)?;
            let mut others = senders(connection, &revision)?;
            others.push(found.actor.clone());
            if others.iter().any(|other| other == scope.actor()) {
                return Err(StorageError::FourEyes { who: "gave the explanation or sent the figures" });
            }
            let (decision, text) = decision;
            storable(text, "the reason of a decision")?;
            diesel::insert_into(explanation_decision::table)
                .values((
                    explanation_decision::id.eq(new_id()),
                    explanation_decision::explanation_id.eq(found.root()),
                    explanation_decision::decision.eq(decision.code()),
                    explanation_decision::text.eq(text),
                    explanation_decision::actor.eq(scope.actor()),
                    explanation_decision::decided_at.eq(now.to_rfc3339()),
                ))
                .execute(connection)?;
            let detail = json!({
                "country": country.as_str(), "year": year, "code": found.bond.code.as_str(), "place": found.bond.place,
            });
            let action = format!("explanation.{}", decision.code());
            audit::append(connection, now, scope.actor(), &action, id, &detail)?;
            find(connection, country, year, id)
        })
    }
}

/// The State of a revision, and the current revision of its return.
fn of_revision(connection: &mut Backend, id: &str) -> Result<(String, Option<String>), StorageError> {
    Ok(revision::table
        .inner_join(state_return::table)
        .filter(revision::id.eq(id))
        .select((state_return::country, state_return::current_revision))
        .first(connection)?)
}

fn find(
    connection: &mut Backend,
    country: &CountryCode,
    year: Year,
    id: &str,
) -> Result<StoredExplanation, StorageError> {
    let revision = revision_of(connection, country, year, id)?;
    let found = standing(connection, &revision)?.into_iter().find(|explained| explained.id == id);
    let what = "the explanation was replaced or no longer holds".to_owned();
    found.ok_or(StorageError::Conflict { what })
}

/// The revision that an explanation stands beside.
fn revision_of(
    connection: &mut Backend,
    country: &CountryCode,
    year: Year,
    id: &str,
) -> Result<RevisionId, StorageError> {
    Ok(explanation::table
        .inner_join(revision::table.inner_join(state_return::table))
        .filter(explanation::id.eq(id))
        .filter(state_return::country.eq(country.as_str()))
        .filter(state_return::year.eq(i32::from(year)))
        .select(explanation::revision_id)
        .first(connection)?)
}

/// What was said of a revision that is accepted stands: it is why it was accepted.
fn must_be_open(connection: &mut Backend, revision: &RevisionId) -> Result<(), StorageError> {
    let row = ReturnRow::of_revision(connection, revision)?;
    let of_the_state = !is_of_a_published_file(connection, revision)?;
    let settled = of_the_state && row.accepted_revision.as_ref() == Some(revision);
    if settled { Err(StorageError::Settled) } else { Ok(()) }
}
