//! What makes two submissions the same: the answers of every year, and what was said about them under which rules.

use sha2::{Digest, Sha256};

use super::{NewRevision, NewSubmission};
use crate::codec;
use crate::contributions::Purpose;
use crate::names::RevisionKind;

/// SHA-256 over answers, rule set and findings. Where in a file something stood is not part of it, so that a workbook
/// and a document with the same answers and findings are the same.
pub(super) fn of(new: &NewSubmission<'_>) -> String {
    let mut hasher = Sha256::new();
    add(&mut hasher, &new.content_sha256);
    if new.revisions.iter().any(|revised| revised.kind != RevisionKind::Import) {
        // Nobody judges a published file: it is the same under any rules.
        add(&mut hasher, &new.rule_set);
    }
    if let Purpose::Contribution { institution, .. } = &new.purpose {
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
