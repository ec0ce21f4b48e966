//! Signing in with OpenID Connect: to the provider, and back. Only people with an account come in; the provider says who
//! they are, never what they may do.

use actix_web::http::header::{HeaderValue, LOCATION, SET_COOKIE};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use chrono::Utc;
use serde::Deserialize;
use storage::{Credentials, OpenIdIdentity, Recognised, Strength};
use utoipa::IntoParams;

use super::session::{SessionView, opened};
use crate::http::asking::{Asking, refused};
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::openid::{Identity, Pending};

/// What somebody comes back with. Providers add members of their own.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ReturnQuery {
    /// What was sent to the provider, as it is.
    state: Option<String>,
    /// What the provider exchanges for a token that says who somebody is.
    code: Option<String>,
    /// The provider, as it names itself (RFC 9207).
    iss: Option<String>,
    /// Why the provider vouches for nobody.
    error: Option<String>,
}

/// Begin to sign in with the provider of OpenID Connect: leads there. The browser remembers for ten minutes what it has to
/// show when it comes back.
#[utoipa::path(
    get, path = "/api/v1/session/openid",
    responses(
        (status = 303, description = "To the provider", headers(("Location" = String, description = "An address of the provider"))),
        (status = 403, description = "A page of somebody else leads here", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nobody signs in here with OpenID Connect", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The provider cannot be asked, or too many sign in at this moment", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "session"
)]
pub(super) async fn begin(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let asking = asking(&state)?;
    is_meant(&request)?;
    let pending = Pending::new(Utc::now().timestamp());
    let remembered = state.accounts.remember(&pending);
    let remembered = remembered.ok_or_else(|| Problem::internal("a sign-in cannot be sealed"))?;
    let address = asking.ask(move |provider| provider.begin(&pending)).await?;
    let mut response = HttpResponse::SeeOther();
    Ok(response.insert_header((LOCATION, address)).insert_header((SET_COOKIE, remembered)).finish())
}

/// Come back from the provider: opens a session as a password does, for whoever has an account. It is bound to who
/// somebody is at the provider when they come for the first time with a verified address, that of the account; from then on
/// the address does not count. Answers alike whatever is wrong.
#[utoipa::path(
    get, path = "/api/v1/session/openid/return",
    params(ReturnQuery),
    responses(
        (status = 200, description = "The session; its cookie is set", body = SessionView),
        (status = 401, description = "The provider vouches for nobody who may sign in here", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nobody signs in here with OpenID Connect", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts; `Retry-After` says when the next may be made", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The provider cannot be asked, or too many sign in at this moment", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "session"
)]
pub(super) async fn finish(
    request: HttpRequest,
    query: Query<ReturnQuery>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let asking = asking(&state)?;
    state.accounts.addresses.count(&request)?;
    let signed_in = let_in(&request, query.into_inner(), &state, asking).await;
    // What was begun is over, whatever came of it.
    let mut response = signed_in.unwrap_or_else(|problem| problem.error_response());
    if let Ok(forget) = HeaderValue::from_str(&state.accounts.cookies.clear_pending()) {
        response.headers_mut().append(SET_COOKIE, forget);
    }
    Ok(response)
}

async fn let_in(
    request: &HttpRequest,
    query: ReturnQuery,
    state: &State,
    asking: &Asking,
) -> Result<HttpResponse, Problem> {
    let nothing = "the browser remembers no sign-in, or one that was begun too long ago";
    let pending = state.accounts.remembered(request).ok_or_else(|| refused(nothing))?;
    if query.state.as_ref() != Some(&pending.state) {
        return Err(refused("the browser comes back from another sign-in than it began"));
    }
    if query.error.is_some() {
        return Err(refused("the provider vouches for nobody"));
    }
    let code = query.code.ok_or_else(|| refused("the browser comes back without a code"))?;
    let issuer = query.iss;
    let identity = asking.ask(move |provider| provider.finish(&pending, &code, issuer.as_deref())).await?;
    let strength = if identity.second_factor { Strength::Full } else { Strength::Password };
    let known = recognised(state, identity).await?;
    opened(state, &known.user, known.totp.is_some(), strength).await
}

/// The owner of an account for whom the provider vouches.
async fn recognised(state: &State, identity: Identity) -> Result<Credentials, Problem> {
    let Identity { issuer, subject, verified_mail, second_factor: _ } = identity;
    let identity = OpenIdIdentity { issuer, subject, verified_mail };
    match state.blocking(move |store| Ok(store.recognise(&identity, Utc::now())?)).await? {
        Recognised::As(known) => Ok(known),
        Recognised::Disabled => Err(refused("the account is disabled")),
        Recognised::MailNotVerified => Err(refused("no account is bound, and no verified address is named")),
        Recognised::NoAccount => Err(refused("no account is bound, and none has the address")),
        Recognised::BoundToAnother => Err(refused("the account of the address is bound to somebody else")),
    }
}

/// No page of others signs anybody in who did not ask for it: who begins is on a page of the service, or typed the address.
fn is_meant(request: &HttpRequest) -> Result<(), Problem> {
    let site = request.headers().get("Sec-Fetch-Site").map(HeaderValue::as_bytes);
    match site {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => {
            let detail = "Sign in from a page of this service, or open its address by itself.";
            Err(Problem::new("wrong-origin", detail))
        }
    }
}

fn asking(state: &State) -> Result<&Asking, Problem> {
    let detail = "Nobody signs in here with OpenID Connect: whoever operates the service names a provider with \
                  `--openid-issuer`. Sign in with `POST /api/v1/session`.";
    state.accounts.asking.as_ref().ok_or_else(|| Problem::new("openid-not-set-up", detail))
}
