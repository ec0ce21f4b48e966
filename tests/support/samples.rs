//! Returns to play with.

use std::sync::OnceLock;

use schema::load::embedded;
use schema::{Catalogue, Lang, Profile, Questionnaire, Submission};
use serde_json::Value;
use service::samples::{Sample, clean};

/// The embedded editions.
///
/// # Panics
/// Where the embedded definitions are wrong.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::parse(&embedded()).unwrap())
}

/// The edition 2018.
///
/// # Panics
/// Where it is missing.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn edition() -> &'static Questionnaire {
    catalogue().get("2018").unwrap()
}

/// A clean full return of a State for a year, in English.
#[must_use]
pub fn full(country: &str, year: u16) -> Submission {
    sample(country, year, Lang::En, Profile::Full)
}

/// A clean return.
#[must_use]
pub fn sample(country: &str, year: u16, lang: Lang, profile: Profile) -> Submission {
    let arms = 1_000 + u64::from(year % 10) * 37;
    clean(edition(), &Sample { country: country.into(), year, arms, lang, profile })
}

/// A submission as a JSON document.
#[must_use]
pub fn document(submission: &Submission) -> Value {
    schema::document::document(edition(), submission)
}
