//! A published file becomes one submission a State, with one revision a year, in state published.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Utc};
use intake::published::Published;
use schema::{CountryCode, Findings, Header, Lang, Profile, Questionnaire, Response, document};
use storage::{Explained, NewRevision, NewSubmission, NewUpload, RevisionKind, Scope, StorageError, Store};

use crate::{rules, token};

/// Stores a published file; a State whose figures are all there already is left alone.
pub(crate) fn store(
    store: &Store,
    questionnaire: &Questionnaire,
    published: &Published,
    bytes: &[u8],
    file_name: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let scope = Scope::secretariat("import");
    let cycle = stamp_year(published).unwrap_or_else(|| u16::try_from(now.year()).unwrap_or_default());
    let sha256 = token::sha256(bytes);
    let mut by_state: BTreeMap<&CountryCode, Vec<&Response>> = BTreeMap::new();
    for response in &published.responses {
        by_state.entry(&response.country).or_default().push(response);
    }
    let findings = Findings::default();
    for (country, responses) in by_state {
        let upload = store.keep_original(
            &scope,
            &NewUpload {
                country: country.clone(),
                cycle,
                file_name: file_name.map(str::to_owned),
                media_type: None,
                bytes,
                sha256: sha256.clone(),
            },
            now,
        )?;
        let Some(last) = responses.last() else { continue };
        let header = Header {
            edition: questionnaire.edition.clone(),
            country: country.clone(),
            cycle,
            year: last.year,
            language: Lang::En,
            profile: Profile::Full,
            template: None,
        };
        let contents: Vec<_> =
            responses.iter().map(|response| document::response_sha256(questionnaire, response)).collect();
        let revisions = responses.iter().zip(&contents).map(|(response, content)| NewRevision {
            year: response.year,
            kind: RevisionKind::Import,
            fingerprint: questionnaire.fingerprint.clone(),
            response,
            reasons: BTreeMap::new(),
            findings: &findings,
            bonds: Vec::new(),
            content_sha256: content.clone(),
        });
        let new = NewSubmission {
            upload,
            header,
            content_sha256: token::sha256(contents.join(" ").as_bytes()),
            rule_set: rules::RULE_SET.to_owned(),
            text_version: questionnaire.text_version.clone(),
            rests_on: None,
            revisions: revisions.collect(),
        };
        store.submit(&scope, &new, &|_, _| Explained::default(), now)?;
    }
    Ok(())
}

/// The year of the stamp `DD/MM/YYYY`.
fn stamp_year(published: &Published) -> Option<u16> {
    published.stamp.as_deref()?.rsplit('/').next()?.parse().ok()
}
