//! What a service acknowledged, written down by those who were told, and asked for again later.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::TestService;
use crate::inspection::Inspection;

/// What was acknowledged.
#[derive(Debug)]
enum Entry {
    /// A file became a revision.
    Upload { country: String, body: Vec<u8>, answer: Value },
    /// An explanation stands beside its finding.
    Explanation { answer: Value, text: String },
    /// A return was submitted.
    Receipt { country: String, answer: Value },
}

/// The ledger of one database.
#[derive(Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    checked: usize,
    /// What kind of return each file was that was sent, acknowledged or not, by the SHA-256 of its bytes.
    sent: BTreeMap<String, &'static str>,
    /// How many observations, findings and rules that could not be evaluated a whole return of a kind has.
    whole: BTreeMap<&'static str, (i64, i64, i64)>,
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value, pointer: &str) -> i64 {
    value.pointer(pointer).and_then(Value::as_i64).unwrap_or(-1)
}

impl Ledger {
    /// A file is about to be sent.
    pub fn sends(&mut self, sha256: String, kind: &'static str) {
        self.sent.insert(sha256, kind);
    }

    /// A file became a revision.
    pub fn uploaded(&mut self, country: &str, body: Vec<u8>, answer: Value) {
        self.entries.push(Entry::Upload { country: country.to_owned(), body, answer });
    }

    /// An explanation stands beside its finding.
    pub fn explained(&mut self, text: String, answer: Value) {
        self.entries.push(Entry::Explanation { answer, text });
    }

    /// A return was submitted.
    pub fn submitted(&mut self, country: &str, answer: Value) {
        self.entries.push(Entry::Receipt { country: country.to_owned(), answer });
    }

    /// How much was acknowledged in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was acknowledged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What was acknowledged since the last time is there exactly once, byte for byte.
    pub fn check_new(
        &mut self,
        service: &TestService,
        inspection: &Inspection,
        tokens: &BTreeMap<String, String>,
    ) {
        let from = std::mem::replace(&mut self.checked, self.entries.len());
        for entry in self.entries.iter().skip(from) {
            entry.check(service, inspection, tokens);
        }
    }

    /// Everything that was ever acknowledged is.
    pub fn check_all(
        &mut self,
        service: &TestService,
        inspection: &Inspection,
        tokens: &BTreeMap<String, String>,
    ) {
        self.checked = 0;
        self.check_new(service, inspection, tokens);
    }

    /// No half of a return is there: each revision, acknowledged or not, has as many parts as every other return of its
    /// kind, and comes from a file that was sent.
    ///
    /// # Panics
    /// Where one has not.
    #[expect(clippy::panic, reason = "a revision nobody sent is a fault")]
    pub fn all_whole(&mut self, inspection: &Inspection) {
        for revision in inspection.revisions() {
            let Some(kind) = self.sent.get(&revision.original_sha256) else {
                panic!("nobody sent the file of {revision:?}");
            };
            let parts = (revision.observations, revision.findings, revision.not_evaluable);
            let whole = self.whole.entry(kind).or_insert(parts);
            assert_eq!(parts, *whole, "{kind}: {revision:?}");
        }
        let rows = "submission WHERE NOT EXISTS (SELECT 1 FROM revision WHERE submission_id = submission.id)";
        assert_eq!(inspection.count(rows), 0, "submissions without a revision");
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |is: fn(&Entry) -> bool| self.entries.iter().filter(|entry| is(entry)).count();
        let uploads = count(|entry| matches!(entry, Entry::Upload { .. }));
        let explanations = count(|entry| matches!(entry, Entry::Explanation { .. }));
        let receipts = count(|entry| matches!(entry, Entry::Receipt { .. }));
        write!(out, "{uploads} uploads, {explanations} explanations, {receipts} receipts")
    }
}

impl Entry {
    fn check(&self, service: &TestService, inspection: &Inspection, tokens: &BTreeMap<String, String>) {
        match self {
            Self::Upload { country, body, answer } => {
                let upload = text(answer, "/upload");
                let path = format!("/api/v1/uploads/{upload}/original");
                let original = service.get(&path, tokens.get(country).map(String::as_str));
                assert!(original.status == 200 && original.body == *body, "the original of {upload}");
                let revision = text(answer, "/revisions/0/revision");
                let path = text(answer, "/revisions/0/href");
                let shown = service.get(path, tokens.get(country).map(String::as_str));
                assert_eq!((shown.status, text(&shown.json(), "/revision")), (200, revision), "{path}");
                let findings = answer.pointer("/findings").and_then(Value::as_array).map_or(0, Vec::len);
                once(inspection, &format!("upload WHERE id = '{upload}'"));
                once(inspection, &format!("audit WHERE object = '{upload}' AND action = 'upload.received'"));
                let submission = text(answer, "/submission");
                once(inspection, &format!("submission WHERE id = '{submission}'"));
                once(
                    inspection,
                    &format!("revision WHERE id = '{revision}' AND submission_id = '{submission}'"),
                );
                once(
                    inspection,
                    &format!("audit WHERE object = '{submission}' AND action = 'submission.stored'"),
                );
                let stored = inspection.count(&format!("finding WHERE revision_id = '{revision}'"));
                assert_eq!(usize::try_from(stored).unwrap_or_default(), findings, "findings of {revision}");
            }
            Self::Explanation { answer, text: given } => {
                let id = text(answer, "/id");
                once(inspection, &format!("explanation WHERE id = '{id}' AND text = '{given}'"));
            }
            Self::Receipt { country, answer } => {
                let revision = number(answer, "/revision");
                let path = format!("/api/v1/returns/{country}/2025/receipt?revision={revision}");
                let shown = service.get(&path, tokens.get(country).map(String::as_str));
                assert_eq!((shown.status, &shown.json()), (200, answer), "{path}");
                let id = text(answer, "/receipt");
                once(inspection, &format!("receipt WHERE id = '{id}'"));
                let same = format!("(SELECT revision_id FROM receipt WHERE id = '{id}')");
                once(inspection, &format!("receipt WHERE revision_id = {same}"));
                once(inspection, &format!("audit WHERE hash = '{}'", text(answer, "/chain_head")));
            }
        }
    }
}

fn once(inspection: &Inspection, rows: &str) {
    assert_eq!(inspection.count(rows), 1, "{rows}");
}
