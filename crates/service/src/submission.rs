//! An upload becomes stored revisions: original first, then everything else at once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use intake::{Draft, IntakeError};
use schema::{Catalogue, CountryCode, Findings, Header, Questionnaire, Response, Submission, Year, document};
use storage::{
    JobId, JobStep, LapsedExplanation, NewRevision, NewSubmission, NewUpload, Purpose, RevisionId,
    RevisionKind, Scope, StorageError, Store, Stored, StoredExplanation, UploadId,
};

use crate::assessed::{self, Judgement};
use crate::corrections::{self, NothingToCorrect};
use crate::pipeline::{Before, Received, receive};
use crate::{contribution, explanations, merge, rules, token};

/// What arrives for a State in a cycle.
pub(crate) struct Arrival<'a> {
    pub(crate) country: CountryCode,
    pub(crate) cycle: Year,
    pub(crate) file_name: Option<&'a str>,
    pub(crate) media_type: Option<&'a str>,
    pub(crate) bytes: &'a [u8],
}

/// What has arrived and is kept, before it is read.
pub(crate) struct Arrived {
    /// The upload.
    pub(crate) upload: UploadId,
    /// The job that works on it, where its sender does not wait.
    pub(crate) job: Option<JobId>,
    country: CountryCode,
    cycle: Year,
    merge: Option<Merge>,
}

/// What an upload was merged from.
pub(crate) struct Merge {
    /// The version of the return that the merge rests on.
    pub(crate) version: i32,
    /// The contributions.
    pub(crate) contributions: Vec<RevisionId>,
    /// The answers with the origins they had.
    pub(crate) merged: Response,
}

impl Arrived {
    /// The same, merged from contributions.
    pub(crate) fn of_a_merge(self, merge: Merge) -> Self {
        Self { merge: Some(merge), ..self }
    }
}

/// What was stored of it.
pub(crate) struct Receipt<'a> {
    /// The upload that was kept.
    pub(crate) upload: UploadId,
    /// The submission and its revisions.
    pub(crate) stored: Stored,
    /// It waits to be merged.
    pub(crate) contributed: bool,
    /// What came out of the file.
    pub(crate) received: Received<'a>,
    /// What was found in it with the explanations that stand beside it, of all years, strongest first.
    pub(crate) judgements: Vec<Judgement>,
    /// The explanations that lapsed.
    pub(crate) lapsed: Vec<LapsedExplanation>,
}

/// Why nothing but the original was kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] IntakeError),
    /// It belongs to another State.
    #[error(
        "the file says it is the return of {found}, but it was sent for {expected}. Send it there, or send the right file."
    )]
    Country {
        /// The State it was sent for.
        expected: CountryCode,
        /// The State it says.
        found: CountryCode,
    },
    /// It belongs to another cycle, or its reference year is none of the cycle's.
    #[error(
        "the file says cycle {cycle} and reference year {year}, but it was sent for the cycle {expected}, which \
         collects {}. Download the template of this cycle; `iafq convert` carries values over.",
        expected.saturating_sub(1)
    )]
    Year {
        /// The cycle it was sent for.
        expected: Year,
        /// The cycle it says.
        cycle: Year,
        /// The reference year it says.
        year: Year,
    },
    /// It corrects a year of which nothing is there.
    #[error(transparent)]
    Correction(#[from] NothingToCorrect),
    /// An institution sent it, and it corrects earlier years.
    #[error(
        "the file corrects figures of {}. An institution contributes to the year of the cycle: leave the corrections out, \
         or let the focal point of the State send them.",
        years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Contribution {
        /// Of which years.
        years: Vec<Year>,
    },
    /// An institution sent it, and it answers nothing.
    #[error("the file answers no table. Fill the tables of your institution, then send it.")]
    NothingContributed,
    /// Somebody of the secretariat sent it, and it explains what the State has not explained itself.
    #[error(
        "the file explains {}. Only people of the State explain its figures: leave these explanations out, or let the \
         State send the file.",
        what.join(", ")
    )]
    Explanations {
        /// Code and place of each.
        what: Vec<String>,
    },
    /// The database said no.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Refused {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.code(),
            Self::Country { .. } => "wrong-country",
            Self::Year { .. } => "wrong-year",
            Self::Correction(_) | Self::Contribution { .. } => "wrong-correction",
            Self::NothingContributed => "wrong-contribution",
            Self::Explanations { .. } => "wrong-explanation",
            Self::Storage(StorageError::OtherVersion) => "precondition-failed",
            Self::Storage(StorageError::Invalid { .. }) => "invalid-request",
            Self::Storage(_) => "unavailable",
        }
    }
}

/// What stays when a file is refused: its original, and why.
pub(crate) struct Kept {
    /// The upload that was kept.
    pub(crate) upload: UploadId,
    /// Why.
    pub(crate) why: Refused,
}

/// How often an upload is judged again because something else of the State was stored in the meantime.
const MOST_TRIES: usize = 5;

/// Keeps the original before anything is read from it.
///
/// # Errors
/// As the database says.
pub(crate) fn keep(
    store: &Store,
    scope: &Scope,
    arrival: &Arrival<'_>,
    now: DateTime<Utc>,
) -> Result<Arrived, StorageError> {
    let new = NewUpload {
        country: Some(arrival.country.clone()),
        cycle: arrival.cycle,
        file_name: arrival.file_name.map(str::to_owned),
        media_type: arrival.media_type.map(str::to_owned),
        bytes: arrival.bytes,
        sha256: token::sha256(arrival.bytes),
    };
    let upload = store.keep_original(scope, &new, now)?;
    Ok(Arrived { upload, job: None, country: arrival.country.clone(), cycle: arrival.cycle, merge: None })
}

/// Checks what was read of an upload that is kept, and stores it. `read` may be asked again, where the State's earlier
/// years changed in the meantime.
pub(crate) fn take_in<'a>(
    store: &Store,
    scope: &Scope,
    catalogue: &'a Catalogue,
    arrived: &Arrived,
    read: impl Fn() -> Result<Draft, IntakeError>,
    now: DateTime<Utc>,
) -> Result<Receipt<'a>, Kept> {
    let mut tries = 1;
    let done = loop {
        let done = read()
            .map_err(Refused::from)
            .and_then(|draft| judge_and_store(store, scope, catalogue, draft, arrived, now));
        match done {
            Err(Refused::Storage(StorageError::Conflict { .. })) if tries < MOST_TRIES => tries += 1,
            done => break done,
        }
    };
    done.map_err(|why| {
        // The original stays even where noting the refusal fails; the refusal itself is what the sender hears.
        let noted = store.refuse_upload(scope, &arrived.upload, why.code(), now);
        if let Err(error) = noted {
            tracing::warn!(%error, "a refusal was not noted");
        }
        Kept { upload: arrived.upload.clone(), why }
    })
}

fn judge_and_store<'a>(
    store: &Store,
    scope: &Scope,
    catalogue: &'a Catalogue,
    draft: Draft,
    arrived: &Arrived,
    now: DateTime<Utc>,
) -> Result<Receipt<'a>, Refused> {
    let mut rests_on = BTreeMap::new();
    let most = draft.most_findings();
    let mut received = receive(draft, catalogue, most, |header, questionnaire| -> Result<Before, Refused> {
        belongs(header, questionnaire, arrived)?;
        let earlier = store.earlier(scope, &arrived.country, header.year)?;
        rests_on = earlier.iter().map(|(year, earlier)| (*year, earlier.revision.clone())).collect();
        let published = store.published(scope, &arrived.country)?;
        let mut before = Before::of_state(earlier, published, header);
        before.known.authenticated = Some(arrived.country.clone());
        Ok(before)
    })?;
    corrections::must_have_a_base(&received.submission, &received.corrected)?;
    let purpose = purpose(scope, arrived, &mut received)?;
    let main = &received.submission;
    explained_by_the_state(store, scope, main)?;
    let submission = NewSubmission {
        upload: arrived.upload.clone(),
        header: main.header.clone(),
        content_sha256: document::content_sha256(received.questionnaire, main),
        rule_set: rules::RULE_SET.to_owned(),
        text_version: received.questionnaire.text_version.clone(),
        rests_on: Some(rests_on),
        revisions: revisions(&received, &purpose),
        purpose,
    };
    let years: Vec<Year> = submission.revisions.iter().map(|revision| revision.year).collect();
    let explain = |year: Year, before: &[StoredExplanation]| {
        let revision = submission.revisions.iter().find(|revision| revision.year == year);
        let bonds = revision.map_or(&[][..], |revision| &revision.bonds);
        // What a file of the secretariat says stands already: it goes on by itself.
        let said = if is_of_the_state(scope) { &main.explanations[..] } else { &[] };
        let file = explanations::of_year(said, year, main.header.year, &years);
        explanations::hold(bonds, &file, before)
    };
    arrived.reaches(store, scope, JobStep::Storing);
    let stored = store.submit(scope, &submission, &explain, now)?;
    let (judgements, lapsed) = judged(store, scope, &stored, &submission)?;
    let contributed = scope.institution().is_some();
    Ok(Receipt { upload: arrived.upload.clone(), stored, contributed, received, judgements, lapsed })
}

/// What becomes of what was read: what an institution sends is a contribution, about whose own tables something is to be
/// said; what was merged names the files it was merged from.
fn purpose(scope: &Scope, arrived: &Arrived, received: &mut Received<'_>) -> Result<Purpose, Refused> {
    if let Some(institution) = scope.institution() {
        let years: Vec<Year> = received.submission.corrections.keys().copied().collect();
        if !years.is_empty() {
            return Err(Refused::Contribution { years });
        }
        let tables = contribution::tables(&received.submission.response, &received.own);
        if tables.is_empty() {
            return Err(Refused::NothingContributed);
        }
        contribution::speak_of(received, &tables);
        let institution = institution.to_owned();
        return Ok(Purpose::Contribution { institution, tables: tables.into_iter().collect() });
    }
    let Some(merge) = &arrived.merge else { return Ok(Purpose::Draft) };
    merge::trace(&merge.merged, &mut received.submission.response);
    Ok(Purpose::Merge { version: merge.version, contributions: merge.contributions.clone() })
}

fn is_of_the_state(scope: &Scope) -> bool {
    matches!(scope, Scope::State { .. })
}

/// Refuses explanations by others than the State. What the State said already may stand in their file: it comes with a
/// workbook that was given back.
fn explained_by_the_state(store: &Store, scope: &Scope, main: &Submission) -> Result<(), Refused> {
    if is_of_the_state(scope) || main.explanations.is_empty() {
        return Ok(());
    }
    let mut standing = Vec::new();
    for year in main.corrections.keys().chain([&main.header.year]) {
        let current = match store.return_of(scope, &main.header.country, *year) {
            Ok(the_return) => the_return.current_revision,
            Err(StorageError::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        if let Some(revision) = current {
            standing.append(&mut store.explanations(scope, &revision)?);
        }
    }
    let new = main.explanations.iter().filter(|said| {
        let same = |one: &StoredExplanation| (&one.bond.code, &one.bond.place) == (&said.code, &said.place);
        !standing.iter().any(|one| same(one) && one.text == *said.text)
    });
    let what: Vec<_> = new.map(|said| format!("{} at {}", said.code, said.place)).collect();
    if what.is_empty() { Ok(()) } else { Err(Refused::Explanations { what }) }
}

/// What was found, with the explanations that stand beside it by now.
fn judged(
    store: &Store,
    scope: &Scope,
    stored: &Stored,
    submission: &NewSubmission<'_>,
) -> Result<(Vec<Judgement>, Vec<LapsedExplanation>), StorageError> {
    let (mut judgements, mut lapsed) = (Vec::new(), Vec::new());
    for (year, id, _) in &stored.revisions {
        let explanations = store.explanations(scope, id)?;
        if let Some(revision) = submission.revisions.iter().find(|revision| revision.year == *year) {
            judgements.extend(assessed::beside(revision.findings, &revision.bonds, &explanations));
        }
        lapsed.append(&mut store.lapsed(scope, id)?);
    }
    judgements.sort_by(|a, b| a.finding.in_reading_order(&b.finding));
    Ok((judgements, lapsed))
}

/// The year of the return first, then the years it corrects.
fn revisions<'a>(received: &'a Received<'_>, purpose: &Purpose) -> Vec<NewRevision<'a>> {
    let kind = match purpose {
        Purpose::Contribution { .. } => RevisionKind::Contribution,
        Purpose::Draft | Purpose::Merge { .. } => RevisionKind::Return,
    };
    let versions = rules::versions(received.questionnaire);
    let revision = |kind, response: &'a Response, reasons, findings: &'a Findings| NewRevision {
        year: response.year,
        kind,
        fingerprint: received.questionnaire.fingerprint.clone(),
        content_sha256: document::response_sha256(received.questionnaire, response),
        bonds: explanations::bonds(received.questionnaire, findings, response, &versions),
        response,
        reasons,
        findings,
    };
    let main = revision(kind, &received.submission.response, BTreeMap::new(), &received.own);
    let corrected = received
        .corrected
        .values()
        .map(|year| revision(RevisionKind::Correction, &year.response, year.reasons.clone(), &year.findings));
    std::iter::once(main).chain(corrected).collect()
}

/// Whether a file is what it was sent as. A cycle collects the year before; the first cycle of an edition also collected
/// the edition's first year.
fn belongs(header: &Header, questionnaire: &Questionnaire, arrived: &Arrived) -> Result<(), Refused> {
    if header.country != arrived.country {
        return Err(Refused::Country { expected: arrived.country.clone(), found: header.country.clone() });
    }
    let before = |years: Year| header.cycle.checked_sub(years) == Some(header.year);
    let collected = before(1) || (before(2) && header.year == questionnaire.first_year);
    if header.cycle != arrived.cycle || !collected {
        return Err(Refused::Year { expected: arrived.cycle, cycle: header.cycle, year: header.year });
    }
    Ok(())
}
