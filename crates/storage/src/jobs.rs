//! Jobs: work on an upload that is kept, for a sender who does not wait. Any service on the database tells how far one
//! is. Who works on it renews its lease; work whose lease is over was interrupted, and whoever finds it says so.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};

use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::JobStep;
use crate::originals::UploadId;
use crate::returns::year;
use crate::schema::{job, upload};
use crate::scope::Scope;
use crate::sight::Sight;
use crate::{Store, new_id};

/// A job's id.
pub type JobId = String;

/// After how many seconds without a renewal work counts as interrupted: longer than a database is away while it starts
/// again, short enough for somebody who waits.
const LEASE: i64 = 30;
/// For how many hours a job is told of.
const TOLD: i64 = 24;

/// Work on an upload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// For which State the file was sent.
    pub country: CountryCode,
    /// For which cycle.
    pub cycle: Year,
    /// The upload.
    pub upload: UploadId,
    /// The steps that were reached, in their order, and when.
    pub steps: Vec<(JobStep, String)>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// What its sender is answered; there once it ended.
    pub answer: Option<JobAnswer>,
    /// Until when somebody works on it for sure.
    lease_until: String,
}

/// What the sender would have been answered had they waited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobAnswer {
    /// The HTTP status.
    pub status: i32,
    /// Where what was made is.
    pub location: Option<String>,
    /// The body, as JSON.
    pub body: String,
}

impl Job {
    /// Whether it was interrupted, and nobody said so yet.
    pub fn is_interrupted(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && self.lease_until < now.to_rfc3339()
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = job)]
struct Row {
    id: String,
    country: String,
    cycle: i32,
    upload_id: String,
    kept_at: String,
    reading_at: Option<String>,
    checking_at: Option<String>,
    storing_at: Option<String>,
    ended_at: Option<String>,
    lease_until: String,
    status: Option<i32>,
    location: Option<String>,
    body: Option<String>,
}

impl TryFrom<Row> for Job {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let steps = [
            (JobStep::Kept, Some(row.kept_at)),
            (JobStep::Reading, row.reading_at),
            (JobStep::Checking, row.checking_at),
            (JobStep::Storing, row.storing_at),
        ];
        let (status, location) = (row.status, row.location);
        let answer = status.zip(row.body).map(|(status, body)| JobAnswer { status, location, body });
        Ok(Self {
            id: row.id,
            country: row.country.as_str().into(),
            cycle: year(row.cycle)?,
            upload: row.upload_id,
            steps: steps.into_iter().filter_map(|(step, at)| Some((step, at?))).collect(),
            ended_at: row.ended_at,
            answer,
            lease_until: row.lease_until,
        })
    }
}

impl Store {
    /// Begins work on an upload of one's own that is kept.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope, and for uploads of others.
    pub fn begin_job(
        &self,
        scope: &Scope,
        upload_id: &UploadId,
        now: DateTime<Utc>,
    ) -> Result<JobId, StorageError> {
        let id = new_id();
        self.write(scope, |connection| {
            let own = upload::table.find(upload_id).filter(upload::actor.eq(scope.actor()));
            let (country, cycle): (String, i32) =
                own.select((upload::country, upload::cycle)).first(connection)?;
            scope.must_see(&country)?;
            diesel::insert_into(job::table)
                .values((
                    job::id.eq(&id),
                    job::country.eq(country),
                    job::cycle.eq(cycle),
                    job::actor.eq(scope.actor()),
                    job::upload_id.eq(upload_id),
                    job::kept_at.eq(now.to_rfc3339()),
                    job::lease_until.eq(lease(now)),
                ))
                .execute(connection)?;
            Ok(id)
        })
    }

    /// A job of one's own.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope, and for jobs of others.
    pub fn job(&self, scope: &Scope, id: &str) -> Result<Job, StorageError> {
        self.read(scope, |connection| {
            let own = job::table.find(id).filter(job::actor.eq(scope.actor()));
            let row: Row = own.select(Row::as_select()).first(connection)?;
            scope.must_see(&row.country)?;
            row.try_into()
        })
    }

    /// Notes that a job reached a step; the first time counts where it does so again.
    ///
    /// # Errors
    /// As the database says.
    pub fn reach_step(
        &self,
        scope: &Scope,
        id: &str,
        step: JobStep,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (at, running) = (now.to_rfc3339(), job::table.find(id).filter(job::ended_at.is_null()));
        self.write(scope, |connection| {
            match step {
                // A job begins with it.
                JobStep::Kept => Ok(0),
                JobStep::Reading => {
                    let first = running.filter(job::reading_at.is_null());
                    diesel::update(first).set(job::reading_at.eq(at)).execute(connection)
                }
                JobStep::Checking => {
                    let first = running.filter(job::checking_at.is_null());
                    diesel::update(first).set(job::checking_at.eq(at)).execute(connection)
                }
                JobStep::Storing => {
                    let first = running.filter(job::storing_at.is_null());
                    diesel::update(first).set(job::storing_at.eq(at)).execute(connection)
                }
            }?;
            Ok(())
        })
    }

    /// Says that somebody still works on a job.
    ///
    /// # Errors
    /// As the database says.
    pub fn renew_job(&self, scope: &Scope, id: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(scope, |connection| {
            let running = job::table.find(id).filter(job::ended_at.is_null());
            diesel::update(running).set(job::lease_until.eq(lease(now))).execute(connection)?;
            Ok(())
        })
    }

    /// Ends a job with its answer; `false` where somebody said before that it was interrupted.
    ///
    /// # Errors
    /// As the database says.
    pub fn end_job(
        &self,
        scope: &Scope,
        id: &str,
        answer: &JobAnswer,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        self.write(scope, |connection| end(connection, id, answer, now))
    }

    /// The jobs that were interrupted and of which nobody said so, with their uploads.
    ///
    /// # Errors
    /// As the database says.
    pub fn interrupted_jobs(&self, now: DateTime<Utc>) -> Result<Vec<(JobId, UploadId)>, StorageError> {
        self.read(Sight::Record, |connection| {
            let running = job::table.filter(job::ended_at.is_null());
            let over = running.filter(job::lease_until.lt(now.to_rfc3339()));
            Ok(over.order(job::id).select((job::id, job::upload_id)).load(connection)?)
        })
    }

    /// Ends a job that was interrupted; `false` where somebody works on it, or it has ended.
    ///
    /// # Errors
    /// As the database says.
    pub fn end_interrupted(
        &self,
        id: &str,
        answer: &JobAnswer,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        self.write(Sight::Record, |connection| {
            let over = job::table.find(id).filter(job::lease_until.lt(now.to_rfc3339()));
            let is_over: Option<String> = over.select(job::id).first(connection).optional()?;
            Ok(is_over.is_some() && end(connection, id, answer, now)?)
        })
    }

    /// Forgets the jobs whose day is over.
    ///
    /// # Errors
    /// As the database says.
    pub fn forget_jobs(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        let old = (now - Duration::hours(TOLD)).to_rfc3339();
        self.write(Sight::Record, |connection| {
            let ended = job::table.filter(job::ended_at.is_not_null());
            diesel::delete(ended.filter(job::kept_at.lt(old))).execute(connection)?;
            Ok(())
        })
    }
}

fn lease(now: DateTime<Utc>) -> String {
    (now + Duration::seconds(LEASE)).to_rfc3339()
}

fn end(
    connection: &mut Backend,
    id: &str,
    answer: &JobAnswer,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let running = job::table.find(id).filter(job::ended_at.is_null());
    let ended = diesel::update(running)
        .set((
            job::ended_at.eq(now.to_rfc3339()),
            job::status.eq(answer.status),
            job::location.eq(&answer.location),
            job::body.eq(&answer.body),
        ))
        .execute(connection)?;
    Ok(ended == 1)
}
