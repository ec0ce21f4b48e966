use schema::load::embedded;

use super::*;
use crate::{Limits, Upload};

fn catalogue() -> Catalogue {
    Catalogue::parse(&embedded()).unwrap()
}

fn read(document: &str, catalogue: &Catalogue) -> Read {
    let upload = Upload { bytes: document.as_bytes(), file_name: None, media_type: None };
    crate::read(&upload, catalogue, &Limits::interactive())
}

/// A document with numbers, texts, statuses, incidents, corrections, explanations, and things to say about it.
const DOCUMENT: &str = r#"{"iafq": 1, "edition": "2018", "country": "XDA", "cycle": 2026, "year": 2025, "language": "ar",
    "profile": "full", "tables": {"SZ.TYPE": {"scope": "ALL", "rows": {"PISTOL": {"COUNT": 1.5, "note": "a"},
    "PISTOLE": {"COUNT": 1}}}, "SIG": {"records": [{"case": "A-1", "date": "2025-02-30", "ARMS": [{"type": "PISTOL"}]}]}},
    "corrections": [{"year": 2024, "tables": {"SZ.TYPE": {"rows": {"PISTOL": {"COUNT": 7}}}}}],
    "explanations": [{"code": "SEI-02", "place": "2025:SZ.TYPE", "text": "so it was"}]}"#;

#[test]
fn a_draft_comes_back_as_it_went_over() {
    let catalogue = catalogue();
    let draft = read(DOCUMENT, &catalogue);
    assert!(
        draft.as_ref().is_ok_and(|draft| !draft.findings.list.is_empty() && !draft.corrections.is_empty())
    );
    let frame = encode(draft.clone(), &catalogue).unwrap();
    assert_eq!(decode(&frame, &catalogue).unwrap(), draft);
}

#[test]
fn the_reason_of_a_refusal_comes_back_as_it_went_over() {
    let catalogue = catalogue();
    for document in ["", "{", "%PDF", "<html>", "{\"iafq\": 2}"] {
        let refused = read(document, &catalogue);
        let frame = encode(refused.clone(), &catalogue).unwrap();
        assert_eq!(decode(&frame, &catalogue).unwrap(), refused);
    }
}

#[test]
fn a_frame_that_is_not_whole_is_no_answer() {
    let catalogue = catalogue();
    let frame = encode(read(DOCUMENT, &catalogue), &catalogue).unwrap();
    for length in (0..frame.len()).step_by(7) {
        assert_eq!(decode(&frame[..length], &catalogue), Err(FrameError::Incomplete), "{length}");
    }
    let longer = [&frame[..], b"x"].concat();
    assert_eq!(decode(&longer, &catalogue), Err(FrameError::Incomplete));
}

#[test]
fn a_frame_made_with_another_questionnaire_is_refused() {
    let catalogue = catalogue();
    let frame = encode(read(DOCUMENT, &catalogue), &catalogue).unwrap();
    let mut other = catalogue.clone();
    for edition in other.editions.values_mut() {
        edition.fingerprint = "another".to_owned();
    }
    assert_eq!(decode(&frame, &other), Err(FrameError::OtherQuestionnaire));
}
