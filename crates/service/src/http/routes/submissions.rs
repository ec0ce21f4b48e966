//! Uploading a file.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;
use intake::frame::{self, FrameError};
use intake::{Draft, IntakeError};
use schema::{Catalogue, CountryCode, Lang, Severity, Year};
use serde::Deserialize;
use storage::{JobStep, RevisionId, Scope};
use utoipa::ToSchema;

use super::country_and_year;
use crate::http::answer::Answer;
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::jobs::respond;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::uploads::Ticket;
use crate::http::view::job::JobView;
use crate::http::view::{Counts, NoticeView, RevisionLink, SubmissionView};
use crate::http::{body, language};
use crate::render::explanation::LapsedView;
use crate::render::view;
use crate::submission::{Arrival, Arrived, Kept, Merge, Receipt, Refused, keep, take_in};

/// A file that is kept, on its way to what comes of it.
pub(in crate::http) struct Sent {
    /// Under which it was sent.
    pub(in crate::http) scope: Scope,
    /// What is kept.
    pub(in crate::http) arrived: Arrived,
    bytes: Bytes,
    lang: Option<Lang>,
    as_form: bool,
    /// Held to the end of the work: the place of the upload.
    _ticket: Ticket,
}

impl Sent {
    /// The same, merged from contributions.
    pub(super) fn of_a_merge(self, merge: Merge) -> Self {
        Self { arrived: self.arrived.of_a_merge(merge), ..self }
    }
}

/// A form with a file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes a body that is read as a stream")]
pub(crate) struct FileForm {
    /// The workbook or JSON document.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Send a workbook or JSON document. The file is always kept; a readable one is stored as a draft revision for each
/// year it speaks of, with every finding.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/{country}/{cycle}",
    params(
        ("country" = String, Path, description = "The State, ISO 3166-1 alpha-3"),
        ("cycle" = u16, Path, description = "The year of the cycle; it collects the year before"),
        ("Accept-Language" = Option<String>, Header, description = "Language of the findings"),
        ("Prefer" = Option<String>, Header, description = "`respond-async`: do not wait, answer 202 with a job"),
    ),
    request_body(
        content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Object = "application/json"),
            (FileForm = "multipart/form-data"),
        ),
        description = "The file itself, or a form with the part `file`"
    ),
    responses(
        (status = 201, description = "Stored as draft revisions, findings included", body = SubmissionView),
        (status = 200, description = "The same content had been sent before; nothing new", body = SubmissionView),
        (status = 202, description = "The file is kept; the job at `Location` says what comes of it", body = JobView),
        (status = 409, description = "Something changed in the meantime; the original is kept", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The file cannot be read, or belongs elsewhere; the original is kept", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])),
    tag = "returns"
)]
pub(super) async fn create(
    path: Path<(String, String)>,
    request: HttpRequest,
    payload: Payload,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, cycle) = country_and_year(&path.0, &path.1)?;
    caller.of(&country)?;
    must_be_taken(&caller, &state, (&country, cycle)).await?;
    let ticket = state.uploads.enter(&country)?;
    let body = body::read(&request, payload, state.file_bytes).await?;
    let sent = kept(&state, (caller.scope(), ticket), (country, cycle), body, language(&request)).await?;
    respond(&request, &state, sent).await
}

/// Whether a file for a State may be sent by the caller at this moment.
pub(super) async fn must_be_taken(
    caller: &Caller,
    state: &State,
    whose: (&CountryCode, Year),
) -> Result<(), Problem> {
    caller.may(Act::Upload)?;
    must_be_open(caller, state, whose).await
}

/// Keeps a file before anything is read from it.
pub(super) async fn kept(
    state: &State,
    (scope, ticket): (Scope, Ticket),
    (country, cycle): (CountryCode, Year),
    body: Body,
    lang: Option<Lang>,
) -> Result<Sent, Problem> {
    let as_form = body.media_type.as_deref() == Some("application/x-www-form-urlencoded");
    let (bytes, sender) = (body.bytes.clone(), scope.clone());
    let kept =
        state.blocking(move |store| Ok(keep(store, &sender, &arrival(country, cycle, &body), Utc::now())?));
    Ok(Sent { scope, arrived: kept.await?, bytes, lang, as_form, _ticket: ticket })
}

/// Has a file that is kept read, checks what is in it, and stores it; gives what its sender is answered.
pub(in crate::http) async fn work(state: &State, sent: Sent) -> Result<Answer, Problem> {
    let Sent { scope, arrived, bytes, lang, as_form, _ticket } = sent;
    let arrived = Arc::new(arrived);
    reading(state, &scope, &arrived).await;
    let outcome = state.uploads.read(bytes).await;
    let outcome = outcome.map_err(|problem| problem.kept(arrived.upload.clone()))?;
    let catalogue = Arc::clone(&state.catalogue);
    let view = state.blocking(move |store| {
        arrived.reaches(store, &scope, JobStep::Checking);
        let read = || unframed(&outcome, &catalogue);
        let taken = take_in(store, &scope, &catalogue, &arrived, read, Utc::now());
        let receipt = taken.map_err(|kept| refused(kept, as_form))?;
        Ok(shown(&receipt, lang))
    });
    let view = view.await?;
    let status = if view.already { StatusCode::OK } else { StatusCode::CREATED };
    let location = view.revisions.first().map(|revision| revision.href.clone());
    Answer::new(status, location, &view)
}

/// Notes that a file waits for its reader, where its sender may want to know.
async fn reading(state: &State, scope: &Scope, arrived: &Arc<Arrived>) {
    if arrived.job.is_none() {
        return;
    }
    let (scope, arrived) = (scope.clone(), Arc::clone(arrived));
    let noted = state.blocking(move |store| {
        arrived.reaches(store, &scope, JobStep::Reading);
        Ok(())
    });
    if let Err(problem) = noted.await {
        tracing::warn!(code = problem.code, "a step of a job was not noted");
    }
}

/// People of a State send files while the cycle is open for it, where one was opened at all; the secretariat enters what
/// came late.
async fn must_be_open(
    caller: &Caller,
    state: &State,
    (country, number): (&CountryCode, Year),
) -> Result<(), Problem> {
    if caller.user.country.is_none() {
        return Ok(());
    }
    let (scope, country) = (caller.scope(), country.clone());
    let dates = state.blocking(move |store| {
        let Some(cycle) = store.cycle(number)? else { return Ok(None) };
        let closes_on = cycle.closes_for(store.extensions(&scope, number)?.get(&country));
        Ok(Some((cycle.opens_on, closes_on)))
    });
    let Some((opens_on, closes_on)) = dates.await? else { return Ok(()) };
    let today = Utc::now().date_naive();
    let detail = if today < opens_on {
        format!("The cycle {number} opens on {opens_on} (UTC). Send the file from then on.")
    } else if today > closes_on {
        format!(
            "The cycle {number} closed after {closes_on} (UTC). Ask the secretariat for an extension, then send the file again."
        )
    } else {
        return Ok(());
    };
    Err(Problem::new("cycle-not-open", detail))
}

fn arrival(country: CountryCode, cycle: Year, body: &body::Body) -> Arrival<'_> {
    let (file_name, media_type) = (body.file_name.as_deref(), body.media_type.as_deref());
    Arrival { country, cycle, file_name, media_type, bytes: &body.bytes }
}

/// What the reading process answered; an answer that is not whole is a reader that was stopped.
fn unframed(outcome: &Result<Vec<u8>, IntakeError>, catalogue: &Catalogue) -> Result<Draft, IntakeError> {
    let frame = outcome.as_ref().map_err(Clone::clone)?;
    let stopped = |error: FrameError| IntakeError::ReadingStopped { why: error.to_string().into() };
    frame::decode(frame, catalogue).unwrap_or_else(|error| Err(stopped(error)))
}

/// `as_form`: curl says so of everything it sends, and with `-d` takes the line ends out of it.
fn refused(kept: Kept, as_form: bool) -> Problem {
    let problem = match kept.why {
        Refused::Unreadable(error @ IntakeError::DamagedWorkbook { .. }) if as_form => {
            let mut problem = Problem::from(error);
            problem
                .detail
                .push_str(" With curl, send it with `--data-binary`: `-d` changes a file on its way.");
            problem
        }
        Refused::Unreadable(error) => error.into(),
        Refused::Storage(error) => error.into(),
        why @ (Refused::Country { .. }
        | Refused::Year { .. }
        | Refused::Correction(_)
        | Refused::Contribution { .. }
        | Refused::NothingContributed
        | Refused::Explanations { .. }) => Problem::new(why.code(), why.to_string()),
    };
    problem.kept(kept.upload)
}

fn shown(receipt: &Receipt<'_>, lang: Option<Lang>) -> SubmissionView {
    let received = &receipt.received;
    let header = &received.submission.header;
    let lang = lang.unwrap_or(header.language);
    let findings = &received.findings;
    let response = |year| received.response(year);
    let judgements = receipt.judgements.iter();
    let suggested = validation::suggest(received.questionnaire, &received.submission);
    let views =
        judgements.map(|one| view::judgement(received.questionnaire, one, lang, &response, &suggested));
    SubmissionView {
        submission: receipt.stored.submission.clone(),
        upload: receipt.upload.clone(),
        original_sha256: receipt.stored.original_sha256.clone(),
        already: receipt.stored.already,
        country: header.country.to_string(),
        cycle: header.cycle,
        revisions: links(receipt),
        moved: receipt.stored.moved.clone(),
        notices: notices(receipt, lang),
        counts: Counts {
            error: findings.count(Severity::Error),
            warning: findings.count(Severity::Warning),
            note: findings.count(Severity::Note),
        },
        findings: views.collect(),
        not_evaluable: findings.not_evaluable.iter().map(view::not_evaluable).collect(),
        lapsed: receipt.lapsed.iter().map(LapsedView::from).collect(),
    }
}

fn links(receipt: &Receipt<'_>) -> Vec<RevisionLink> {
    let (stored, country) = (&receipt.stored, &receipt.received.submission.header.country);
    let link = |(year, revision, number): &(Year, RevisionId, i32)| RevisionLink {
        year: *year,
        number: *number,
        revision: revision.clone(),
        current: !receipt.contributed && !stored.kept.contains(year),
        href: format!("/api/v1/returns/{country}/{year}/revisions/{number}"),
    };
    stored.revisions.iter().map(link).collect()
}

fn notices(receipt: &Receipt<'_>, lang: Lang) -> Vec<NoticeView> {
    let texts = &receipt.received.questionnaire.texts;
    let notice =
        |(code, text): (&'static str, &str), (year, _, number): &(Year, RevisionId, i32)| NoticeView {
            code,
            year: *year,
            text: texts.fill(lang, text, |name| match name {
                "year" => Some(year.to_string()),
                "number" => Some(number.to_string()),
                _ => None,
            }),
        };
    let all = &receipt.stored.revisions;
    if receipt.contributed {
        let said = ("contribution-kept", "notice.contribution-kept");
        return all.iter().map(|revision| notice(said, revision)).collect();
    }
    let kept = all.iter().filter(|(year, ..)| receipt.stored.kept.contains(year));
    kept.map(|revision| notice(("draft-kept", "notice.draft-kept"), revision)).collect()
}
