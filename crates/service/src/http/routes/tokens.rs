//! One's own tokens, for programs.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use chrono::{Duration, Utc};
use serde::{Deserialize, Serialize};
use storage::{NewToken, Token, TokenScopes};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::auth::Caller;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::is_text;
use crate::http::whole;
use crate::token;

/// What a token is good for.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ScopeName {
    /// GET and HEAD.
    Read,
    /// All other methods.
    Write,
}

/// A token to be.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenRequest {
    /// What you call it.
    #[validate(length(min = 1, max = 100), custom(function = "is_text"))]
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00]*$")]
    label: String,
    /// What it is good for, at least one.
    #[validate(length(min = 1, max = 2))]
    #[schema(min_items = 1, max_items = 2)]
    scopes: Vec<ScopeName>,
    /// For how many days, at most a year.
    #[serde(deserialize_with = "whole::number")]
    #[validate(range(min = 1, max = 365))]
    #[schema(minimum = 1, maximum = 365)]
    days: u16,
}

/// A token.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// By this it is revoked.
    id: String,
    /// What you call it.
    label: String,
    /// What it is good for.
    scopes: Vec<ScopeName>,
    /// When it was made.
    created_at: String,
    /// Until when it is good.
    expires_at: String,
    /// The token itself: told once, in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// All tokens that were not revoked.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokensView {
    /// The oldest first.
    items: Vec<TokenView>,
}

impl TokenView {
    fn new(stored: Token, token: Option<String>) -> Self {
        let scopes = match stored.scopes {
            TokenScopes::Read => vec![ScopeName::Read],
            TokenScopes::Write => vec![ScopeName::Write],
            TokenScopes::ReadWrite => vec![ScopeName::Read, ScopeName::Write],
        };
        let Token { id, label, created_at, expires_at, .. } = stored;
        Self { id, label, scopes, created_at, expires_at, token }
    }
}

/// Your tokens.
#[utoipa::path(
    get, path = "/api/v1/account/tokens",
    responses(
        (status = 200, description = "Your tokens", body = TokensView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "With a token, or without the second factor", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "account"
)]
pub(super) async fn list(caller: Caller, state: Data<State>) -> Result<Json<TokensView>, Problem> {
    caller.by_session()?;
    let tokens = state.blocking(move |store| Ok(store.tokens(&caller.user.id)?)).await?;
    Ok(Json(TokensView { items: tokens.into_iter().map(|token| TokenView::new(token, None)).collect() }))
}

/// Make a token. It is told once, and ends with your account, your role, your State and your password.
#[utoipa::path(
    post, path = "/api/v1/account/tokens",
    request_body = TokenRequest,
    responses(
        (status = 201, description = "The token", body = TokenView),
        (status = 400, description = "The request cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "With a token, or without the second factor", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "account"
)]
pub(super) async fn create(
    body: Json<TokenRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.by_session()?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let reads = body.scopes.contains(&ScopeName::Read);
    let writes = body.scopes.contains(&ScopeName::Write);
    let scopes = match (reads, writes) {
        (true, true) => TokenScopes::ReadWrite,
        (true, false) => TokenScopes::Read,
        (false, _) => TokenScopes::Write,
    };
    let (secret, now, label) = (token::generate(), Utc::now(), body.label.clone());
    let expires = now + Duration::days(i64::from(body.days));
    let new = NewToken { sha256: token::hash(&secret), label, scopes, expires };
    let id = caller.user.id;
    let stored = state.blocking(move |store| Ok(store.issue_token(&id, &new, &id, now)?)).await?;
    Ok(HttpResponse::Created().json(TokenView::new(stored, Some(secret))))
}

/// Revoke a token.
#[utoipa::path(
    delete, path = "/api/v1/account/tokens/{id}",
    params(("id" = String, Path, description = "The token")),
    responses(
        (status = 204, description = "It is good no more"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "With a token, or without the second factor", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "You have no such token", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])), tag = "account"
)]
pub(super) async fn revoke(
    path: Path<String>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.by_session()?;
    let id = path.into_inner();
    state.blocking(move |store| Ok(store.revoke_token(&caller.user.id, &id, Utc::now())?)).await?;
    Ok(HttpResponse::NoContent().finish())
}
