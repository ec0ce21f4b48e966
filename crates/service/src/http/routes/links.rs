//! Links of invitations and resets: asked for, and used. Their token comes in the body, never in an address.

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;
use serde::Deserialize;
use storage::{LinkKind, StorageError};
use utoipa::ToSchema;

use super::account::chosen;
use crate::http::cookie;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::{accounts, mail, token};

/// Whose password is to be another one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetRequest {
    /// The address of the account.
    mail: String,
}

/// A link that is used.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRequest {
    /// What stands behind `#` in the link.
    token: String,
    /// The password from now on: at least 15 characters, at most 256 bytes, none that is tried first.
    password: String,
}

/// Ask for a link to choose another password. The answer is the same whether or not anybody has the address.
#[utoipa::path(
    post, path = "/api/v1/links/reset",
    request_body = ResetRequest,
    responses(
        (status = 202, description = "If somebody has the address, a mail is on its way"),
        (status = 400, description = "The request cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The request comes from a page of somebody else", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The service sends no mail", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "links"
)]
pub(super) async fn ask(
    request: HttpRequest,
    body: Json<ResetRequest>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    cookie::must_be_from_here(&request, &state.accounts.public_url, false)?;
    state.accounts.addresses.count(&request)?;
    if !state.accounts.sends_mail() {
        return Err(no_mail());
    }
    let mail = body.into_inner().mail;
    // Whether there is anything to send is found out after the answer.
    actix_web::rt::spawn(async move {
        if let Err(problem) = send_reset(&state, &mail).await {
            tracing::warn!(code = problem.code, "a reset was not sent");
        }
    });
    Ok(HttpResponse::Accepted().finish())
}

/// Sends a link to whoever has an address.
async fn send_reset(state: &State, address: &str) -> Result<(), Problem> {
    let Some(address) = mail::address(address) else { return Ok(()) };
    let known = state.blocking(move |store| Ok(store.credentials_of_mail(&address)?)).await?;
    match known {
        Some(known) => send_to(state, &known.user.id, LinkKind::Reset, &known.user.id).await,
        None => Ok(()),
    }
}

/// Makes a link for an account and mails it.
pub(super) async fn send_to(state: &State, user: &str, kind: LinkKind, actor: &str) -> Result<(), Problem> {
    let now = Utc::now();
    let (secret, link) = accounts::new_link(kind, now);
    let (user, actor) = (user.to_owned(), actor.to_owned());
    let added = state.blocking(move |store| match store.add_link(&user, &link, &actor, now) {
        Ok(()) => Ok(Some(store.account(&user)?)),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    });
    let Some(account) = added.await? else { return Ok(()) };
    if let Some(mail) = account.mail {
        state.accounts.mail(mail, account.language, kind, &secret).await;
    }
    Ok(())
}

/// Use a link: choose the password. All sessions and tokens of the account end.
#[utoipa::path(
    post, path = "/api/v1/links/{kind}/use",
    params(("kind" = String, Path, description = "`invitation` or `reset`")),
    request_body = LinkRequest,
    responses(
        (status = 204, description = "The password is set; sign in with it"),
        (status = 400, description = "The request cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The request comes from a page of somebody else", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such kind of link", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The link is not good, or no longer, or the password is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many sign in at this moment", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "links"
)]
pub(super) async fn take(
    request: HttpRequest,
    path: Path<String>,
    body: Json<LinkRequest>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    cookie::must_be_from_here(&request, &state.accounts.public_url, false)?;
    state.accounts.addresses.count(&request)?;
    let kind = LinkKind::from_code(&path).ok_or_else(Problem::not_found)?;
    let hash = token::hash(body.token.trim());
    let asked = hash.clone();
    let target = state.blocking(move |store| store.link(&asked, kind, Utc::now()).map_err(wrong)).await?;
    let phc = chosen(&state, &body.password, &target.user).await?;
    state.blocking(move |store| store.use_link(&hash, kind, &phc, Utc::now()).map_err(wrong)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn wrong(error: StorageError) -> Problem {
    match error {
        StorageError::NotFound => {
            let detail = "The link was used, is too old, or was replaced by a later one. Ask for another one with `POST \
                          /api/v1/links/reset`.";
            Problem::new("wrong-link", detail)
        }
        other => other.into(),
    }
}

/// Links go by mail, or not at all.
pub(super) fn no_mail() -> Problem {
    let detail = "The service sends no mail: whoever operates it says where mails go with `--mail`, or makes a link \
                  with `iafq user invite`.";
    Problem::new("mail-not-set-up", detail)
}
