//! What a return was judged against must still stand when it is submitted.

use std::collections::BTreeMap;

use schema::{Findings, Year};
use storage::{
    NewExplanation, NewRevision, NewSubmission, RevisionId, RevisionKind, StorageError, Store, Stored,
    StoredExplanation, Submitting,
};

use crate::samples::*;
use crate::{database_tests, support};

/// What stands before a year.
pub(crate) fn standing(store: &Store, before: Year) -> BTreeMap<Year, RevisionId> {
    let earlier = store.earlier(&of("XDA"), &"XDA".into(), before).unwrap();
    earlier.into_iter().map(|(year, earlier)| (year, earlier.revision)).collect()
}

/// Stores a return of a year, judged against what stands; always the same findings.
pub(crate) fn judged(store: &Store, year: Year, pistols: u64) -> Stored {
    let (response, none) = (response("XDA", year, pistols), Findings::default());
    let content = format!("{pistols} pistols in {year}");
    let mut new = prepared(store, &of("XDA"), &response, &none, &content, RevisionKind::Return).unwrap();
    new.rests_on = Some(standing(store, year));
    store.submit(&of("XDA"), &new, &nothing, now()).unwrap()
}

/// Stores a return of 2025 that corrects 2024.
pub(crate) fn correcting(store: &Store, pistols: u64) -> Stored {
    let (main, corrected) = (response("XDA", 2025, 9), response("XDA", 2024, pistols));
    let none = Findings::default();
    let content = format!("2024 corrected to {pistols}");
    let mut new = prepared(store, &of("XDA"), &main, &none, &content, RevisionKind::Return).unwrap();
    new.rests_on = Some(standing(store, 2025));
    let first = new.revisions[0].clone();
    let kind = RevisionKind::Correction;
    new.revisions.push(NewRevision {
        year: 2024,
        kind,
        response: &corrected,
        content_sha256: content,
        ..first
    });
    let new: NewSubmission<'_> = new;
    store.submit(&of("XDA"), &new, &nothing, now()).unwrap()
}

pub(crate) fn submit_nth(store: &Store, stored: &Stored, index: usize) -> Result<(), StorageError> {
    let (year, revision, _) = &stored.revisions[index];
    submit_revision(store, "XDA", *year, revision).map(drop)
}

/// The years of which other figures stand by now.
fn changed(result: Result<(), StorageError>) -> Vec<Year> {
    let Err(StorageError::EarlierChanged { years }) = result else { return Vec::new() };
    years
}

database_tests! {
    fn what_was_judged_against_figures_that_were_replaced_is_not_submitted(store: Store) {
        submit(&store, "XDA", &judged(&store, 2024, 5));
        let draft = judged(&store, 2025, 12);
        submit(&store, "XDA", &judged(&store, 2024, 6));
        assert_eq!(changed(submit_nth(&store, &draft, 0)), [2024]);
        assert_eq!(standing(&store, 2026).len(), 1, "nothing is half-done");
        let again = judged(&store, 2025, 12);
        assert!(again.already, "nothing else is to be said");
        submit_nth(&store, &again, 0).unwrap();
        submit(&store, "XDA", &judged(&store, 2024, 7));
        assert!(submit_nth(&store, &again, 0).is_ok(), "what is submitted already gives its receipt");
    }

    fn an_earlier_year_that_was_unknown_when_a_return_was_judged_is_a_change(store: Store) {
        let draft = judged(&store, 2025, 12);
        submit(&store, "XDA", &judged(&store, 2023, 5));
        submit(&store, "XDA", &judged(&store, 2026, 5));
        assert_eq!(changed(submit_nth(&store, &draft, 0)), [2023], "a later year is none");
    }

    fn a_return_is_submitted_before_or_after_the_corrections_of_its_file(store: Store) {
        submit(&store, "XDA", &judged(&store, 2024, 5));
        let stored = correcting(&store, 6);
        submit_nth(&store, &stored, 1).unwrap();
        submit_nth(&store, &stored, 0).unwrap();
        let other = correcting(&store, 7);
        submit_nth(&store, &other, 0).unwrap();
        submit_nth(&store, &other, 1).unwrap();
    }

    fn a_correction_laid_over_figures_that_were_replaced_is_not_submitted(store: Store) {
        submit(&store, "XDA", &judged(&store, 2024, 5));
        let stored = correcting(&store, 6);
        submit(&store, "XDA", &judged(&store, 2024, 8));
        assert_eq!(changed(submit_nth(&store, &stored, 1)), [2024]);
        assert_eq!(changed(submit_nth(&store, &stored, 0)), [2024]);
    }

    fn the_gate_sees_what_stands_and_refuses_without_a_trace(store: Store) {
        let stored = judged(&store, 2025, 12);
        let (year, id, _) = stored.revisions[0].clone();
        let bond = schema::Bond {
            code: "ARI-01".into(),
            place: "2025:SZ.TYPE/TOTAL".to_owned(),
            judged: "v".to_owned(),
            rule_version: "r".to_owned(),
        };
        let new = NewExplanation { bond, text: "as recorded".to_owned() };
        store.explain(&of("XDA"), &id, &[new], now()).unwrap();
        let before = (store.return_of(&of("XDA"), &"XDA".into(), year).unwrap(), store.audit(0, 100).unwrap());
        let version = before.0.version;
        let gate = |standing: &[StoredExplanation]| Err::<Vec<NewExplanation>, usize>(standing.len());
        let country = "XDA".into();
        let submitting = Submitting { country: &country, year, version, revision: &id, on_behalf: None };
        let refused = store.submit_return(&of("XDA"), submitting, gate, now()).unwrap();
        assert_eq!(refused, Err(1));
        let after = (store.return_of(&of("XDA"), &"XDA".into(), year).unwrap(), store.audit(0, 100).unwrap());
        assert_eq!(after, before);
    }
}
