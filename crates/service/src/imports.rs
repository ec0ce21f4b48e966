//! A published file becomes one submission a State, with one revision a year, in state published: all of it at once, with
//! what became of every row.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Utc};
use intake::published::Published;
use intake::{IntakeError, Limits};
use schema::{Catalogue, CountryCode, Findings, Header, Lang, Profile, Questionnaire, Response, document};
use serde_json::json;
use storage::{
    NewImport, NewRevision, NewSubmission, NewUpload, Purpose, RevisionKind, Scope, StorageError, Store,
    UploadId,
};

use crate::{rules, token};

/// Reads a published file, each row under the edition that collects its year.
pub(crate) fn read(bytes: &[u8], catalogue: &Catalogue, limits: &Limits) -> Result<Published, IntakeError> {
    let mut whole: Option<Published> = None;
    for (nth, edition) in catalogue.editions.values().enumerate() {
        // A row without a year belongs to none: the first edition reports it.
        let belongs = |year: Option<u16>| {
            let collects = year.and_then(|year| catalogue.for_year(year));
            collects.map_or(nth == 0, |own| own.edition == edition.edition)
        };
        let part = intake::published::read_years(bytes, edition, limits, belongs)?;
        match &mut whole {
            Some(whole) => add(whole, part),
            None => whole = Some(part),
        }
    }
    let mut whole = whole.ok_or(IntakeError::UnknownEdition { edition: String::new() })?;
    whole.responses.sort_by(|a, b| (&a.country, a.year).cmp(&(&b.country, b.year)));
    Ok(whole)
}

fn add(whole: &mut Published, part: Published) {
    whole.rows += part.rows;
    whole.observations += part.observations;
    whole.responses.extend(part.responses);
    whole.mapped.extend(part.mapped);
    whole.reported.extend(part.reported);
    for (key, count) in part.neutral {
        *whole.neutral.entry(key).or_default() += count;
    }
}

/// Keeps a published file and stores what it says; a State whose figures are all there already is left alone.
pub(crate) fn store(
    store: &Store,
    catalogue: &Catalogue,
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
        .filter_map(|responses| submission(catalogue, &responses, &findings, &upload, cycle));
    let new =
        NewImport { submissions: submissions.collect(), report: report(published), upload: upload.clone() };
    store.import(&scope, &new, now)?;
    Ok(())
}

/// What the file says of one State.
fn submission<'a>(
    catalogue: &Catalogue,
    responses: &[&'a Response],
    findings: &'a Findings,
    upload: &UploadId,
    cycle: u16,
) -> Option<NewSubmission<'a>> {
    let last = responses.last()?;
    let newest = catalogue.get(last.edition.as_str())?;
    let header = Header {
        edition: newest.edition.clone(),
        country: last.country.clone(),
        cycle,
        year: last.year,
        language: Lang::En,
        profile: Profile::Full,
        template: None,
    };
    // Each year is a revision under the edition that collects it.
    let read = responses.iter().filter_map(|response| {
        let edition: &Questionnaire = catalogue.get(response.edition.as_str())?;
        Some((*response, edition, document::response_sha256(edition, response)))
    });
    let read: Vec<_> = read.collect();
    let contents: Vec<&str> = read.iter().map(|(.., content)| content.as_str()).collect();
    let revisions = read.iter().map(|(response, edition, content)| NewRevision {
        year: response.year,
        kind: RevisionKind::Import,
        fingerprint: edition.fingerprint.clone(),
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
        text_version: newest.text_version.clone(),
        rests_on: None,
        revisions: revisions.collect(),
        purpose: Purpose::Draft,
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
