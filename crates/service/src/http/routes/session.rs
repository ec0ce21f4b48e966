//! Signing in and out.

use actix_web::http::header::{HeaderValue, SET_COOKIE};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use storage::{Attempt, Credentials, Strength, User};
use utoipa::ToSchema;

use crate::accounts::SESSIONS;
use crate::http::auth::{SignedIn, Standing};
use crate::http::cookie;
use crate::http::hashing::Turn;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::passwords::Password;
use crate::{token, totp};

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// The address of the account.
    mail: String,
    /// The password.
    password: String,
    /// The code of the second factor; it may also be sent afterwards.
    code: Option<String>,
}

/// The code of a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeRequest {
    /// Six digits.
    code: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Whose.
    user: SessionUser,
    /// `satisfied`, `code_needed`: send its code, or `set_up_needed`: the role needs one.
    second_factor: &'static str,
    /// When it ends in any case; without a request it ends after 30 minutes.
    ends: String,
}

/// Whose a session is.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionUser {
    /// The id.
    id: String,
    /// The name shown to colleagues.
    name: String,
    /// What they do.
    role: &'static str,
    /// Their State; none for the secretariat.
    country: Option<String>,
    /// Their institution.
    institution: Option<String>,
}

impl SessionView {
    pub(super) fn new(user: &User, standing: Standing, ends: DateTime<Utc>) -> Self {
        let user = SessionUser {
            id: user.id.clone(),
            name: user.name.clone(),
            role: user.role.code(),
            country: user.country.as_ref().map(ToString::to_string),
            institution: user.institution.clone(),
        };
        let second_factor = match standing {
            Standing::Full => "satisfied",
            Standing::CodeNeeded => "code_needed",
            Standing::FactorNeeded => "set_up_needed",
        };
        Self { user, second_factor, ends: ends.to_rfc3339() }
    }
}

/// Sign in. Answers alike whatever is wrong: there is no such account, it is disabled, the password or the code is
/// another. After five failures in a row the next attempt waits, at most a minute.
#[utoipa::path(
    post, path = "/api/v1/session",
    request_body = SignInRequest,
    responses(
        (status = 200, description = "The session; its cookie is set", body = SessionView),
        (status = 400, description = "The request cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "These are not the credentials of an account", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The request comes from a page of somebody else", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts; `Retry-After` says when the next may be made", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many sign in at this moment", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "session"
)]
pub(super) async fn sign_in(
    request: HttpRequest,
    body: Json<SignInRequest>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    cookie::must_be_from_here(&request, &state.accounts.public_url, false)?;
    state.accounts.addresses.count(&request)?;
    let body = body.into_inner();
    let mail = body.mail.trim().to_lowercase();
    let turn = state.accounts.hashing.enter()?;
    attempt(&state, &mail).await?;
    let asked = mail.clone();
    let known = state.blocking(move |store| Ok(store.credentials_of_mail(&asked)?)).await?;
    let known = known.filter(|known| !known.disabled);
    let phc = known.as_ref().and_then(|known| known.password.clone());
    let right = is_password(&state, turn, body.password, phc).await?;
    let known = known.filter(|_| right).ok_or_else(wrong)?;
    let strength = match (&body.code, &known.totp) {
        (Some(code), Some(_)) if use_code(&state, &known, code).await? => Strength::Full,
        (Some(_), Some(_)) => return Err(wrong()),
        (None, Some(_)) | (_, None) => Strength::Password,
    };
    state.blocking(move |store| Ok(store.attempt_succeeded(&mail)?)).await?;
    opened(&state, &known.user, known.totp.is_some(), strength).await
}

/// The session of the cookie.
#[utoipa::path(
    get, path = "/api/v1/session",
    responses(
        (status = 200, description = "The session", body = SessionView),
        (status = 401, description = "There is none, or no longer", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "session"
)]
pub(super) async fn show(signed_in: SignedIn) -> Json<SessionView> {
    Json(SessionView::new(&signed_in.user, signed_in.standing, signed_in.ends))
}

/// Sign out.
#[utoipa::path(
    delete, path = "/api/v1/session",
    responses(
        (status = 204, description = "The session has ended"),
        (status = 401, description = "There is none, or no longer", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The request does not come from a page of the service", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "session"
)]
pub(super) async fn end(signed_in: SignedIn, state: Data<State>) -> Result<HttpResponse, Problem> {
    let SignedIn { user, session, .. } = signed_in;
    state.blocking(move |store| Ok(store.end_session(&user.id, &session, Utc::now())?)).await?;
    Ok(HttpResponse::NoContent().insert_header((SET_COOKIE, state.accounts.cookies.clear())).finish())
}

/// Send the code of the second factor. The session goes on under another id.
#[utoipa::path(
    post, path = "/api/v1/session/code",
    request_body = CodeRequest,
    responses(
        (status = 200, description = "The session; its cookie is set anew", body = SessionView),
        (status = 401, description = "The session has ended, or the code is another or was used", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The request does not come from a page of the service", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "session"
)]
pub(super) async fn code(
    signed_in: SignedIn,
    body: Json<CodeRequest>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let id = signed_in.user.id.clone();
    let key = format!("code of {id}");
    attempt(&state, &key).await?;
    let known = state.blocking(move |store| Ok(store.credentials(&id)?)).await?;
    if !use_code(&state, &known, &body.code).await? {
        return Err(wrong());
    }
    let new = token::random();
    let (user, old, hash) = (signed_in.user.id.clone(), signed_in.session, token::hash(&new));
    let strengthen = move |store: &storage::Store| {
        store.attempt_succeeded(&key)?;
        Ok(store.strengthen_session(&user, &old, &hash, Utc::now())?)
    };
    state.blocking(strengthen).await?;
    Ok(with_cookie(&state, &new, &SessionView::new(&signed_in.user, Standing::Full, signed_in.ends)))
}

/// What is said whatever is wrong.
fn wrong() -> Problem {
    let detail = "Address, password or code are not those of an account, or the account is disabled. Check them, or \
                  ask for another password with `POST /api/v1/links/reset`.";
    Problem::new("wrong-credentials", detail)
}

/// Counts an attempt; who failed too often waits.
pub(super) async fn attempt(state: &State, key: &str) -> Result<(), Problem> {
    let key = key.to_owned();
    match state.blocking(move |store| Ok(store.attempt(&key, Utc::now())?)).await? {
        Attempt::Now => Ok(()),
        Attempt::After(seconds) => Err(Problem::too_many(seconds)),
    }
}

/// Whether a text is the password of a hash; without a hash as long is computed.
pub(super) async fn is_password(
    state: &State,
    turn: Turn,
    text: String,
    phc: Option<String>,
) -> Result<bool, Problem> {
    let Some(password) = Password::given(&text) else { return Ok(false) };
    state.accounts.hashing.run(turn, move || password.is(phc.as_deref())).await
}

/// Uses a code up, where it is one of the second factor now.
async fn use_code(state: &State, known: &Credentials, code: &str) -> Result<bool, Problem> {
    let id = known.user.id.clone();
    let Some(sealed) = &known.totp else { return Ok(false) };
    let unreadable = || Problem::internal("a second factor cannot be opened with the secret of this service");
    let seed = state.accounts.open_seed(&id, sealed).ok_or_else(unreadable)?;
    let Some(step) = totp::step_of(&seed, code.trim(), Utc::now().timestamp()) else { return Ok(false) };
    state.blocking(move |store| Ok(store.use_totp_step(&id, step)?)).await
}

/// Opens a session and answers with it.
pub(super) async fn opened(
    state: &State,
    user: &User,
    has_totp: bool,
    strength: Strength,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (token::random(), Utc::now());
    let (owner, hash) = (user.id.clone(), token::hash(&id));
    state.blocking(move |store| Ok(store.open_session(&owner, &hash, strength, SESSIONS, now)?)).await?;
    let standing = Standing::of(user.role, has_totp, strength);
    Ok(with_cookie(state, &id, &SessionView::new(user, standing, now + SESSIONS.absolute)))
}

fn with_cookie(state: &State, id: &str, view: &SessionView) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Ok(value) = HeaderValue::from_str(&state.accounts.cookies.set(id)) {
        response.insert_header((SET_COOKIE, value));
    }
    response.json(view)
}
