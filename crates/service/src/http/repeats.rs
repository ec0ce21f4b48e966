//! `Idempotency-Key`: a POST that is sent again with its key is answered again and does nothing again. One wrapper round
//! all routes, so that no handler can forget it.
//!
//! The key is claimed before the work begins. What was done is kept with its answer for a day; what was refused did
//! nothing, and gives the key back. Where the service ends in between, the claim stays: the work is not begun again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{Error, PayloadError};
use actix_web::http::header::{
    CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MATCH, LINK, LOCATION, RETRY_AFTER,
    SET_COOKIE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpMessage as _, HttpResponse, ResponseError as _};
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use storage::{Claim, KeptAnswer, User};

use super::State;
use super::problem::Problem;
use super::{auth, body, jobs, silence, transfers};

const HEADER: &str = "idempotency-key";
/// The longest key, in bytes.
pub(super) const LONGEST: usize = 255;
/// What is given again of the head of an answer.
static HEADERS: [HeaderName; 9] = [
    CONTENT_TYPE,
    CONTENT_LANGUAGE,
    ETAG,
    LOCATION,
    LINK,
    RETRY_AFTER,
    jobs::APPLIED,
    transfers::OFFSET,
    transfers::EXPIRES,
];
/// What begins like this shows a secret once, or says who somebody is: no answer of it is kept.
const SECRETS: [&str; 4] = ["/api/v1/session", "/api/v1/account/", "/api/v1/links/", "/api/v1/users"];

/// A key, and whose.
#[derive(Clone)]
struct Key {
    user: String,
    sha256: String,
}

/// The SHA-256 of a request, as far as it was read.
type Reading = Rc<RefCell<Sha256>>;

/// Does once what is sent with a key.
pub(super) async fn once<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (user, key) = match known(&request).await {
        Ok(Some(known)) => known,
        Ok(None) => return Ok(next.call(request).await?.map_into_boxed_body()),
        Err(problem) => return Ok(request.into_response(problem.error_response())),
    };
    let Some(state) = request.app_data::<Data<State>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let reading = Rc::new(RefCell::new(beginning(&request, &user)));
    let claimed = key.clone();
    let claim = state
        .blocking(move |store| Ok(store.claim_key(&claimed.user, &claimed.sha256, chrono::Utc::now())?));
    let payload = request.take_payload();
    match claim.await {
        Ok(Claim::Yours) => {
            let payload = Box::pin(followed(payload, Rc::clone(&reading)));
            request.set_payload(Payload::Stream { payload });
            // Whoever goes away does not take the work along: else its answer would be lost.
            let done = actix_web::rt::spawn(async move {
                let answered = next.call(request).await;
                settle(&state, key, reading, answered).await
            });
            done.await.unwrap_or_else(|_| Err(Problem::internal("a request stopped").into()))
        }
        Ok(Claim::Answered(answer)) => {
            let again = again(payload, reading, state.file_bytes, answer).await;
            Ok(request.into_response(again.unwrap_or_else(|problem| problem.error_response())))
        }
        Ok(Claim::Unanswered) => Ok(request.into_response(unanswered().error_response())),
        Err(problem) => Ok(request.into_response(problem.error_response())),
    }
}

/// Whether what is sent to an address may carry a key.
pub(super) fn takes_key(path: &str) -> bool {
    SECRETS.iter().all(|secret| !path.starts_with(secret))
}

/// Who sends a POST with a key. Without a key, or without a name, nothing is kept; the route says what is missing.
async fn known(request: &ServiceRequest) -> Result<Option<(User, Key)>, Problem> {
    let Some(key) = request.headers().get(HEADER).filter(|_| request.method() == Method::POST) else {
        return Ok(None);
    };
    if !takes_key(request.match_info().as_str()) {
        let detail = "What this address answers is kept nowhere. Send it without `Idempotency-Key`.";
        return Err(Problem::new("idempotency-key-not-taken", detail));
    }
    let good = (1..=LONGEST).contains(&key.len()) && key.as_bytes().iter().all(u8::is_ascii_graphic);
    if !good {
        let detail = format!(
            "`Idempotency-Key` must have from 1 to {LONGEST} visible ASCII characters, e.g. a UUID. Correct the request."
        );
        return Err(Problem::new("invalid-request", detail));
    }
    let sha256 = schema::hex(&Sha256::digest(key.as_bytes()));
    let Some(state) = request.app_data::<Data<State>>() else { return Ok(None) };
    match auth::caller(state, request.request()).await {
        Ok(caller) => {
            let key = Key { user: caller.user.id.clone(), sha256 };
            Ok(Some((caller.user, key)))
        }
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(_) => Ok(None),
    }
}

/// What a request says before its body, and under which role: somebody who was moved gets no answer of before.
fn beginning(request: &ServiceRequest, user: &User) -> Sha256 {
    let header = |name: HeaderName| request.headers().get(name).map(|value| value.as_bytes().to_vec());
    let country = user.country.as_ref().map(ToString::to_string);
    let parts = [
        Some(request.uri().to_string().into_bytes()),
        header(CONTENT_TYPE),
        header(IF_MATCH),
        // What a transfer is about stands in headers alone.
        header(transfers::RESUMABLE),
        header(transfers::LENGTH),
        header(transfers::METADATA),
        Some(user.role.code().as_bytes().to_vec()),
        country.map(String::into_bytes),
        user.institution.clone().map(String::into_bytes),
    ];
    let mut hasher = Sha256::new();
    for part in parts.into_iter().map(Option::unwrap_or_default) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher
}

/// The same bytes; they are hashed as they go by.
fn followed(payload: Payload, reading: Reading) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    payload.inspect(move |chunk| {
        if let Ok(chunk) = chunk {
            reading.borrow_mut().update(chunk);
        }
    })
}

fn digest(reading: &Reading) -> String {
    schema::hex(&reading.borrow().clone().finalize())
}

/// Keeps the answer of what was done; gives the key back where nothing was.
async fn settle<B: MessageBody + 'static>(
    state: &State,
    key: Key,
    reading: Reading,
    answered: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let done = answered.as_ref().is_ok_and(|answered| answered.status().is_success());
    let secret = answered.as_ref().is_ok_and(|answered| answered.headers().contains_key(SET_COOKIE));
    if !done || secret {
        let released = state.blocking(move |store| Ok(store.release_key(&key.user, &key.sha256)?)).await;
        if let Err(problem) = released {
            tracing::warn!(code = problem.code, "a key was not given back");
        }
        return Ok(answered?.map_into_boxed_body());
    }
    let (request, response) = answered?.into_parts();
    let (head, body) = response.into_parts();
    let lost = |_| Problem::internal("an answer cannot be read");
    let body = to_bytes(body).await.map_err(lost)?;
    let answer = KeptAnswer {
        request_sha256: digest(&reading),
        status: head.status().as_u16().into(),
        headers: headers(head.headers()),
        body: body.to_vec(),
    };
    let kept = state.blocking(move |store| Ok(store.keep_answer(&key.user, &key.sha256, &answer)?)).await;
    if let Err(problem) = kept {
        // It is done: who sends it again is told that its answer was lost.
        tracing::warn!(code = problem.code, "an answer was not kept");
    }
    Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(body))))
}

fn headers(all: &HeaderMap) -> String {
    let kept = HEADERS.iter().filter_map(|name| Some((name.as_str(), all.get(name)?.to_str().ok()?)));
    serde_json::json!(kept.collect::<BTreeMap<_, _>>()).to_string()
}

/// The answer that was given, to the same request.
async fn again(
    payload: Payload,
    reading: Reading,
    most: usize,
    answer: KeptAnswer,
) -> Result<HttpResponse, Problem> {
    let slow = || Problem::new("request-timeout", "The body took too long. Send it over a faster line.");
    let read = tokio::time::timeout(body::LONGEST, read(payload, &reading, most));
    let whole = read.await.map_err(|_| slow())??;
    if !whole || digest(&reading) != answer.request_sha256 {
        let detail = "Another request was sent with this `Idempotency-Key`, or this one by somebody with another role. \
                      Nothing was done: send it with a key of its own.";
        return Err(Problem::new("idempotency-key-reused", detail));
    }
    let damaged = || Problem::internal("a kept answer is damaged");
    let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let headers: BTreeMap<String, String> = serde_json::from_str(&answer.headers).map_err(|_| damaged())?;
    let mut response = HttpResponse::build(status.ok_or_else(damaged)?);
    for header in headers {
        response.insert_header(header);
    }
    Ok(response.insert_header(("Idempotent-Replayed", "true")).body(answer.body))
}

/// Reads a body to its end; `false` where it is longer than any that was taken.
async fn read(payload: Payload, reading: &Reading, most: usize) -> Result<bool, Problem> {
    let (mut payload, mut length) = (Box::pin(followed(payload, Rc::clone(reading))), 0_usize);
    while let Some(chunk) = payload.next().await {
        let broken = |error: &PayloadError| {
            let whole = || Problem::new("invalid-request", "The body did not arrive whole. Send it again.");
            silence::stopped(error).unwrap_or_else(whole)
        };
        length = length.saturating_add(chunk.map_err(|error| broken(&error))?.len());
        if length > most.saturating_add(body::MOST_AROUND) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn unanswered() -> Problem {
    let detail = "A request with this `Idempotency-Key` is being worked on, or was when the service ended. Wait a moment \
                  and send it again; where it stays so, look whether it was done, and send it with another key if not.";
    Problem { retry_after: Some(2), ..Problem::new("idempotency-key-in-use", detail) }
}
