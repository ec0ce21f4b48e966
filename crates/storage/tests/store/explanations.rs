//! Explanations: given, carried, decided on, lapsed; nothing of it ever changes.

use chrono::Duration;
use schema::explanation::Lapse;
use schema::{Bond, Findings, Year};
use storage::{
    Decision, Explained, NewExplanation, RevisionKind, StorageError, Store, Stored, StoredExplanation,
};

use crate::samples::*;
use crate::{database_tests, support};

fn bond(judged: &str) -> Bond {
    Bond {
        code: "ARI-01".into(),
        place: "2025:SZ.TYPE/TOTAL".to_owned(),
        judged: judged.to_owned(),
        rule_version: "r".to_owned(),
    }
}

fn reason(judged: &str, text: &str) -> NewExplanation {
    NewExplanation { bond: bond(judged), text: text.to_owned() }
}

/// Stores a return with what becomes of its explanations.
fn store_explained(
    store: &Store,
    pistols: u64,
    explain: &dyn Fn(Year, &[StoredExplanation]) -> Explained,
) -> Stored {
    let (response, none) = (response("XDA", 2025, pistols), Findings::default());
    let content = format!("{pistols} pistols");
    let new = prepared(store, &of("XDA"), &response, &none, &content, RevisionKind::Return).unwrap();
    store.submit(&of("XDA"), &new, explain, now()).unwrap()
}

fn given(explanation: NewExplanation) -> impl Fn(Year, &[StoredExplanation]) -> Explained {
    move |_, _| Explained { given: vec![explanation.clone()], ..Explained::default() }
}

fn carry_all(_: Year, before: &[StoredExplanation]) -> Explained {
    Explained { carried: before.iter().map(|one| one.id.clone()).collect(), ..Explained::default() }
}

database_tests! {
    fn an_explanation_goes_on_with_what_the_reviewer_said(store: Store) {
        let first = store_explained(&store, 1, &given(reason("v", "two cases are open")));
        let standing = store.explanations(&of("XDA"), &first.revisions[0].1).unwrap();
        assert_eq!((standing.len(), standing[0].text.as_str()), (1, "two cases are open"));
        assert_eq!((&standing[0].carried_from, &standing[0].decision), (&None, &None));
        let second = store_explained(&store, 2, &carry_all);
        let carried = store.explanations(&of("XDA"), &second.revisions[0].1).unwrap().remove(0);
        assert_eq!(carried.carried_from.as_ref(), Some(&standing[0].id));
        assert_eq!((&carried.actor, carried.at), (&standing[0].actor, standing[0].at), "who gave it, and when");
        let said = (Decision::Accepted, "");
        store.decide(&staff(), &"XDA".into(), 2025, &carried.id, said, now()).unwrap();
        let third = store_explained(&store, 3, &carry_all);
        let accepted = store.explanations(&of("XDA"), &third.revisions[0].1).unwrap().remove(0);
        assert_eq!(accepted.decision.as_ref().map(|decided| decided.decision), Some(Decision::Accepted));
        let later = now() + Duration::seconds(1);
        let said = (Decision::Questioned, "which cases?");
        let questioned = store.decide(&staff(), &"XDA".into(), 2025, &accepted.id, said, later).unwrap();
        assert!(accepted.counts() && !questioned.counts(), "the last word counts");
        let actions: Vec<_> = store.audit(0, 100).unwrap().into_iter().map(|entry| entry.action).collect();
        assert!(actions.contains(&"explanation.accepted".to_owned()) && actions.contains(&"explanation.questioned".to_owned()));
        assert_eq!(store.verify_chain().unwrap(), None);
    }

    fn a_correction_goes_on_with_the_reasons_of_the_one_before(store: Store) {
        let none = Findings::default();
        let first = store_explained(&store, 1, &given(reason("v", "of the return")));
        submit(&store, "XDA", &first);
        let mut standing = Vec::new();
        for pistols in [2, 3] {
            let corrected = response("XDA", 2025, pistols);
            let content = format!("correction {pistols}");
            let new = prepared(&store, &of("XDA"), &corrected, &none, &content, RevisionKind::Correction).unwrap();
            let stored = store.submit(&of("XDA"), &new, &carry_all, now()).unwrap();
            let id = &stored.revisions[0].1;
            if pistols == 2 {
                store.explain(&of("XDA"), id, &[reason("w", "of the correction")], now()).unwrap();
            }
            standing = store.explanations(&of("XDA"), id).unwrap();
        }
        let texts: Vec<_> = standing.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["of the return", "of the correction"]);
    }

    fn a_newer_reason_replaces_the_older_one(store: Store) {
        let stored = store_explained(&store, 1, &given(reason("v", "first")));
        let (id, later) = (&stored.revisions[0].1, now() + Duration::seconds(1));
        let old = store.explanations(&of("XDA"), id).unwrap().remove(0);
        let standing = store.explain(&of("XDA"), id, &[reason("v", "second"), reason("w", "other")], later).unwrap();
        let texts: Vec<_> = standing.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["second", "other"]);
        let decided = store.decide(&staff(), &"XDA".into(), 2025, &old.id, (Decision::Accepted, ""), later);
        assert!(matches!(decided, Err(StorageError::Conflict { .. })), "nobody decides on what was replaced");
        store_explained(&store, 2, &nothing);
        let stale = store.explain(&of("XDA"), id, &[reason("v", "third")], later);
        assert!(matches!(stale, Err(StorageError::Conflict { .. })), "the current revision is explained");
    }

    fn reasons_go_back_with_the_file_that_is_sent_again(store: Store) {
        let texts = |stored: &Stored| -> Vec<String> {
            store.explanations(&of("XDA"), &stored.revisions[0].1).unwrap().into_iter().map(|one| one.text).collect()
        };
        let a = store_explained(&store, 1, &nothing);
        let b = store_explained(&store, 2, &nothing);
        store.explain(&of("XDA"), &b.revisions[0].1, &[reason("v", "as recorded"), reason("w", "late")], now()).unwrap();
        let root = store.explanations(&of("XDA"), &b.revisions[0].1).unwrap().remove(0).id;
        let one_holds = |_: Year, before: &[StoredExplanation]| {
            let (carried, other): (Vec<_>, Vec<_>) = before.iter().partition(|one| one.bond == bond("v"));
            Explained {
                carried: carried.into_iter().map(|one| one.id.clone()).collect(),
                lapsed: other.into_iter().map(|one| (one.id.clone(), Lapse::Value)).collect(),
                ..Explained::default()
            }
        };
        for _ in 0..2 {
            assert!(store_explained(&store, 1, &one_holds).already);
            assert_eq!(texts(&a), ["as recorded"]);
            let lapsed = store.lapsed(&of("XDA"), &a.revisions[0].1).unwrap();
            assert_eq!((lapsed.len(), lapsed[0].text.as_str()), (1, "late"), "it is told once");
            let carried = store.explanations(&of("XDA"), &a.revisions[0].1).unwrap().remove(0);
            assert_eq!(carried.carried_from.as_ref(), Some(&root));
            assert!(store_explained(&store, 2, &carry_all).already);
            assert_eq!(texts(&b), ["as recorded", "late"]);
        }
    }

    fn a_reason_that_was_replaced_stays_so_when_the_older_file_is_sent_again(store: Store) {
        let a = store_explained(&store, 1, &given(reason("v", "of the first file")));
        let standing = |stored: &Stored| store.explanations(&of("XDA"), &stored.revisions[0].1).unwrap().remove(0);
        assert_eq!(standing(&a).text, "of the first file");
        let b = store_explained(&store, 2, &carry_all);
        store.explain(&of("XDA"), &b.revisions[0].1, &[reason("v", "better")], now()).unwrap();
        assert!(store_explained(&store, 1, &carry_all).already);
        assert_eq!(standing(&a).text, "better");
        store_explained(&store, 2, &carry_all);
        assert!(store_explained(&store, 1, &given(reason("v", "of the first file"))).already);
        assert_eq!(standing(&a).text, "better", "a file that is sent again says nothing anew");
        assert!(store_explained(&store, 1, &given(reason("v", "best"))).already);
        assert_eq!(standing(&a).text, "best");
    }

    fn a_lapse_is_kept_with_its_reason(store: Store) {
        let first = store_explained(&store, 1, &given(reason("v", "as recorded")));
        let second = store_explained(&store, 2, &|_, before: &[StoredExplanation]| Explained {
            lapsed: vec![(before[0].id.clone(), Lapse::Value)],
            void: vec![(reason("x", "of the file"), Lapse::Rule)],
            ..Explained::default()
        });
        let id = &second.revisions[0].1;
        assert_eq!(store.explanations(&of("XDA"), id).unwrap(), []);
        let lapsed: Vec<_> = store.lapsed(&of("XDA"), id).unwrap().into_iter().map(|one| (one.text, one.reason)).collect();
        assert_eq!(lapsed, [("as recorded".to_owned(), Lapse::Value), ("of the file".to_owned(), Lapse::Rule)]);
        assert_eq!(store.lapsed(&of("XDA"), &first.revisions[0].1).unwrap(), [], "the revision before keeps its own");
    }

    fn the_same_answers_take_new_explanations_without_a_new_revision(store: Store) {
        let first = store_explained(&store, 1, &nothing);
        let with = |_: Year, before: &[StoredExplanation]| Explained {
            given: if before.is_empty() { vec![reason("v", "as recorded")] } else { Vec::new() },
            carried: before.iter().map(|one| one.id.clone()).collect(),
            void: vec![(reason("x", "of the file"), Lapse::Value)],
            ..Explained::default()
        };
        for _ in 0..2 {
            let again = store_explained(&store, 1, &with);
            assert!(again.already);
            assert_eq!(again.revisions, first.revisions);
            assert_eq!(store.explanations(&of("XDA"), &first.revisions[0].1).unwrap().len(), 1);
            assert_eq!(store.lapsed(&of("XDA"), &first.revisions[0].1).unwrap().len(), 1);
        }
    }

    fn explanations_are_there_for_nobody_of_another_state(store: Store) {
        let stored = store_explained(&store, 1, &given(reason("v", "as recorded")));
        let (id, country) = (&stored.revisions[0].1, "XDA".into());
        let explanation = store.explanations(&of("XDA"), id).unwrap().remove(0).id;
        let other = of("XDB");
        let gone = |result: Result<(), StorageError>| assert!(matches!(result, Err(StorageError::NotFound)));
        gone(store.explanations(&other, id).map(drop));
        gone(store.lapsed(&other, id).map(drop));
        gone(store.bonds(&other, id).map(drop));
        gone(store.explain(&other, id, &[reason("v", "mine")], now()).map(drop));
        gone(store.explanation(&other, &country, 2025, &explanation).map(drop));
        gone(store.explanation(&staff(), &"XDB".into(), 2025, &explanation).map(drop));
        gone(store.explanation(&staff(), &country, 2024, &explanation).map(drop));
        gone(store.decide(&other, &country, 2025, &explanation, (Decision::Accepted, ""), now()).map(drop));
    }
}
