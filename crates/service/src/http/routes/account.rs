//! One's own account: password and second factor.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use chrono::Utc;
use serde::{Deserialize, Serialize};
use storage::{Credentials, Strength};
use utoipa::ToSchema;

use super::session::{SessionView, attempt, is_password, opened};
use crate::http::auth::{Caller, SignedIn, Standing, needs_second_factor};
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::passwords::Password;
use crate::totp;

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordRequest {
    /// The password until now.
    current: String,
    /// The password from now on: at least 15 characters, at most 256 bytes, none that is tried first.
    new: String,
}

/// The beginning of a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorRequest {
    /// The password.
    password: String,
}

/// A second factor that is proposed.
#[derive(Serialize, ToSchema)]
pub(crate) struct FactorView {
    /// The seed, to be typed into an authenticator app.
    secret: String,
    /// The same as an address, to be drawn as a picture that apps read.
    uri: String,
    /// Send it back with a code of the app, within a quarter of an hour.
    proposal: String,
}

/// The second factor that was proposed, and a code of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorConfirmation {
    /// As it was answered.
    proposal: String,
    /// Six digits.
    code: String,
}

/// Choose another password. All sessions and tokens of the account end; this session goes on under another id.
#[utoipa::path(
    post, path = "/api/v1/account/password",
    request_body = PasswordRequest,
    responses(
        (status = 200, description = "The new session; its cookie is set", body = SessionView),
        (status = 401, description = "Not signed in, or the password until now is another", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "With a token, without the second factor, or from a page of somebody else", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The new password is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "account"
)]
pub(super) async fn password(
    body: Json<PasswordRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.by_session()?;
    let body = body.into_inner();
    let known = shown_again(&state, &caller.user.id, body.current).await?;
    let (id, phc) = (caller.user.id.clone(), chosen(&state, &body.new, &caller.user.id).await?);
    state.blocking(move |store| Ok(store.set_password(&id, &phc, Utc::now())?)).await?;
    let strength = if known.totp.is_some() { Strength::Full } else { Strength::Password };
    opened(&state, &caller.user, known.totp.is_some(), strength).await
}

/// Begin with a second factor, the first or another one. Nothing changes until it is confirmed.
#[utoipa::path(
    post, path = "/api/v1/account/totp",
    request_body = FactorRequest,
    responses(
        (status = 200, description = "The seed", body = FactorView),
        (status = 401, description = "Not signed in, or the password is another", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The code of the present factor is missing, or from a page of somebody else", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "account"
)]
pub(super) async fn begin_factor(
    signed_in: SignedIn,
    body: Json<FactorRequest>,
    state: Data<State>,
) -> Result<Json<FactorView>, Problem> {
    may_set_factor(&signed_in)?;
    let id = signed_in.user.id.clone();
    shown_again(&state, &id, body.into_inner().password).await?;
    let seed = totp::seed();
    let account = signed_in.user.id.clone();
    let account = state.blocking(move |store| Ok(store.account(&account)?)).await?;
    let proposal = state.accounts.propose(&id, &seed);
    let proposal = proposal.ok_or_else(|| Problem::internal("a proposal cannot be sealed"))?;
    let name = account.mail.unwrap_or(id);
    Ok(Json(FactorView { secret: totp::typed(&seed), uri: totp::uri(&name, &seed), proposal }))
}

/// Confirm a second factor with a code of it. All other sessions end; this one goes on under another id.
#[utoipa::path(
    post, path = "/api/v1/account/totp/confirm",
    request_body = FactorConfirmation,
    responses(
        (status = 200, description = "The session; its cookie is set anew", body = SessionView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The code of the present factor is missing, or from a page of somebody else", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The code is not of this seed, or the proposal is too old", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "account"
)]
pub(super) async fn confirm_factor(
    signed_in: SignedIn,
    body: Json<FactorConfirmation>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    may_set_factor(&signed_in)?;
    let id = signed_in.user.id.clone();
    let seed = state.accounts.proposed(&id, &body.proposal).ok_or_else(|| {
        Problem::new(
            "wrong-code",
            "The proposal is not yours, or too old. Begin again with `POST /api/v1/account/totp`.",
        )
    })?;
    let step = totp::step_of(&seed, body.code.trim(), Utc::now().timestamp()).ok_or_else(|| {
        Problem::new(
            "wrong-code",
            "The code is not of this seed now. Check the clock of the device, and send the next code.",
        )
    })?;
    let sealed = state.accounts.seal_seed(&id, &seed);
    let sealed = sealed.ok_or_else(|| Problem::internal("a seed cannot be sealed"))?;
    state.blocking(move |store| Ok(store.set_totp(&id, &sealed, step, Utc::now())?)).await?;
    opened(&state, &signed_in.user, true, Strength::Full).await
}

/// Give the second factor up; the secretariat may not. All sessions and tokens end; this session goes on under another
/// id.
#[utoipa::path(
    delete, path = "/api/v1/account/totp",
    responses(
        (status = 200, description = "The session; its cookie is set anew", body = SessionView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The role needs a second factor, or its code is missing", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "account"
)]
pub(super) async fn remove_factor(caller: Caller, state: Data<State>) -> Result<HttpResponse, Problem> {
    caller.by_session()?;
    if needs_second_factor(caller.user.role) {
        let detail = "Your role needs a second factor. Replace it with `POST /api/v1/account/totp` instead.";
        return Err(Problem::new("not-allowed", detail));
    }
    let id = caller.user.id.clone();
    state.blocking(move |store| Ok(store.clear_totp(&id, &id, Utc::now())?)).await?;
    opened(&state, &caller.user, false, Strength::Password).await
}

/// Whoever has a second factor shows it before setting another one.
fn may_set_factor(signed_in: &SignedIn) -> Result<(), Problem> {
    match signed_in.standing {
        Standing::Full | Standing::FactorNeeded => Ok(()),
        Standing::CodeNeeded => {
            let detail = "Send the code of your second factor first: `POST /api/v1/session/code`.";
            Err(Problem::new("second-factor-needed", detail))
        }
    }
}

/// Asks for the password again, before what keeps others out is changed.
async fn shown_again(state: &State, user: &str, password: String) -> Result<Credentials, Problem> {
    let (id, key) = (user.to_owned(), format!("password of {user}"));
    let turn = state.accounts.hashing.enter()?;
    attempt(state, &key).await?;
    let known = state.blocking(move |store| Ok(store.credentials(&id)?)).await?;
    if !is_password(state, turn, password, known.password.clone()).await? {
        return Err(Problem::new("wrong-credentials", "This is not your password. Check it."));
    }
    state.blocking(move |store| Ok(store.attempt_succeeded(&key)?)).await?;
    Ok(known)
}

/// The hash of a password to be, where it is taken.
pub(super) async fn chosen(state: &State, text: &str, user: &str) -> Result<String, Problem> {
    let id = user.to_owned();
    let account = state.blocking(move |store| Ok(store.account(&id)?)).await?;
    let mail = account.mail.unwrap_or_default();
    let name = mail.split('@').next().unwrap_or_default();
    let known_by = [account.user.name.as_str(), mail.as_str(), name];
    let password = Password::chosen(text, &known_by).map_err(|why| Problem::new("weak-password", why))?;
    let turn = state.accounts.hashing.enter()?;
    let hash = state.accounts.hashing.run(turn, move || password.hash()).await?;
    hash.map_err(|_| Problem::internal("a password cannot be hashed"))
}
