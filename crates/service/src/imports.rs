//! A published file becomes one submission a State, with one revision a year, in state published: all of it at once, with
//! what became of every row.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Utc};
use intake::published::Published;
use schema::{CountryCode, Findings, Header, Lang, Profile, Questionnaire, Response, document};
use serde_json::json;
use storage::{
    NewImport, NewRevision, NewSubmission, NewUpload, RevisionKind, Scope, StorageError, Store, UploadId,
};

use crate::{rules, token};

/// Keeps a published file and stores what it says; a State whose figures are all there already is left alone.
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
    let upload = NewUpload {
        country: None,
        cycle,
        file_name: file_name.map(str::to_owned),
        media_type: None,
        bytes,
        sha256: token::sha256(bytes),
    };
    let upload = store.keep_original(&scope, &upload, now)?;
    let mut by_state: BTreeMap<&CountryCode, Vec<&Response>> = BTreeMap::new();
    for response in &published.responses {
        by_state.entry(&response.country).or_default().push(response);
    }
    let findings = Findings::default();
    let submissions = by_state
        .into_values()
        .filter_map(|responses| submission(questionnaire, &responses, &findings, &upload, cycle));
    let new =
        NewImport { submissions: submissions.collect(), report: report(published), upload: upload.clone() };
    store.import(&scope, &new, now)?;
    Ok(())
}

/// What the file says of one State.
fn submission<'a>(
    questionnaire: &Questionnaire,
    responses: &[&'a Response],
    findings: &'a Findings,
    upload: &UploadId,
    cycle: u16,
) -> Option<NewSubmission<'a>> {
    let last = responses.last()?;
    let header = Header {
        edition: questionnaire.edition.clone(),
        country: last.country.clone(),
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
        findings,
        bonds: Vec::new(),
        content_sha256: content.clone(),
    });
    Some(NewSubmission {
        upload: upload.clone(),
        header,
        content_sha256: token::sha256(contents.join(" ").as_bytes()),
        rule_set: rules::RULE_SET.to_owned(),
        text_version: questionnaire.text_version.clone(),
        rests_on: None,
        revisions: revisions.collect(),
    })
}

/// What became of every row, as JSON.
fn report(published: &Published) -> String {
    let reported = published.reported.iter();
    let reported =
        reported.map(|row| json!({ "origin": row.origin.to_string(), "class": row.class, "row": row.row }));
    json!({
        "stamp": published.stamp,
        "rows": published.rows,
        "observations": published.observations,
        "neutral": published.neutral,
        "reported": reported.collect::<Vec<_>>(),
    })
    .to_string()
}

/// The year of the stamp `DD/MM/YYYY`.
fn stamp_year(published: &Published) -> Option<u16> {
    published.stamp.as_deref()?.rsplit('/').next()?.parse().ok()
}
