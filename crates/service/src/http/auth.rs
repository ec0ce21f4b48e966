//! Who calls: a token or a session to a user, and a user to the one scope under which the database answers.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use schema::CountryCode;
use storage::{Role, Scope, Session, Strength, TokenHolder, TokenScopes, User};

use super::access;
use super::cookie;
use super::problem::Problem;
use super::state::State;
use crate::accounts::SESSIONS;
use crate::token;

/// A user who may do what their role says.
pub(crate) struct Caller {
    /// Who.
    pub(crate) user: User,
    /// The session they came by, hashed; `None` with a token.
    pub(crate) session: Option<String>,
}

/// How far somebody showed who they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// As far as their role asks.
    Full,
    /// The code of their second factor is missing.
    CodeNeeded,
    /// Their role asks for a second factor, and they have none yet.
    FactorNeeded,
}

impl Standing {
    /// Of a session.
    pub(crate) fn of(role: Role, has_totp: bool, strength: Strength) -> Self {
        match (strength, has_totp) {
            (Strength::Password, true) => Self::CodeNeeded,
            (Strength::Password, false) if needs_second_factor(role) => Self::FactorNeeded,
            (Strength::Password, false) | (Strength::Full, _) => Self::Full,
        }
    }
}

/// Whether a role may do nothing without a second factor: all of the secretariat.
pub(crate) fn needs_second_factor(role: Role) -> bool {
    !role.is_of_a_state()
}

/// The owner of a session, who may not have shown yet all that their role asks for.
pub(crate) struct SignedIn {
    /// Who.
    pub(crate) user: User,
    /// The session, hashed.
    pub(crate) session: String,
    /// How far they showed who they are.
    pub(crate) standing: Standing,
    /// When the session ends in any case.
    pub(crate) ends: chrono::DateTime<chrono::Utc>,
}

impl Caller {
    /// Under which the database answers.
    pub(crate) fn scope(&self) -> Scope {
        let id = self.user.id.clone();
        match &self.user.country {
            Some(country) if self.user.role == Role::Contributor => {
                {
                    let stated =
                        self.user.institution.as_deref().map(str::trim).filter(|text| !text.is_empty());
                    // Whoever states none stands for nobody but themselves.
                    let institution = stated.map_or_else(|| id.clone(), str::to_owned);
                    Scope::contributor(country.clone(), institution, id)
                }
            }
            Some(country) => Scope::state(country.clone(), id),
            None => Scope::secretariat(id),
        }
    }

    /// Whether the caller belongs to the State or to the secretariat; to everybody else nothing is there.
    pub(crate) fn of(&self, country: &CountryCode) -> Result<(), Problem> {
        match &self.user.country {
            Some(own) if own != country => Err(Problem::not_found()),
            _ => Ok(()),
        }
    }

    /// The session of the caller, for what a token may not do: whoever finds one must not make others of it.
    pub(crate) fn by_session(&self) -> Result<&str, Problem> {
        let detail = "This is done with a session, not with a token. Sign in with `POST /api/v1/session`.";
        self.session.as_deref().ok_or_else(|| Problem::new("not-allowed", detail))
    }
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// How a request says who sends it.
enum Shown {
    Token(String),
    Session(String),
    Nothing,
}

fn shown(request: &HttpRequest, state: &State) -> Shown {
    if request.headers().contains_key(AUTHORIZATION) {
        return bearer(request).map_or(Shown::Nothing, Shown::Token);
    }
    state.accounts.cookies.session(request).map_or(Shown::Nothing, Shown::Session)
}

/// The hash of what a request shows, whether it lets anybody in or not.
pub(super) fn credential(request: &HttpRequest, state: &State) -> Option<String> {
    match shown(request, state) {
        Shown::Token(token) => Some(token::hash(&token)),
        Shown::Session(session) => Some(session),
        Shown::Nothing => None,
    }
}

fn not_signed_in() -> Problem {
    let detail =
        "Send `Authorization: Bearer iafq_pat_…` with a valid token, or sign in with `POST /api/v1/session`.";
    Problem::new("not-signed-in", detail)
}

async fn by_token(state: &State, token: &str, method: &Method) -> Result<Caller, Problem> {
    let hash = token::hash(token);
    let found = state.blocking(move |store| Ok(store.find_token(&hash, chrono::Utc::now())?)).await?;
    let TokenHolder { user, scopes } = found.ok_or_else(not_signed_in)?;
    let (may, scope) = match (scopes, method.is_safe()) {
        (TokenScopes::ReadWrite, _) | (TokenScopes::Read, true) | (TokenScopes::Write, false) => (true, ""),
        (TokenScopes::Read, false) => (false, "write"),
        (TokenScopes::Write, true) => (false, "read"),
    };
    if may {
        return Ok(Caller { user, session: None });
    }
    Err(Problem::new(
        "not-allowed",
        format!("The token does not have the scope `{scope}`. Use one that has."),
    ))
}

/// The owner of the session that a request carries. What changes something must come from a page of the service.
async fn by_session(state: &State, session: String, request: &HttpRequest) -> Result<SignedIn, Problem> {
    if !request.method().is_safe() {
        cookie::must_be_from_here(request, &state.accounts.public_url, true)?;
    }
    let hash = session.clone();
    let find = move |store: &storage::Store| Ok(store.find_session(&hash, SESSIONS, chrono::Utc::now())?);
    let Session { user, strength, has_totp, ends } = state.blocking(find).await?.ok_or_else(not_signed_in)?;
    let standing = Standing::of(user.role, has_totp, strength);
    Ok(SignedIn { user, session, standing, ends })
}

/// The one way in: whoever comes through it is known to the record of reads.
pub(super) async fn caller(state: &State, request: &HttpRequest) -> Result<Caller, Problem> {
    let caller = match shown(request, state) {
        Shown::Token(token) => by_token(state, &token, request.method()).await,
        Shown::Session(session) => by_session(state, session, request).await.and_then(SignedIn::fully),
        Shown::Nothing => return Err(not_signed_in()),
    };
    let credential = credential(request, state).unwrap_or_default();
    match &caller {
        Ok(caller) => {
            state.spending.let_in(&credential, &caller.user.id);
            access::let_in(request, &caller.user.id);
        }
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => state.spending.kept_out(&credential),
        Err(_) => {}
    }
    caller
}

impl SignedIn {
    /// As one who may do what their role says.
    ///
    /// # Errors
    /// What is missing.
    fn fully(self) -> Result<Caller, Problem> {
        let detail = match self.standing {
            Standing::Full => return Ok(Caller { user: self.user, session: Some(self.session) }),
            Standing::CodeNeeded => "Send the code of your second factor: `POST /api/v1/session/code`.",
            Standing::FactorNeeded => {
                "Your role needs a second factor. Set it up first: `POST /api/v1/account/totp`."
            }
        };
        Err(Problem::new("second-factor-needed", detail))
    }
}

fn state_of(request: &HttpRequest) -> Result<Data<State>, Problem> {
    let state = request.app_data::<Data<State>>().cloned();
    state.ok_or_else(|| Problem::internal("a handler without state"))
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { caller(&*state_of(&request)?, &request).await })
    }
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state_of(&request)?;
            match shown(&request, &state) {
                Shown::Session(session) => by_session(&state, session, &request).await,
                Shown::Token(_) | Shown::Nothing => Err(not_signed_in()),
            }
        })
    }
}

/// A caller who may have shown nothing: the public. A token that is not valid is refused all the same; a session that
/// ended leaves its cookie behind, and is nothing.
pub(crate) struct MaybeCaller(pub(crate) Option<Caller>);

impl MaybeCaller {
    /// Under which the database answers.
    pub(crate) fn scope(&self) -> Scope {
        self.0.as_ref().map_or(Scope::Public, Caller::scope)
    }
}

impl FromRequest for MaybeCaller {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state_of(&request)?;
            let called = caller(&state, &request).await;
            let with_token = request.headers().contains_key(AUTHORIZATION);
            match called {
                Ok(caller) => Ok(Self(Some(caller))),
                Err(problem) if with_token || problem.status.is_server_error() => Err(problem),
                Err(_) => Ok(Self(None)),
            }
        })
    }
}

fn bearer(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(token::PREFIX)).then(|| token.to_owned())
}
