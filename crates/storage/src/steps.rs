//! Taking a step of the workflow: the edge, the four eyes, what is still open, and what is written down of it.

pub(crate) mod history;
pub(crate) mod review;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, TableId, Year};
use serde_json::json;

use crate::connection::{Backend, serialise};
use crate::error::StorageError;
use crate::names::{ReturnState, Step};
use crate::originals::UploadId;
use crate::returns::{Return, ReturnRow};
use crate::revisions::RevisionId;
use crate::schema::{clearance, on_behalf, return_step, revision, state_return, user_account};
use crate::scope::Scope;
use crate::text::storable;
use crate::{Store, audit, explanations, new_id, workflow};

/// A step to be taken.
#[derive(Clone, Debug)]
pub struct Taking {
    /// Of which State's return.
    pub country: CountryCode,
    /// Of which year.
    pub year: Year,
    /// The version of the return that who takes it has seen.
    pub version: i32,
    /// Which; [`Store::submit_return`] submits.
    pub step: Step,
    /// Why; must be there where a return is given back.
    pub reason: Option<String>,
    /// What is cleared; empty for any other step.
    pub tables: BTreeSet<TableId>,
}

/// A step that was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakenStep {
    /// Its number within the return, from 1.
    pub number: i32,
    /// Which.
    pub step: Step,
    /// Where the return stood before.
    pub from: ReturnState,
    /// Where it stands after.
    pub to: ReturnState,
    /// The number of the revision it was about.
    pub revision: Option<i32>,
    /// Why.
    pub reason: Option<String>,
    /// The id of who took it.
    pub actor: String,
    /// Their name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The tables it cleared.
    pub tables: BTreeSet<TableId>,
    /// The upload that shows what the State said, where the secretariat entered it.
    pub evidence: Option<UploadId>,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = return_step, treat_none_as_default_value = false)]
struct StepRow {
    id: String,
    return_id: String,
    number: i32,
    step: String,
    from_state: String,
    to_state: String,
    revision_id: Option<String>,
    previous_revision: Option<String>,
    reason: Option<String>,
    actor: String,
    taken_at: String,
}

/// A step with the number of its revision, the name of who took it, and its evidence.
type WithNames = (StepRow, Option<i32>, Option<String>, Option<UploadId>);

impl Store {
    /// Takes a step; all of it, with its audit row, or nothing.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where the return has another version by now; [`StorageError::WrongStep`] where the
    /// step does not start there; [`StorageError::FourEyes`] where the same person did what is to be checked;
    /// [`StorageError::ReviewOpen`] where questions or explanations stand in the way of an acceptance.
    pub fn take_step(
        &self,
        scope: &Scope,
        taking: &Taking,
        now: DateTime<Utc>,
    ) -> Result<Return, StorageError> {
        scope.must_see(taking.country.as_str())?;
        storable(taking.reason.as_deref().unwrap_or_default(), "the reason")?;
        taking.must_be_whole()?;
        self.write(scope, |connection| {
            serialise(connection, taking.country.as_str())?;
            let row = ReturnRow::of_year(connection, &taking.country, taking.year)?;
            row.must_have(taking.version)?;
            let (to, standing) = target(connection, &row, taking.step)?;
            let subject = row.subject(taking.step).cloned().ok_or(StorageError::NotFound)?;
            review::must_be_another(connection, scope, &row.id, &subject, taking.step)?;
            if taking.step == Step::Accept {
                review::must_be_reviewed(connection, &subject)?;
            }
            row.set(connection, to, &standing)?;
            let reason = taking.reason.as_deref();
            let step = write(connection, scope, &row, (taking.step, to), &subject, reason, now)?;
            for table in &taking.tables {
                let values = (clearance::step_id.eq(&step), clearance::table_id.eq(table.as_str()));
                diesel::insert_into(clearance::table).values(values).execute(connection)?;
            }
            let tables: Vec<_> = taking.tables.iter().map(TableId::as_str).collect();
            let detail = json!({
                "country": taking.country.as_str(), "year": taking.year, "revision": subject,
                "from": row.state, "to": to.code(), "submitted": standing.submitted, "tables": tables,
            });
            let action = format!("return.{}", taking.step.code());
            audit::append(connection, now, scope.actor(), &action, &row.id, &detail)?;
            ReturnRow::of_year(connection, &taking.country, taking.year)?.into_return()
        })
    }

    /// The steps of a return, oldest first.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such return, or outside the scope.
    pub fn steps(
        &self,
        scope: &Scope,
        country: &CountryCode,
        year: Year,
    ) -> Result<Vec<TakenStep>, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| {
            let row = ReturnRow::of_year(connection, country, year)?;
            let query = return_step::table
                .left_join(revision::table)
                .left_join(on_behalf::table)
                .left_join(user_account::table.on(user_account::id.eq(return_step::actor)))
                .filter(return_step::return_id.eq(&row.id))
                .order(return_step::number)
                .select((
                    StepRow::as_select(),
                    revision::number.nullable(),
                    user_account::name.nullable(),
                    on_behalf::upload_id.nullable(),
                ));
            let rows: Vec<WithNames> = query.load(connection)?;
            let ids: Vec<_> = rows.iter().map(|(row, ..)| row.id.as_str()).collect();
            let mut cleared = history::tables_by_step(connection, &ids)?;
            let taken = rows.into_iter().map(|(row, number, by, evidence)| {
                let tables = cleared.remove(&row.id).unwrap_or_default();
                Ok(TakenStep { evidence, ..row.taken(tables, number, by)? })
            });
            taken.collect()
        })
    }
}

impl Taking {
    /// Whether it has what its step takes.
    fn must_be_whole(&self) -> Result<(), StorageError> {
        let what = match self.step {
            Step::Submit => "a return is submitted with its declaration",
            Step::Clear if self.tables.is_empty() => "a clearance names the tables that are cleared",
            Step::Return if self.reason.is_none() => "a return is given back with a reason",
            _ => return Ok(()),
        };
        Err(StorageError::Invalid { what: what.to_owned() })
    }
}

impl StepRow {
    fn taken(
        self,
        tables: BTreeSet<TableId>,
        revision: Option<i32>,
        by: Option<String>,
    ) -> Result<TakenStep, StorageError> {
        let state = |code: &str| ReturnState::from_code(code).ok_or_else(|| StorageError::corrupt("state"));
        Ok(TakenStep {
            number: self.number,
            step: Step::from_code(&self.step).ok_or_else(|| StorageError::corrupt("step"))?,
            from: state(&self.from_state)?,
            to: state(&self.to_state)?,
            revision,
            reason: self.reason,
            by: by.unwrap_or_else(|| self.actor.clone()),
            actor: self.actor,
            at: explanations::time(&self.taken_at)?,
            tables,
            evidence: None,
        })
    }
}

/// The revisions by which a return stands.
pub(crate) struct Standing {
    submitted: Option<RevisionId>,
    accepted: Option<RevisionId>,
    published: Option<RevisionId>,
}

impl Standing {
    /// The same with a revision that is submitted.
    pub(crate) fn submitting(self, revision: &RevisionId) -> Self {
        Self { submitted: Some(revision.clone()), ..self }
    }
}

/// Where a return stands after a step, and by which revisions; which one is submitted says who submits it.
pub(crate) fn target(
    connection: &mut Backend,
    row: &ReturnRow,
    step: Step,
) -> Result<(ReturnState, Standing), StorageError> {
    let from = row.state()?;
    let earlier = history::before_the_last_submission(connection, row)?;
    let to = workflow::after(step, from, earlier.state).ok_or(StorageError::WrongStep { step, from })?;
    let mut standing = Standing {
        submitted: row.submitted_revision.clone(),
        accepted: row.accepted_revision.clone(),
        published: row.published_revision.clone(),
    };
    match step {
        // What is taken back was never said.
        Step::Recall if to == ReturnState::Published => {
            standing.submitted.clone_from(&row.published_revision);
            standing.accepted.clone_from(&row.published_revision);
        }
        // What was accepted then may have been given back since.
        Step::Recall
            if matches!(to, ReturnState::Accepted | ReturnState::Cleared)
                && row.accepted_revision != earlier.submitted =>
        {
            return Err(StorageError::WrongStep { step, from });
        }
        Step::Recall => standing.submitted = earlier.submitted,
        // What is given back after it was accepted is accepted no longer.
        Step::Return if from != ReturnState::Submitted => {
            standing.accepted.clone_from(&row.published_revision);
        }
        Step::Accept => standing.accepted.clone_from(&row.submitted_revision),
        Step::Publish => standing.published.clone_from(&row.accepted_revision),
        Step::Submit | Step::Return | Step::Clear | Step::Withdraw => {}
    }
    Ok((to, standing))
}

/// Writes a step down; gives its id.
pub(crate) fn write(
    connection: &mut Backend,
    scope: &Scope,
    row: &ReturnRow,
    (step, to): (Step, ReturnState),
    revision: &RevisionId,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<String, StorageError> {
    let last: Option<i32> = return_step::table
        .filter(return_step::return_id.eq(&row.id))
        .select(diesel::dsl::max(return_step::number))
        .first(connection)?;
    let new = StepRow {
        id: new_id(),
        return_id: row.id.clone(),
        number: last.unwrap_or_default() + 1,
        step: step.code().to_owned(),
        from_state: row.state.clone(),
        to_state: to.code().to_owned(),
        revision_id: Some(revision.clone()),
        previous_revision: row.submitted_revision.clone(),
        reason: reason.map(str::to_owned),
        actor: scope.actor().to_owned(),
        taken_at: now.to_rfc3339(),
    };
    diesel::insert_into(return_step::table).values(&new).execute(connection)?;
    Ok(new.id)
}

impl ReturnRow {
    /// The return of a State and year.
    pub(crate) fn of_year(
        connection: &mut Backend,
        country: &CountryCode,
        year: Year,
    ) -> Result<Self, StorageError> {
        let query = state_return::table
            .filter(state_return::country.eq(country.as_str()))
            .filter(state_return::year.eq(i32::from(year)));
        Ok(query.select(Self::as_select()).first(connection)?)
    }

    /// Nothing is done to a return that somebody else has changed since.
    pub(crate) fn must_have(&self, version: i32) -> Result<(), StorageError> {
        if self.version == version {
            return Ok(());
        }
        Err(StorageError::Conflict { what: "the return was changed in the meantime".to_owned() })
    }

    /// The revision that a step is about.
    fn subject(&self, step: Step) -> Option<&RevisionId> {
        match step {
            Step::Submit => self.current_revision.as_ref(),
            Step::Recall | Step::Return | Step::Accept => self.submitted_revision.as_ref(),
            Step::Clear | Step::Withdraw | Step::Publish => self.accepted_revision.as_ref(),
        }
    }

    /// Puts the return where a step leads.
    pub(crate) fn set(
        &self,
        connection: &mut Backend,
        to: ReturnState,
        standing: &Standing,
    ) -> Result<(), StorageError> {
        let target = state_return::table
            .filter(state_return::id.eq(&self.id))
            .filter(state_return::version.eq(self.version));
        let changed = diesel::update(target)
            .set((
                state_return::version.eq(self.version + 1),
                state_return::state.eq(to.code()),
                state_return::submitted_revision.eq(&standing.submitted),
                state_return::accepted_revision.eq(&standing.accepted),
                state_return::published_revision.eq(&standing.published),
            ))
            .execute(connection)?;
        if changed == 1 {
            return Ok(());
        }
        Err(StorageError::Conflict { what: "the return was changed in the meantime".to_owned() })
    }
}
