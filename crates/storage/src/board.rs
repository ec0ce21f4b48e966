//! The board of a cycle: where every State stands that has begun, or could.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};

use crate::Store;
use crate::connection::Backend;
use crate::error::StorageError;
use crate::explanations::time;
use crate::names::{ReturnState, Role};
use crate::reminders::Outcome;
use crate::schema::{question, question_closing, reminder, revision, state_return, user_account};
use crate::scope::Scope;

/// Where a State stands in a cycle.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ReportingStatus {
    /// Where its return stands; `None` where nothing was sent.
    pub state: Option<ReturnState>,
    /// How many questions are open.
    pub open_questions: usize,
    /// How many focal points it has.
    pub focal_points: usize,
    /// When it was reminded last.
    pub reminded_at: Option<DateTime<Utc>>,
    /// How many mails to it came to nothing.
    pub failed_mails: usize,
}

impl Store {
    /// Where States stand in a cycle. A State of which nothing is known is not among them.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] for anybody but the secretariat.
    pub fn board(
        &self,
        scope: &Scope,
        cycle: Year,
    ) -> Result<BTreeMap<CountryCode, ReportingStatus>, StorageError> {
        scope.must_see_everything()?;
        let year = i32::from(cycle.saturating_sub(1));
        self.snapshot(scope, |connection| {
            let mut board = BTreeMap::new();
            returns(connection, year, &mut board)?;
            questions(connection, year, &mut board)?;
            people(connection, &mut board)?;
            reminders(connection, cycle, &mut board)?;
            Ok(board)
        })
    }
}

type Board = BTreeMap<CountryCode, ReportingStatus>;

fn of(board: &mut Board, country: String) -> &mut ReportingStatus {
    board.entry(country.into()).or_default()
}

fn returns(connection: &mut Backend, year: i32, board: &mut Board) -> Result<(), StorageError> {
    let rows: Vec<(String, String)> = state_return::table
        .filter(state_return::year.eq(year))
        .select((state_return::country, state_return::state))
        .load(connection)?;
    for (country, state) in rows {
        let state = ReturnState::from_code(&state).ok_or_else(|| StorageError::corrupt("state"))?;
        of(board, country).state = Some(state);
    }
    Ok(())
}

fn questions(connection: &mut Backend, year: i32, board: &mut Board) -> Result<(), StorageError> {
    let open: Vec<String> = question::table
        .inner_join(revision::table.inner_join(state_return::table))
        .left_join(question_closing::table)
        .filter(state_return::year.eq(year))
        .filter(question_closing::question_id.nullable().is_null())
        .select(state_return::country)
        .load(connection)?;
    for country in open {
        of(board, country).open_questions += 1;
    }
    Ok(())
}

fn people(connection: &mut Backend, board: &mut Board) -> Result<(), StorageError> {
    let countries: Vec<Option<String>> = user_account::table
        .filter(user_account::role.eq(Role::FocalPoint.code()))
        .filter(user_account::disabled.eq(false))
        .select(user_account::country)
        .load(connection)?;
    for country in countries.into_iter().flatten() {
        of(board, country).focal_points += 1;
    }
    Ok(())
}

fn reminders(connection: &mut Backend, cycle: Year, board: &mut Board) -> Result<(), StorageError> {
    let rows: Vec<(String, String, Option<String>)> = reminder::table
        .filter(reminder::cycle.eq(i32::from(cycle)))
        .select((reminder::country, reminder::queued_at, reminder::outcome))
        .load(connection)?;
    for (country, at, outcome) in rows {
        let standing = of(board, country);
        standing.reminded_at = standing.reminded_at.max(Some(time(&at)?));
        standing.failed_mails += usize::from(outcome.as_deref() == Some(Outcome::Failed.code()));
    }
    Ok(())
}
