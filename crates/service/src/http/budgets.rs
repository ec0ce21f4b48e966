//! Budgets: how many requests a minute somebody may send, each kind counted by itself; before any work, and in memory.
//! Who is signed in has budgets of their own; everybody else shares those of their address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use actix_web::ResponseError as _;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::auth;
use super::buckets::{Buckets, Taken};
use super::problem::Problem;
use super::state::State;

/// How many tokens and sessions are remembered; then all are forgotten, and learnt again.
const REMEMBERED: usize = 50_000;

/// How many requests a minute, for each kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Budgets {
    reading: u32,
    writing: u32,
    uploads: u32,
    public: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self { reading: 600, writing: 120, uploads: 30, public: 300 }
    }
}

impl Budgets {
    /// Reads what differs from the usual, e.g. `reading=600,uploads=10`.
    ///
    /// # Errors
    /// What is expected.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut budgets = Self::default();
        for part in text.split(',') {
            let expected = || {
                format!("`{part}`: expected reading, writing, uploads or public, then = and a number from 1")
            };
            let (name, number) = part.split_once('=').ok_or_else(expected)?;
            let number = number.parse().ok().filter(|number| *number > 0).ok_or_else(expected)?;
            *match name {
                "reading" => &mut budgets.reading,
                "writing" => &mut budgets.writing,
                "uploads" => &mut budgets.uploads,
                "public" => &mut budgets.public,
                _ => return Err(expected()),
            } = number;
        }
        Ok(budgets)
    }

    fn of(self, kind: Kind) -> u32 {
        match kind {
            Kind::Reading => self.reading,
            Kind::Writing => self.writing,
            Kind::Uploads => self.uploads,
            Kind::Public => self.public,
        }
    }
}

/// What a request is counted as.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Kind {
    Reading,
    Writing,
    Uploads,
    Public,
}

impl Kind {
    fn of(request: &ServiceRequest, payer: &Payer) -> Self {
        // As the routes read it: decoded.
        let path = request.match_info().as_str();
        // A file that arrives in parts is one upload: when it is finished.
        let finishes = path.starts_with("/api/v1/transfers/") && path.ends_with("/finish");
        let uploads = path.starts_with("/api/v1/submissions/") || path.ends_with("/evidence") || finishes;
        match (request.method().is_safe(), payer) {
            (false, _) if uploads => Self::Uploads,
            (false, _) => Self::Writing,
            (true, Payer::User(_)) => Self::Reading,
            (true, Payer::Address(_)) => Self::Public,
        }
    }
}

/// Whose budget it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Payer {
    User(String),
    Address(Option<IpAddr>),
}

/// What was spent.
#[derive(Default)]
pub(crate) struct Spending {
    budgets: Budgets,
    buckets: Buckets<(Payer, Kind)>,
    /// Who was let in by which token or session, both known by their hash.
    known: Mutex<HashMap<String, String>>,
}

impl Spending {
    pub(super) fn new(budgets: Budgets) -> Self {
        Self { budgets, ..Self::default() }
    }

    /// Remembers who was let in: from now on their requests are counted as theirs.
    pub(super) fn let_in(&self, credential: &str, user: &str) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(credential.to_owned(), user.to_owned());
    }

    /// Forgets what lets nobody in any more.
    pub(super) fn kept_out(&self, credential: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(credential);
    }

    fn payer(&self, request: &ServiceRequest, state: &State) -> Payer {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let user = auth::credential(request.request(), state).and_then(|hash| known.get(&hash).cloned());
        let address = || Payer::Address(state.accounts.addresses.caller(request.request()));
        user.map_or_else(address, Payer::User)
    }
}

/// Counts a request, and says in its answer what is left.
pub(super) async fn counted<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let state = request.app_data::<Data<State>>().cloned();
    // Whoever watches the service is not counted.
    let Some(state) = state.filter(|_| !["/health", "/ready"].contains(&request.path())) else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let payer = state.spending.payer(&request, &state);
    let kind = Kind::of(&request, &payer);
    let budget = state.spending.budgets.of(kind);
    let taken = state.spending.buckets.take((payer, kind), budget, Instant::now());
    let mut answered = match taken.wait {
        None => next.call(request).await?.map_into_left_body(),
        Some(seconds) => request.into_response(too_many(seconds).error_response()).map_into_right_body(),
    };
    tell(answered.headers_mut(), budget, taken);
    Ok(answered)
}

fn tell(headers: &mut HeaderMap, budget: u32, taken: Taken) {
    for (name, number) in
        [("ratelimit-limit", budget), ("ratelimit-remaining", taken.left), ("ratelimit-reset", taken.full_in)]
    {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
    }
}

fn too_many(seconds: u32) -> Problem {
    let detail = format!(
        "There were more requests than your budget of a minute has. Nothing was done: send it again in {seconds} seconds. \
         `RateLimit-Remaining` says what is left."
    );
    Problem { retry_after: Some(seconds.into()), ..Problem::new("too-many-requests", detail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_read_and_anything_else_is_refused_with_what_is_expected() {
        let budgets = Budgets::parse("reading=5,public=7").unwrap();
        assert_eq!(budgets, Budgets { reading: 5, public: 7, ..Budgets::default() });
        for wrong in ["", "reading", "reading=0", "reading=-1", "reading=many", "hearing=1", "reading=1,"] {
            assert!(Budgets::parse(wrong).unwrap_err().contains("expected"), "{wrong}");
        }
    }

    #[test]
    fn what_lets_nobody_in_any_more_is_forgotten() {
        let spending = Spending::default();
        spending.let_in("a", "user");
        assert_eq!(spending.known.lock().unwrap().get("a").map(String::as_str), Some("user"));
        spending.kept_out("a");
        assert!(spending.known.lock().unwrap().is_empty());
    }
}
