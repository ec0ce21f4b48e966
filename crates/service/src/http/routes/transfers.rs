//! Files that arrive in parts, for whoever sits on a line that breaks: the protocol tus 1.0.0, and at last one request
//! that is answered as an upload in one piece is.

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;
use storage::{NewTransfer, Scope, Transfer};

use super::{country_and_year, id, submissions};
use crate::http::auth::Caller;
use crate::http::body::{self, Body};
use crate::http::jobs::respond;
use crate::http::language;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::transfers::part::{Checksum, Part, beyond};
use crate::http::transfers::{self, announced, elsewhere, said, standing};
use crate::http::view::SubmissionView;
use crate::http::view::job::JobView;
use crate::http::view::transfer::TransferView;

/// What is spoken of the protocol tus: its version, its extensions, the largest file, the checksums.
#[utoipa::path(
    options, path = "/api/v1/transfers/{country}/{cycle}",
    params(
        ("country" = String, Path, description = "The State, ISO 3166-1 alpha-3"),
        ("cycle" = u16, Path, description = "The year of the cycle"),
    ),
    responses((status = 204, description = "Told in headers: `Tus-Version`, `Tus-Extension`, `Tus-Max-Size`, `Tus-Checksum-Algorithm`")),
    tag = "transfers"
)]
pub(super) async fn spoken(
    path: Path<(String, String)>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    country_and_year(&path.0, &path.1)?;
    Ok(transfers::spoken(state.file_bytes))
}

/// Begin to send a file in parts (tus 1.0.0). Unfinished transfers are forgotten after a day; four of a person and 16 of
/// a State may wait at a time.
#[utoipa::path(
    post, path = "/api/v1/transfers/{country}/{cycle}",
    params(
        ("country" = String, Path, description = "The State, ISO 3166-1 alpha-3"),
        ("cycle" = u16, Path, description = "The year of the cycle; it collects the year before"),
        ("Tus-Resumable" = String, Header, description = "The version of the protocol"),
        ("Upload-Length" = i64, Header, description = "How many bytes the file has"),
        ("Upload-Metadata" = Option<String>, Header, description = "`filename` and `filetype`, in base64"),
    ),
    responses(
        (status = 201, description = "Parts are sent to `Location`", body = TransferView),
        (status = 409, description = "There are too many unfinished transfers, or the cycle is not open", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Another version of the protocol", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The file is too large", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "transfers"
)]
pub(super) async fn begin(
    path: Path<(String, String)>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, cycle) = country_and_year(&path.0, &path.1)?;
    caller.of(&country)?;
    submissions::must_be_taken(&caller, &state, (&country, cycle)).await?;
    transfers::version(&request)?;
    let (size, metadata) = (transfers::size(&request, state.file_bytes)?, transfers::metadata(&request)?);
    let (scope, new) = (caller.scope(), NewTransfer { country, cycle, metadata, size });
    let begun =
        state.blocking(move |store| Ok(store.begin_transfer(&scope, &new, transfers::MOST, Utc::now())?));
    let transfer = begun.await?.ok_or_else(|| {
        let detail = "There are as many unfinished transfers as there may be: 4 of a person, 16 of a State. Finish one, or \
                      give one up with `DELETE`.";
        Problem::new("too-many-transfers", detail)
    })?;
    let location = (LOCATION, format!("/api/v1/transfers/{}", transfer.id));
    let mut response = HttpResponse::Created();
    response.insert_header(location);
    Ok(standing(&mut response, &transfer).json(TransferView::from(transfer)))
}

/// How much of a file is there. `HEAD` says it in headers.
#[utoipa::path(
    get, path = "/api/v1/transfers/{id}",
    params(
        ("id" = String, Path, description = "The transfer, as `Location` named it"),
        ("Tus-Resumable" = Option<String>, Header, description = "The version of the protocol"),
    ),
    responses(
        (status = 200, description = "The transfer; `Upload-Offset` says where the next part begins", body = TransferView),
        (status = 412, description = "Another version of the protocol", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No transfer of yours, or its day is over", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "transfers"
)]
pub(super) async fn show(
    path: Path<String>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let transfer = find(&path, &caller.scope(), &state).await?;
    transfers::version(&request)?;
    Ok(standing(&mut HttpResponse::Ok(), &transfer).json(TransferView::from(transfer)))
}

/// Send a part, from where the last one ended. Where the line breaks, what arrived is kept; a part with a checksum is
/// kept whole or not at all, and has at most 1 MiB.
#[utoipa::path(
    patch, path = "/api/v1/transfers/{id}",
    params(
        ("id" = String, Path, description = "The transfer, as `Location` named it"),
        ("Tus-Resumable" = String, Header, description = "The version of the protocol"),
        ("Upload-Offset" = i64, Header, description = "After how many bytes of the file the part begins"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, and the checksum of the part in base64"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream", description = "The part"),
    responses(
        (status = 204, description = "The part is there; `Upload-Offset` says where the next one begins"),
        (status = 404, description = "No transfer of yours, or its day is over", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The part does not begin where the last one ended", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Another version of the protocol", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The part goes beyond the end of the file, or is too long for a checksum", body = Problem, content_type = "application/problem+json"),
        (status = 460, description = "The part has another checksum; nothing of it was kept", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "transfers"
)]
pub(super) async fn add(
    path: Path<String>,
    request: HttpRequest,
    mut payload: Payload,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let scope = caller.scope();
    let transfer = find(&path, &scope, &state).await?;
    let checksum = match expected(&request, &transfer) {
        Ok(checksum) => checksum,
        Err(problem) => {
            body::refuse(&mut payload).await;
            return Err(problem);
        }
    };
    let inside = state.parts.enter(&caller.user).ok_or_else(|| {
        Problem::new(
            "unavailable",
            "Too many parts are arriving at the moment. Send it again in a few seconds.",
        )
    })?;
    let transfer = Part::new(state, scope, transfer, checksum).receive(payload).await?;
    drop(inside);
    Ok(standing(&mut HttpResponse::NoContent(), &transfer).finish())
}

/// Whether a part is one that is expected now; gives the checksum it must have.
fn expected(request: &HttpRequest, transfer: &Transfer) -> Result<Option<Checksum>, Problem> {
    transfers::version(request)?;
    let (after, checksum) = (transfers::offset(request)?, Checksum::of(request)?);
    if after != transfer.received {
        return Err(elsewhere(transfer.received));
    }
    if announced(request).is_some_and(|length| length > transfer.size - transfer.received) {
        return Err(beyond());
    }
    Ok(checksum)
}

/// Give a transfer up. What is there of the file is forgotten.
#[utoipa::path(
    delete, path = "/api/v1/transfers/{id}",
    params(
        ("id" = String, Path, description = "The transfer, as `Location` named it"),
        ("Tus-Resumable" = String, Header, description = "The version of the protocol"),
    ),
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 404, description = "No transfer of yours, or its day is over", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Another version of the protocol", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "transfers"
)]
pub(super) async fn give_up(
    path: Path<String>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let scope = caller.scope();
    let transfer = find(&path, &scope, &state).await?;
    transfers::version(&request)?;
    state.blocking(move |store| Ok(store.end_transfer(&scope, &transfer.id, Utc::now())?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Say that all parts are there: from here on the file is kept, read and answered as one that was sent in one piece. Send
/// it with an `Idempotency-Key`, so that an answer that is lost is given again.
#[utoipa::path(
    post, path = "/api/v1/transfers/{id}/finish",
    params(
        ("id" = String, Path, description = "The transfer, as `Location` named it"),
        ("Accept-Language" = Option<String>, Header, description = "Language of the findings"),
        ("Prefer" = Option<String>, Header, description = "`respond-async`: do not wait, answer 202 with a job"),
    ),
    responses(
        (status = 201, description = "Stored as draft revisions, findings included", body = SubmissionView),
        (status = 200, description = "The same content had been sent before; nothing new", body = SubmissionView),
        (status = 202, description = "The file is kept; the job at `Location` says what comes of it", body = JobView),
        (status = 404, description = "No transfer of yours, or its day is over", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Parts are missing, or something changed in the meantime", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The file is too large when it is read", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "This kind of file is not read; the original is kept", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The file cannot be read, or belongs elsewhere; the original is kept", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "transfers"
)]
pub(super) async fn finish(
    path: Path<String>,
    request: HttpRequest,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let scope = caller.scope();
    let transfer = find(&path, &scope, &state).await?;
    let whose = (transfer.country.clone(), transfer.cycle);
    submissions::must_be_taken(&caller, &state, (&whose.0, whose.1)).await?;
    if transfer.received < transfer.size {
        let detail = format!(
            "Of {} bytes {} are there. Send the others, then finish it.",
            transfer.size, transfer.received
        );
        return Err(Problem::new("transfer-unfinished", detail));
    }
    let ticket = state.uploads.enter(&whose.0)?;
    let (own, id) = (scope.clone(), transfer.id.clone());
    let (transfer, bytes) =
        state.blocking(move |store| Ok(store.transferred(&own, &id, Utc::now())?)).await?;
    let of_the_file = |name: &str| transfer.metadata.as_deref().and_then(|metadata| said(metadata, name));
    let body =
        Body { bytes: bytes.into(), file_name: of_the_file("filename"), media_type: of_the_file("filetype") };
    let sent = submissions::kept(&state, (scope.clone(), ticket), whose, body, language(&request)).await?;
    let answered = respond(&request, &state, sent).await;
    // Where the service was too busy to read it, the parts stay: it is finished once more, and nothing is sent again.
    if !answered.as_ref().is_err_and(|problem| problem.status.is_server_error()) {
        forget(&state, scope, transfer.id).await;
    }
    answered
}

/// The original is kept: where its parts cannot be forgotten now, they are with the day.
async fn forget(state: &State, scope: Scope, id: String) {
    let forgotten = state.blocking(move |store| Ok(store.end_transfer(&scope, &id, Utc::now())?)).await;
    if let Err(problem) = forgotten {
        tracing::warn!(code = problem.code, "a transfer was not forgotten when it was finished");
    }
}

/// A transfer of the caller's own.
async fn find(path: &str, scope: &Scope, state: &State) -> Result<Transfer, Problem> {
    let (scope, id) = (scope.clone(), id(path)?);
    state.blocking(move |store| Ok(store.transfer(&scope, &id, Utc::now())?)).await
}
