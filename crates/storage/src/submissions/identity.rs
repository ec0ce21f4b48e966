//! What makes two submissions the same: the answers of every year, and what was said about them under which rules.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{NewRevision, NewSubmission};
use crate::codec;
use crate::connection::Backend;
use crate::contributions::{self, Purpose};
use crate::error::StorageError;
use crate::names::RevisionKind;
use crate::returns::ReturnRow;
use crate::revisions::RevisionId;
use crate::schema::{revision, state_return, submission};

/// SHA-256 over answers, rule set and findings. Where in a file something stood is not part of it, so that a workbook
/// and a document with the same answers and findings are the same.
pub(super) fn of(new: &NewSubmission<'_>) -> String {
    let mut hasher = Sha256::new();
    add(&mut hasher, &new.content_sha256);
    if new.revisions.iter().any(|revised| revised.kind != RevisionKind::Import) {
        // Nobody judges a published file: it is the same under any rules.
        add(&mut hasher, &new.rule_set);
    }
    if let Some(institution) = contributions::institution(&new.purpose) {
        add(&mut hasher, institution);
    }
    for revised in &new.revisions {
        add(&mut hasher, &revised.year.to_string());
        add(&mut hasher, revised.kind.code());
        add(&mut hasher, &revised.content_sha256);
        for line in judgements(revised) {
            add(&mut hasher, &line);
        }
    }
    schema::hex(&hasher.finalize())
}

/// The identity under which a submission is looked for and stored. What an institution sent and replaced, sent again, is a
/// contribution of its own: it replaces what came in between. What was merged is the same only as what the State works on.
pub(super) fn told_apart(
    connection: &mut Backend,
    new: &NewSubmission<'_>,
    base: String,
) -> Result<String, StorageError> {
    match &new.purpose {
        Purpose::Draft => Ok(base),
        Purpose::Contribution { .. } => {
            let sent = contributions::last_two(connection, new)?;
            let Some((last, identity)) = sent.first() else { return Ok(base) };
            let before = sent.get(1).map(|(before, _)| after(&base, before));
            if *identity == base || before.as_ref() == Some(identity) {
                return Ok(identity.clone());
            }
            Ok(if revision_of(connection, new, &base)?.is_some() { after(&base, last) } else { base })
        }
        Purpose::Merge { version, contributions } => {
            let Some(found) = revision_of(connection, new, &base)? else { return Ok(base) };
            let current = ReturnRow::of_revision(connection, &found)?.current_revision;
            let what = format!("{version} {}", contributions.join(" "));
            Ok(if current.as_ref() == Some(&found) { base } else { after(&base, &what) })
        }
    }
}

/// The revision of the file's year that is stored under an identity.
fn revision_of(
    connection: &mut Backend,
    new: &NewSubmission<'_>,
    identity: &str,
) -> Result<Option<RevisionId>, StorageError> {
    let query = revision::table
        .inner_join(state_return::table)
        .inner_join(submission::table)
        .filter(submission::country.eq(new.header.country.as_str()))
        .filter(submission::cycle.eq(i32::from(new.header.cycle)))
        .filter(submission::identity_sha256.eq(identity))
        .filter(state_return::year.eq(i32::from(new.header.year)));
    Ok(query.select(revision::id).first(connection).optional()?)
}

/// The identity of the same after something else.
fn after(identity: &str, what: &str) -> String {
    let mut hasher = Sha256::new();
    add(&mut hasher, identity);
    add(&mut hasher, what);
    schema::hex(&hasher.finalize())
}

/// Lengths stand before the parts, so that no two lists give the same bytes.
fn add(hasher: &mut Sha256, part: &str) {
    hasher.update(part.len().to_le_bytes());
    hasher.update(part.as_bytes());
}

/// A line for each finding and each rule that could not be evaluated, in an order of its own: that of the findings
/// follows the places in the file.
fn judgements(revised: &NewRevision<'_>) -> Vec<String> {
    let mut versions = revised.bonds.iter().map(|bond| bond.rule_version.as_str());
    let findings = revised.findings.list.iter().map(|finding| {
        let places = finding.locations.iter().map(|location| codec::place_json(&location.place));
        serde_json::json!([
            finding.code.as_str(),
            versions.next().unwrap_or_default(),
            finding.outcome,
            finding.severity.code(),
            finding.gate.code(),
            places.collect::<Vec<_>>(),
            codec::args_json(&finding.args),
        ])
        .to_string()
    });
    let mut lines: Vec<_> = findings.collect();
    lines.extend(revised.findings.not_evaluable.iter().map(|rule| {
        let cells = rule.unknown.iter().map(codec::cell_json);
        serde_json::json!([rule.code.as_str(), codec::place_json(&rule.place), cells.collect::<Vec<_>>()])
            .to_string()
    }));
    lines.sort_unstable();
    lines
}
