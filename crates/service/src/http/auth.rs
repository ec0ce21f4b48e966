//! Who calls: a bearer token to a user, and a user to the one scope under which the database answers.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use schema::CountryCode;
use storage::{Role, Scope, User};

use super::access;
use super::problem::Problem;
use super::state::State;
use crate::token;

/// A signed-in user.
pub(crate) struct Caller {
    /// Who.
    pub(crate) user: User,
}

impl Caller {
    /// Under which the database answers.
    pub(crate) fn scope(&self) -> Scope {
        match &self.user.country {
            Some(country) => Scope::state(country.clone(), self.user.id.clone()),
            None => Scope::secretariat(self.user.id.clone()),
        }
    }

    /// Whether the caller belongs to the State or to the secretariat; to everybody else nothing is there.
    pub(crate) fn of(&self, country: &CountryCode) -> Result<(), Problem> {
        match &self.user.country {
            Some(own) if own != country => Err(Problem::not_found()),
            _ => Ok(()),
        }
    }

    /// Whether the caller may submit for a State: its focal point only.
    pub(crate) fn may_submit(&self) -> Result<(), Problem> {
        if self.user.role == Role::FocalPoint {
            return Ok(());
        }
        Err(Problem::new("not-allowed", "Only the focal point of the State submits its return."))
    }

    /// Whether the caller may explain what was found: people of the State only.
    pub(crate) fn may_explain(&self) -> Result<(), Problem> {
        match self.user.role {
            Role::Contributor | Role::FocalPoint => Ok(()),
            _ => Err(Problem::new("not-allowed", "Only people of the State explain its figures.")),
        }
    }

    /// Whether the caller may accept or question explanations: reviewers only.
    pub(crate) fn may_decide(&self) -> Result<(), Problem> {
        if self.user.role == Role::Reviewer {
            return Ok(());
        }
        Err(Problem::new(
            "not-allowed",
            "Only a reviewer of the secretariat accepts or questions explanations.",
        ))
    }

    /// Whether the caller may upload: people of the State, and the secretariat on its behalf.
    pub(crate) fn may_upload(&self) -> Result<(), Problem> {
        match self.user.role {
            Role::Contributor | Role::FocalPoint | Role::Reviewer | Role::Administrator => Ok(()),
            Role::Publisher => Err(Problem::new("not-allowed", "Publishers do not upload returns.")),
        }
    }
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let bearer = bearer(request);
        let state = request.app_data::<Data<State>>().cloned();
        let request = request.clone();
        Box::pin(async move {
            let refused = || {
                Problem::new("not-signed-in", "Send `Authorization: Bearer iafq_pat_…` with a valid token.")
            };
            let (Some(token), Some(state)) = (bearer, state) else { return Err(refused()) };
            let hash = token::hash(&token);
            let found = state.blocking(move |store| Ok(store.find_token(&hash, chrono::Utc::now())?)).await?;
            let user = found.ok_or_else(refused)?;
            access::let_in(&request, &user.id);
            Ok(Self { user })
        })
    }
}

/// A caller who may have no token: the public. A token that is not valid is refused all the same.
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

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.headers().contains_key(AUTHORIZATION) {
            let caller = Caller::from_request(request, payload);
            return Box::pin(async move { Ok(Self(Some(caller.await?))) });
        }
        Box::pin(async { Ok(Self(None)) })
    }
}

fn bearer(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(token::PREFIX)).then(|| token.to_owned())
}
