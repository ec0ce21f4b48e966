//! Pages of long lists: how many, and where the next begins.

use actix_web::http::header::{HeaderName, LINK};

use crate::http::problem::Problem;

/// How many items a page has at most.
pub(super) const MOST: u16 = 500;

/// How many are asked for.
///
/// # Errors
/// Where it is none or too many.
pub(super) fn limit(asked: Option<u16>) -> Result<Option<u16>, Problem> {
    match asked {
        Some(limit) if !(1..=MOST).contains(&limit) => {
            Err(wrong(&format!("`limit` must be from 1 to {MOST}.")))
        }
        asked => Ok(asked),
    }
}

/// A cursor that no page of ours ended with.
pub(super) fn wrong_cursor() -> Problem {
    wrong("`cursor` must be taken from the `Link` header of the page before.")
}

/// The header that names the next page. Whoever makes the address has checked every part of it.
pub(super) fn next(address: &str) -> (HeaderName, String) {
    (LINK, format!("<{address}>; rel=\"next\""))
}

pub(super) fn wrong(what: &str) -> Problem {
    Problem::new("invalid-request", format!("{what} Correct the request."))
}
