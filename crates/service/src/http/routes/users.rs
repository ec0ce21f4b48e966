//! Accounts, for administrators.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use chrono::Utc;
use schema::{CountryCode, Lang};
use serde::{Deserialize, Serialize};
use storage::{Account, AccountChange, LinkKind, NewAccount, NewUser, Role};
use utoipa::ToSchema;
use validator::Validate;

use super::{id, links, paging};
use crate::accounts::{country_of, new_link};
use crate::http::auth::Caller;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::is_text;
use crate::mail;

/// What a user does.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleName {
    /// Sends the tables of an institution.
    Contributor,
    /// Merges and submits a State's return.
    FocalPoint,
    /// Reviews returns.
    Reviewer,
    /// Publishes releases.
    Publisher,
    /// Runs the service.
    Administrator,
}

impl RoleName {
    fn role(self) -> Role {
        match self {
            Self::Contributor => Role::Contributor,
            Self::FocalPoint => Role::FocalPoint,
            Self::Reviewer => Role::Reviewer,
            Self::Publisher => Role::Publisher,
            Self::Administrator => Role::Administrator,
        }
    }
}

/// Somebody who is to get an account.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteRequest {
    /// The name shown to colleagues.
    #[validate(length(min = 1, max = 200), custom(function = "is_text"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00]*$")]
    name: String,
    /// The address to which the invitation goes, and with which they sign in.
    mail: String,
    /// What they do.
    role: RoleName,
    /// Their State, ISO 3166-1 alpha-3; for contributors and focal points.
    country: Option<String>,
    /// Their institution.
    #[validate(length(max = 200), custom(function = "is_text"))]
    #[schema(max_length = 200, pattern = r"^[^\x00]*$")]
    institution: Option<String>,
    /// The language of their mails; English where nothing is said.
    language: Option<String>,
}

/// What becomes of an account. What is not named stays.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeRequest {
    /// What they do from now on. With a role of the secretariat they belong to no State.
    role: Option<RoleName>,
    /// Their State from now on.
    country: Option<String>,
    /// Their institution from now on; an empty text for none.
    #[validate(length(max = 200), custom(function = "is_text"))]
    #[schema(max_length = 200, pattern = r"^[^\x00]*$")]
    institution: Option<String>,
    /// Whether they may not do anything.
    disabled: Option<bool>,
}

/// What an administrator resets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetAccountRequest {
    /// Also take the second factor away: for somebody who lost it, and showed otherwise who they are.
    #[serde(default)]
    second_factor: bool,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    /// The id.
    id: String,
    /// The name shown to colleagues.
    name: String,
    /// The address; none for accounts of the command line, and of the erased.
    mail: Option<String>,
    /// What they do.
    role: &'static str,
    /// Their State.
    country: Option<String>,
    /// Their institution.
    institution: Option<String>,
    /// The language of their mails.
    language: &'static str,
    /// Whether they may not do anything.
    disabled: bool,
    /// Whether they chose a password.
    has_password: bool,
    /// Whether they have a second factor.
    has_second_factor: bool,
    /// When it was made.
    created_at: String,
    /// When it was erased.
    erased_at: Option<String>,
}

/// Accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountsView {
    /// In the order in which they were made.
    items: Vec<AccountView>,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        Self {
            id: account.user.id,
            name: account.user.name,
            mail: account.mail,
            role: account.user.role.code(),
            country: account.user.country.map(|country| country.to_string()),
            institution: account.user.institution,
            language: account.language.code(),
            disabled: account.disabled,
            has_password: account.has_password,
            has_second_factor: account.has_totp,
            created_at: account.created_at,
            erased_at: account.erased_at,
        }
    }
}

/// Which accounts are listed.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountsQuery {
    /// How many at most: from 1 to 500, as many as there may be where nothing is asked.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
    /// Where the page before ended, as its `Link` header says.
    cursor: Option<String>,
}

/// The accounts, in the order in which they were made. Where there are more, the header `Link` names the next page.
#[utoipa::path(
    get, path = "/api/v1/users",
    params(AccountsQuery),
    responses(
        (status = 200, description = "The accounts", body = AccountsView, headers(("Link" = Option<String>, description = "`<…>; rel=\"next\"` where there are more"))),
        (status = 400, description = "The query cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only administrators manage accounts", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "users"
)]
pub(super) async fn list(
    query: actix_web::web::Query<AccountsQuery>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.may(Act::Administer)?;
    let query = query.into_inner();
    let limit = paging::limit(query.limit)?.unwrap_or(paging::MOST);
    let cursor = query.cursor.map(|cursor| id(&cursor).map_err(|_| paging::wrong_cursor())).transpose()?;
    // One more than is shown tells whether there is a next page.
    let most = i64::from(limit) + 1;
    let mut accounts = state.blocking(move |store| Ok(store.accounts(cursor.as_deref(), most)?)).await?;
    let more = accounts.len() > usize::from(limit);
    accounts.truncate(limit.into());
    let mut response = HttpResponse::Ok();
    if let Some(last) = accounts.last().filter(|_| more) {
        let next = format!("/api/v1/users?limit={limit}&cursor={}", last.user.id);
        response.insert_header(paging::next(&next));
    }
    Ok(response.json(AccountsView { items: accounts.into_iter().map(AccountView::from).collect() }))
}

/// Invite somebody. A mail with a link goes to them, in their language.
#[utoipa::path(
    post, path = "/api/v1/users",
    request_body = InviteRequest,
    responses(
        (status = 201, description = "The account", body = AccountView),
        (status = 400, description = "The request cannot be understood, or role and State do not fit", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only administrators manage accounts", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Somebody has the address already", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The service sends no mail", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "users"
)]
pub(super) async fn invite(
    body: Json<InviteRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.may(Act::Administer)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    if !state.accounts.sends_mail() {
        return Err(links::no_mail());
    }
    let body = body.into_inner();
    let invalid = |what: String| Problem::new("invalid-request", format!("{what}. Correct the request."));
    let mail = mail::address(&body.mail).ok_or_else(|| invalid("`mail` must be an address".to_owned()))?;
    let language = match &body.language {
        None => Lang::En,
        Some(code) => Lang::from_code(code)
            .ok_or_else(|| invalid("`language` must be one of ar, en, es, fr, ru, zh".to_owned()))?,
    };
    let role = body.role.role();
    let country = country_of(role, body.country.as_deref(), &state.catalogue).map_err(invalid)?;
    let institution = body.institution.filter(|text| !text.trim().is_empty());
    let user = NewUser { name: body.name, role, country, institution };
    let new = NewAccount { user, mail: mail.clone(), language };
    let now = Utc::now();
    let (secret, link) = new_link(LinkKind::Invitation, now);
    let account = state.blocking(move |store| Ok(store.invite(&new, &link, &caller.user.id, now)?)).await?;
    actix_web::rt::spawn(state.accounts.mail(mail, language, LinkKind::Invitation, &secret));
    Ok(HttpResponse::Created().json(AccountView::from(account)))
}

/// Change what somebody may do. Their sessions and tokens end at once. Nobody changes their own account.
#[utoipa::path(
    patch, path = "/api/v1/users/{id}",
    params(("id" = String, Path, description = "The account")),
    request_body = ChangeRequest,
    responses(
        (status = 200, description = "The account", body = AccountView),
        (status = 400, description = "Role and State do not fit, or nobody would administer the service", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only administrators manage accounts, and not their own", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such account", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "users"
)]
pub(super) async fn change(
    path: Path<String>,
    body: Json<ChangeRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<AccountView>, Problem> {
    let user = another(&caller, &path)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let (body, shared) = (body.into_inner(), state.clone());
    let account = state.blocking(move |store| {
        let before = store.account(&user)?.user;
        let role = body.role.map_or(before.role, RoleName::role);
        let country = place_after(role, before.country.as_ref(), body.country.as_deref(), &shared)?;
        let institution = body.institution.map(|text| Some(text).filter(|text| !text.trim().is_empty()));
        let change =
            AccountChange { role: Some(role), country: Some(country), institution, disabled: body.disabled };
        Ok(store.change_account(&user, &change, &caller.user.id, Utc::now())?)
    });
    Ok(Json(account.await?.into()))
}

/// The State of somebody who does something else from now on.
fn place_after(
    role: Role,
    before: Option<&CountryCode>,
    named: Option<&str>,
    state: &State,
) -> Result<Option<CountryCode>, Problem> {
    match named {
        None if !role.is_of_a_state() => Ok(None),
        None if before.is_some() => Ok(before.cloned()),
        named => country_of(role, named, &state.catalogue)
            .map_err(|what| Problem::new("invalid-request", format!("{what}. Correct the request."))),
    }
}

/// Send somebody a link to choose another password, and take a lost second factor away.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/reset",
    params(("id" = String, Path, description = "The account")),
    request_body = ResetAccountRequest,
    responses(
        (status = 202, description = "A mail is on its way"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only administrators manage accounts, and not their own", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such account", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The service sends no mail", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "users"
)]
pub(super) async fn reset(
    path: Path<String>,
    body: Json<ResetAccountRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let user = another(&caller, &path)?;
    if !state.accounts.sends_mail() {
        return Err(links::no_mail());
    }
    let (asked, actor, clears) = (user.clone(), caller.user.id.clone(), body.second_factor);
    let cleared = state.blocking(move |store| {
        store.account(&asked)?;
        if clears {
            store.clear_totp(&asked, &actor, Utc::now())?;
        }
        Ok(())
    });
    cleared.await?;
    links::send_to(&state, &user, LinkKind::Reset, &caller.user.id).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Erase who somebody was. The id stays, under which the record knows what they did.
#[utoipa::path(
    delete, path = "/api/v1/users/{id}",
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "It is erased"),
        (status = 400, description = "Nobody would administer the service", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Only administrators manage accounts, and not their own", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such account", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("session" = [])), tag = "users"
)]
pub(super) async fn erase(
    path: Path<String>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let user = another(&caller, &path)?;
    state.blocking(move |store| Ok(store.erase_account(&user, &caller.user.id, Utc::now())?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The account of somebody else, for an administrator.
fn another(caller: &Caller, path: &str) -> Result<String, Problem> {
    caller.may(Act::Administer)?;
    let user = id(path)?;
    if user == caller.user.id {
        let detail = "Nobody changes their own account here; another administrator does.";
        return Err(Problem::new("not-allowed", detail));
    }
    Ok(user)
}
