//! An upload becomes stored revisions: original first, then everything else at once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use intake::{IntakeError, Limits, Upload};
use schema::{
    Catalogue, CellKey, Corrected, CountryCode, Findings, Header, Questionnaire, Response, Submission, Year,
    document,
};
use storage::{
    NewRevision, NewSubmission, NewUpload, RevisionKind, Scope, StorageError, Store, Stored, UploadId,
};
use validation::Known;

use crate::pipeline::receive;
use crate::{rules, token};

/// What arrives for a State in a cycle.
pub(crate) struct Arrival<'a> {
    pub(crate) country: CountryCode,
    pub(crate) cycle: Year,
    pub(crate) file_name: Option<&'a str>,
    pub(crate) media_type: Option<&'a str>,
    pub(crate) bytes: &'a [u8],
}

/// What was stored of it.
pub(crate) struct Receipt {
    /// The upload that was kept.
    pub(crate) upload: UploadId,
    /// The submission and its revisions.
    pub(crate) stored: Stored,
    /// What it claims to be.
    pub(crate) header: Header,
    /// What is to be said about it.
    pub(crate) findings: Findings,
    /// The answers for the cycle's year.
    pub(crate) response: Response,
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
    #[error("the file says cycle {cycle} and reference year {year}, but it was sent for the cycle {expected}, which collects {}. Download the template of this cycle; `iafq convert` carries values over.", expected - 1)]
    Year {
        /// The cycle it was sent for.
        expected: Year,
        /// The cycle it says.
        cycle: Year,
        /// The reference year it says.
        year: Year,
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
            Self::Storage(_) => "unavailable",
        }
    }
}

/// What stays when a file is refused: its original, and why.
pub(crate) struct Kept {
    /// The upload that was kept; `None` where even that failed.
    pub(crate) upload: Option<UploadId>,
    /// Why.
    pub(crate) why: Refused,
}

/// Keeps the original, reads it, checks it, stores it.
pub(crate) fn take_in(
    store: &Store,
    scope: &Scope,
    catalogue: &Catalogue,
    limits: &Limits,
    arrival: &Arrival<'_>,
    now: DateTime<Utc>,
) -> Result<Receipt, Kept> {
    let upload = keep(store, scope, arrival, now).map_err(|why| Kept { upload: None, why: why.into() })?;
    read_and_store(store, scope, catalogue, limits, arrival, &upload, now).map_err(|why| {
        // The original stays even where noting the refusal fails; the refusal itself is what the sender hears.
        let noted = store.refuse_upload(scope, &upload, why.code(), now);
        if let Err(error) = noted {
            tracing::warn!(%error, "a refusal was not noted");
        }
        Kept { upload: Some(upload.clone()), why }
    })
}

fn keep(
    store: &Store,
    scope: &Scope,
    arrival: &Arrival<'_>,
    now: DateTime<Utc>,
) -> Result<UploadId, StorageError> {
    store.keep_original(
        scope,
        &NewUpload {
            country: arrival.country.clone(),
            cycle: arrival.cycle,
            file_name: arrival.file_name.map(str::to_owned),
            media_type: arrival.media_type.map(str::to_owned),
            bytes: arrival.bytes,
            sha256: token::sha256(arrival.bytes),
        },
        now,
    )
}

fn read_and_store(
    store: &Store,
    scope: &Scope,
    catalogue: &Catalogue,
    limits: &Limits,
    arrival: &Arrival<'_>,
    upload: &UploadId,
    now: DateTime<Utc>,
) -> Result<Receipt, Refused> {
    let file = Upload { bytes: arrival.bytes, file_name: arrival.file_name, media_type: arrival.media_type };
    let mut earlier = BTreeMap::new();
    let received = receive(&file, catalogue, limits, |header| -> Result<Known, Refused> {
        belongs(header, arrival)?;
        earlier = store.earlier(scope, &arrival.country, header.year)?;
        Ok(known(&earlier, header, arrival))
    })?;
    let corrections = corrected(received.questionnaire, &received.submission, &earlier, arrival);
    let main = &received.submission;
    let mut revisions = vec![NewRevision {
        year: main.header.year,
        kind: RevisionKind::Return,
        fingerprint: received.questionnaire.fingerprint.clone(),
        content_sha256: document::response_sha256(received.questionnaire, &main.response),
        response: &main.response,
        findings: &received.findings,
    }];
    for (response, findings) in corrections.values() {
        revisions.push(NewRevision {
            year: response.year,
            kind: RevisionKind::Correction,
            fingerprint: received.questionnaire.fingerprint.clone(),
            content_sha256: document::response_sha256(received.questionnaire, response),
            response,
            findings,
        });
    }
    let submission = NewSubmission {
        upload: upload.clone(),
        header: main.header.clone(),
        content_sha256: document::content_sha256(received.questionnaire, main),
        rule_set: rules::RULE_SET.to_owned(),
        text_version: received.questionnaire.text_version.clone(),
        revisions,
    };
    let stored = store.submit(scope, &submission, now)?;
    Ok(Receipt {
        upload: upload.clone(),
        stored,
        header: main.header.clone(),
        findings: received.findings.clone(),
        response: main.response.clone(),
    })
}

/// Whether a file is what it was sent as.
fn belongs(header: &Header, arrival: &Arrival<'_>) -> Result<(), Refused> {
    if header.country != arrival.country {
        return Err(Refused::Country { expected: arrival.country.clone(), found: header.country.clone() });
    }
    if header.cycle != arrival.cycle || header.year >= header.cycle {
        return Err(Refused::Year { expected: arrival.cycle, cycle: header.cycle, year: header.year });
    }
    Ok(())
}

fn known(earlier: &BTreeMap<Year, Response>, header: &Header, arrival: &Arrival<'_>) -> Known {
    Known {
        earlier: earlier.clone(),
        authenticated: Some(arrival.country.clone()),
        ..Known::of_cycle(header.cycle)
    }
}

/// The corrected years as whole responses: what was there, with the corrected cells laid over it. Cells that are
/// carried forward keep their origin.
fn corrected(
    questionnaire: &Questionnaire,
    submission: &Submission,
    earlier: &BTreeMap<Year, Response>,
    arrival: &Arrival<'_>,
) -> BTreeMap<Year, (Response, Findings)> {
    let mut years = BTreeMap::new();
    for (year, cells) in &submission.corrections {
        let response = lay_over(earlier.get(year), *year, cells, submission);
        let header = Header { year: *year, ..submission.header.clone() };
        let alone = Submission::of(header, response.clone());
        let before = earlier.range(..year).map(|(year, response)| (*year, response.clone())).collect();
        let findings = validation::check(questionnaire, &alone, &known(&before, &alone.header, arrival));
        years.insert(*year, (response, findings));
    }
    years
}

fn lay_over(
    earlier: Option<&Response>,
    year: Year,
    cells: &BTreeMap<CellKey, Corrected>,
    submission: &Submission,
) -> Response {
    let header = &submission.header;
    let mut response = earlier
        .cloned()
        .unwrap_or_else(|| Response::new(header.edition.clone(), header.country.clone(), year));
    for (key, corrected) in cells {
        response.cells.insert(key.clone(), corrected.observation.clone());
    }
    response
}
