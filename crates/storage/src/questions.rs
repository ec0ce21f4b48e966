//! Questions of reviewers on a cell: threads between secretariat and State. Nothing is ever changed; a thread is closed by
//! a row of its own. A question is about a revision, and goes on with its return.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};
use serde_json::json;

use crate::connection::{Backend, serialise};
use crate::error::StorageError;
use crate::explanations::time;
use crate::returns::ReturnRow;
use crate::revisions::RevisionId;
use crate::schema::{question, question_closing, question_message, revision, user_account};
use crate::scope::Scope;
use crate::text::storable;
use crate::{Store, audit, new_id, receipts};

/// A question's id.
pub type QuestionId = String;

/// The most messages of one thread.
pub const MOST_MESSAGES: usize = 200;

/// The most questions about one return.
const MOST_QUESTIONS: i64 = 500;

/// A thread on a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The id.
    pub id: QuestionId,
    /// The number of the revision it was asked about.
    pub revision: i32,
    /// Where in the return, e.g. `2025:SZ.TYPE/PISTOL/COUNT`.
    pub place: String,
    /// What was said, oldest first; the first is the question.
    pub messages: Vec<Message>,
    /// When it was closed, and by whom.
    pub closed: Option<(DateTime<Utc>, String)>,
}

/// Something that was said in a thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// What.
    pub text: String,
    /// The id of who said it.
    pub actor: String,
    /// Their name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The rows of threads, by the id of their question.
type Threads = BTreeMap<QuestionId, Vec<Message>>;

impl Store {
    /// Asks about a place of a revision.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such revision, or outside the scope.
    pub fn ask(
        &self,
        scope: &Scope,
        (country, year): (&CountryCode, Year),
        revision: &RevisionId,
        (place, text): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<Question, StorageError> {
        scope.must_see(country.as_str())?;
        storable(text, "the question")?;
        self.write(scope, |connection| {
            serialise(connection, country.as_str())?;
            let row = ReturnRow::of_year(connection, country, year)?;
            let of_return = revision::table.find(revision).filter(revision::return_id.eq(&row.id));
            of_return.select(revision::number).first::<i32>(connection)?;
            must_be_askable(connection, &row, revision)?;
            let id = new_id();
            diesel::insert_into(question::table)
                .values((
                    question::id.eq(&id),
                    question::revision_id.eq(revision),
                    question::place.eq(place),
                    question::actor.eq(scope.actor()),
                    question::asked_at.eq(now.to_rfc3339()),
                ))
                .execute(connection)?;
            say(connection, scope, &id, text, now)?;
            let detail =
                json!({ "country": country.as_str(), "year": year, "revision": revision, "place": place });
            audit::append(connection, now, scope.actor(), "question.asked", &id, &detail)?;
            one(connection, &row, &id)
        })
    }

    /// Says something in a thread that is open.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such thread, or outside the scope; [`StorageError::Conflict`] where
    /// it was closed; [`StorageError::Invalid`] where it has as many messages as there may be.
    pub fn reply(
        &self,
        scope: &Scope,
        (country, year): (&CountryCode, Year),
        id: &QuestionId,
        text: &str,
        now: DateTime<Utc>,
    ) -> Result<Question, StorageError> {
        scope.must_see(country.as_str())?;
        storable(text, "the message")?;
        self.write(scope, |connection| {
            serialise(connection, country.as_str())?;
            let row = ReturnRow::of_year(connection, country, year)?;
            let thread = one(connection, &row, id)?;
            thread.must_be_open()?;
            if thread.messages.len() >= MOST_MESSAGES {
                let what = format!("a thread has at most {MOST_MESSAGES} messages; close it and ask anew");
                return Err(StorageError::Invalid { what });
            }
            say(connection, scope, id, text, now)?;
            let detail = json!({ "country": country.as_str(), "year": year });
            audit::append(connection, now, scope.actor(), "question.answered", id, &detail)?;
            one(connection, &row, id)
        })
    }

    /// Closes a thread. One that is closed stays as it is.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such thread, or outside the scope.
    pub fn close_question(
        &self,
        scope: &Scope,
        (country, year): (&CountryCode, Year),
        id: &QuestionId,
        now: DateTime<Utc>,
    ) -> Result<Question, StorageError> {
        scope.must_see(country.as_str())?;
        self.write(scope, |connection| {
            serialise(connection, country.as_str())?;
            let row = ReturnRow::of_year(connection, country, year)?;
            let thread = one(connection, &row, id)?;
            if thread.closed.is_some() {
                return Ok(thread);
            }
            diesel::insert_into(question_closing::table)
                .values((
                    question_closing::question_id.eq(id),
                    question_closing::actor.eq(scope.actor()),
                    question_closing::closed_at.eq(now.to_rfc3339()),
                ))
                .execute(connection)?;
            let detail = json!({ "country": country.as_str(), "year": year });
            audit::append(connection, now, scope.actor(), "question.closed", id, &detail)?;
            one(connection, &row, id)
        })
    }

    /// The threads of a return, oldest first.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such return, or outside the scope.
    pub fn questions(
        &self,
        scope: &Scope,
        (country, year): (&CountryCode, Year),
    ) -> Result<Vec<Question>, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| {
            let row = ReturnRow::of_year(connection, country, year)?;
            of_return(connection, &row, None)
        })
    }
}

impl Question {
    fn must_be_open(&self) -> Result<(), StorageError> {
        if self.closed.is_none() {
            return Ok(());
        }
        Err(StorageError::Conflict { what: "the question was closed in the meantime".to_owned() })
    }
}

/// Questions are about what was submitted, and a return has no more of them than anybody answers.
fn must_be_askable(connection: &mut Backend, row: &ReturnRow, revision: &str) -> Result<(), StorageError> {
    if receipts::of_revision(connection, &row.id, revision)?.is_none() {
        let what = "the revision was not submitted: questions are about what was".to_owned();
        return Err(StorageError::Invalid { what });
    }
    let asked = question::table.inner_join(revision::table).filter(revision::return_id.eq(&row.id));
    let asked: i64 = asked.count().get_result(connection)?;
    if asked >= MOST_QUESTIONS {
        let what = format!("a return has at most {MOST_QUESTIONS} questions: go on in those that were asked");
        return Err(StorageError::Invalid { what });
    }
    Ok(())
}

/// How many threads of the return of a revision are open.
pub(crate) fn open(connection: &mut Backend, revision: &str) -> Result<usize, StorageError> {
    let row = ReturnRow::of_revision(connection, revision)?;
    let open: i64 = question::table
        .inner_join(revision::table)
        .left_join(question_closing::table)
        .filter(revision::return_id.eq(&row.id))
        .filter(question_closing::question_id.nullable().is_null())
        .count()
        .get_result(connection)?;
    Ok(usize::try_from(open).unwrap_or(usize::MAX))
}

fn one(connection: &mut Backend, row: &ReturnRow, id: &str) -> Result<Question, StorageError> {
    of_return(connection, row, Some(id))?.pop().ok_or(StorageError::NotFound)
}

fn say(
    connection: &mut Backend,
    scope: &Scope,
    question: &str,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(question_message::table)
        .values((
            question_message::id.eq(new_id()),
            question_message::question_id.eq(question),
            question_message::text.eq(text),
            question_message::actor.eq(scope.actor()),
            question_message::written_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(())
}

/// All threads of a return, or one of them.
fn of_return(
    connection: &mut Backend,
    row: &ReturnRow,
    id: Option<&str>,
) -> Result<Vec<Question>, StorageError> {
    let query = question::table
        .inner_join(revision::table)
        .filter(revision::return_id.eq(&row.id))
        .order(question::id)
        .select((question::id, revision::number, question::place));
    let threads: Vec<(String, i32, String)> = match id {
        Some(id) => query.filter(question::id.eq(id)).load(connection)?,
        None => query.load(connection)?,
    };
    let ids: Vec<&str> = threads.iter().map(|(id, ..)| id.as_str()).collect();
    let mut messages = messages(connection, &ids)?;
    let closings: Vec<(String, String, String)> = question_closing::table
        .filter(question_closing::question_id.eq_any(&ids))
        .select((question_closing::question_id, question_closing::closed_at, question_closing::actor))
        .load(connection)?;
    let closed: BTreeMap<_, _> = closings.into_iter().map(|(id, at, actor)| (id, (at, actor))).collect();
    let threads = threads.into_iter().map(|(id, revision, place)| {
        let closed = closed.get(&id).map(|(at, actor)| Ok::<_, StorageError>((time(at)?, actor.clone())));
        let messages = messages.remove(&id).unwrap_or_default();
        Ok(Question { revision, place, messages, closed: closed.transpose()?, id })
    });
    threads.collect()
}

fn messages(connection: &mut Backend, questions: &[&str]) -> Result<Threads, StorageError> {
    let rows: Vec<(String, String, String, Option<String>, String)> = question_message::table
        .left_join(user_account::table.on(user_account::id.eq(question_message::actor)))
        .filter(question_message::question_id.eq_any(questions))
        .order(question_message::id)
        .select((
            question_message::question_id,
            question_message::text,
            question_message::actor,
            user_account::name.nullable(),
            question_message::written_at,
        ))
        .load(connection)?;
    let mut threads = Threads::new();
    for (question, text, actor, by, at) in rows {
        let message = Message { text, by: by.unwrap_or_else(|| actor.clone()), actor, at: time(&at)? };
        threads.entry(question).or_default().push(message);
    }
    Ok(threads)
}
