//! Contributions: revisions that no return points at, each there for its institution and for who merges.

use storage::{Purpose, RevisionKind, Scope, StorageError, Store, Stored};

use crate::samples::*;
use crate::{database_tests, support};

fn customs() -> Scope {
    Scope::contributor("XDA".into(), "Customs", "an officer")
}

/// Stores pistols as a scope for a purpose.
fn send(store: &Store, scope: &Scope, pistols: u64, purpose: Purpose) -> Result<Stored, StorageError> {
    let (response, found) = (response("XDA", 2025, pistols), findings());
    let kind = match purpose {
        Purpose::Contribution { .. } => RevisionKind::Contribution,
        Purpose::Draft | Purpose::Merge { .. } => RevisionKind::Return,
    };
    let mut new = prepared(store, scope, &response, &found, &pistols.to_string(), kind)?;
    new.purpose = purpose;
    store.submit(scope, &new, &nothing, now())
}

fn contribution(institution: &str) -> Purpose {
    Purpose::Contribution { institution: institution.to_owned(), tables: vec!["SZ.TYPE".into()] }
}

fn version(store: &Store) -> i32 {
    store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap().version
}

fn revision(stored: &Stored) -> String {
    stored.revisions[0].1.clone()
}

database_tests! {
    fn who_contributes_stores_contributions_of_the_own_institution_and_nothing_else(store: Store) {
        let merge = Purpose::Merge { version: 0, contributions: Vec::new() };
        for other in [Purpose::Draft, contribution("Police"), contribution(""), merge] {
            let refused = send(&store, &customs(), 1, other.clone());
            assert!(matches!(refused, Err(StorageError::NotFound)), "{other:?}: {refused:?}");
        }
        let stored = send(&store, &customs(), 1, contribution("Customs")).unwrap();
        assert_eq!((stored.moved.len(), stored.kept.len()), (0, 0));
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!((the_return.version, the_return.current_revision), (0, None));
    }

    fn a_contribution_is_there_for_its_institution_for_who_merges_and_for_the_secretariat(store: Store) {
        let stored = send(&store, &customs(), 1, contribution("Customs")).unwrap();
        let id = revision(&stored);
        let country = "XDA".into();
        for scope in [customs(), of("XDA"), staff()] {
            assert!(store.response(&scope, &id).is_ok(), "{scope:?}");
            assert!(store.original(&scope, &id).is_ok(), "{scope:?}");
            let listed = store.contributions(&scope, &country, 2025).unwrap();
            assert_eq!(listed.len(), 1, "{scope:?}");
            assert_eq!((listed[0].institution.as_str(), listed[0].merged_into), ("Customs", None));
            assert_eq!(listed[0].sender, "an officer");
        }
        let police = Scope::contributor("XDA".into(), "Police", "a detective");
        assert!(matches!(store.response(&police, &id), Err(StorageError::NotFound)));
        assert!(matches!(store.original(&police, &id), Err(StorageError::NotFound)));
        assert!(matches!(store.findings(&police, &id), Err(StorageError::NotFound)));
        assert_eq!(store.contributions(&police, &country, 2025).unwrap(), []);
        let the_return = store.return_of(&police, &country, 2025).unwrap();
        assert_eq!(store.revisions(&police, &the_return.id).unwrap(), []);
    }

    fn a_merge_names_what_it_rests_on_and_becomes_what_the_state_works_on(store: Store) {
        let stored = send(&store, &customs(), 1, contribution("Customs")).unwrap();
        let contributions = vec![revision(&stored)];
        let stale = Purpose::Merge { version: 7, contributions: contributions.clone() };
        assert!(matches!(send(&store, &of("XDA"), 2, stale), Err(StorageError::OtherVersion)));
        let draft = send(&store, &of("XDA"), 3, Purpose::Draft).unwrap();
        let of_a_draft = Purpose::Merge { version: version(&store), contributions: vec![revision(&draft)] };
        assert!(matches!(send(&store, &of("XDA"), 2, of_a_draft), Err(StorageError::Invalid { .. })));
        let merge = Purpose::Merge { version: version(&store), contributions };
        let merged = send(&store, &of("XDA"), 2, merge).unwrap();
        assert_eq!(merged.moved, [2025]);
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!(the_return.current_revision, Some(revision(&merged)));
        let listed = store.contributions(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!(listed[0].merged_into, Some(merged.revisions[0].2));
    }

    fn the_same_answers_of_an_institution_and_of_the_state_are_two_things(store: Store) {
        let mine = send(&store, &customs(), 5, contribution("Customs")).unwrap();
        let again = send(&store, &customs(), 5, contribution("Customs")).unwrap();
        assert!(again.already && again.revisions == mine.revisions);
        let own = send(&store, &of("XDA"), 5, Purpose::Draft).unwrap();
        assert!(!own.already);
        let back = send(&store, &customs(), 5, contribution("Customs")).unwrap();
        assert!(back.already && back.moved.is_empty());
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!(the_return.current_revision, Some(revision(&own)));
    }
    fn what_was_replaced_and_is_sent_again_is_the_last_word(store: Store) {
        let sent = |pistols: u64| {
            let stored = send(&store, &customs(), pistols, contribution("Customs")).unwrap();
            (stored.already, stored.revisions[0].2)
        };
        let told: Vec<_> = [1, 1, 2, 1, 1, 2, 2, 1].into_iter().map(sent).collect();
        let expected =
            [(false, 1), (true, 1), (false, 2), (false, 3), (true, 3), (false, 4), (true, 4), (false, 5)];
        assert_eq!(told, expected);
        let listed = store.contributions(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!(listed.len(), 5);
    }

    fn a_merge_that_says_what_an_older_revision_said_is_a_revision_of_its_own(store: Store) {
        let first = send(&store, &of("XDA"), 5, Purpose::Draft).unwrap();
        send(&store, &of("XDA"), 6, Purpose::Draft).unwrap();
        let contributed = send(&store, &customs(), 5, contribution("Customs")).unwrap();
        let contributions = vec![revision(&contributed)];
        let merge = Purpose::Merge { version: version(&store), contributions };
        let merged = send(&store, &of("XDA"), 5, merge).unwrap();
        assert!(!merged.already);
        assert_ne!(revision(&merged), revision(&first));
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!(the_return.current_revision, Some(revision(&merged)));
    }
}
