//! What holds of everything that was read, whatever it was read from.
#![expect(clippy::expect_used, reason = "a target that cannot run must fail")]

use std::sync::OnceLock;

use intake::{IntakeError, Limits, Upload};
use schema::load::embedded;
use schema::value::LARGEST_COUNT;
use schema::{Catalogue, Findings, Lang, Observation, Questionnaire, Submission, Value};

/// The embedded editions.
pub(super) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::parse(&embedded()).expect("the embedded definitions are right"))
}

/// The edition the targets write.
pub(super) fn edition() -> &'static Questionnaire {
    catalogue().get("2018").expect("the edition 2018 is embedded")
}

/// Reads bytes as an upload. Less is inflated than in a service, so that a case stays short.
pub(super) fn read(bytes: &[u8]) -> Result<(Submission, Findings), IntakeError> {
    const MIB: usize = 1024 * 1024;
    let limits = Limits { part_bytes: 16 * MIB, total_bytes: 24 * MIB, ..Limits::interactive() };
    let upload = Upload { bytes, file_name: None, media_type: None };
    let draft = intake::read(&upload, catalogue(), &limits)?;
    let edition = catalogue().get(draft.header().edition.as_str()).unwrap_or(edition());
    Ok(intake::normalise(draft, edition))
}

/// Reads bytes and asserts what holds of whatever is read.
pub(super) fn read_and_hold(bytes: &[u8]) {
    match read(bytes) {
        Ok((submission, findings)) => holds(&submission, &findings),
        Err(error) => {
            let said = error.to_string();
            assert!(!error.code().is_empty() && said.ends_with('.'), "{said}");
            assert!(said.len() < 4_096, "a refusal of {} bytes", said.len());
        }
    }
}

/// Values are in their ranges, and every finding can be told.
fn holds(submission: &Submission, findings: &Findings) {
    let response = &submission.response;
    let cells = response.cells.values();
    let declared = response.declarations.values().flat_map(|declaration| declaration.items.values());
    let records = response.records.values().flatten();
    let of_records = records.flat_map(|record| {
        record
            .answers
            .values()
            .chain(record.children.values().flatten().flat_map(std::collections::BTreeMap::values))
    });
    cells.chain(declared).chain(of_records).for_each(in_range);
    for cells in submission.corrections.values() {
        for corrected in cells.values() {
            in_range(&corrected.observation);
        }
    }
    for finding in findings.list.iter().take(50) {
        assert!(!finding.locations.is_empty(), "{} has no place", finding.code);
        for lang in [Lang::En, Lang::Ar] {
            let message = edition().message(finding, lang);
            assert!(!message.what.is_empty(), "{} says nothing", finding.code);
        }
    }
}

fn in_range(observation: &Observation) {
    match &observation.value {
        Some(Value::Count(count)) => assert!(*count <= LARGEST_COUNT, "{count}"),
        Some(Value::Decimal(number)) => assert!(number.is_finite() && *number >= 0.0, "{number}"),
        Some(Value::Text(text)) => {
            assert!(!text.contains(['\0', '\u{202E}', '\u{2066}', '\u{FEFF}']), "{text:?} is shown as it is");
        }
        _ => {}
    }
}
