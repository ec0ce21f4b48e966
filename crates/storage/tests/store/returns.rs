//! Returns: who sees them, and which of their revisions counts.

use schema::{Bond, CellKey};
use storage::{NewExplanation, ReturnState, RevisionKind, Scope, StorageError, Store, Stored};

use crate::samples::*;
use crate::{database_tests, support};

database_tests! {
    fn another_state_finds_nothing(store: Store) {
        let stored = store_one(&store, &of("XDA"), &response("XDA", 2025, 12), &findings(), "one").unwrap();
        let (_, revision, _) = &stored.revisions[0];
        let country = "XDA".into();
        for scope in [of("XDB"), Scope::Public] {
            assert!(matches!(store.return_of(&scope, &country, 2025), Err(StorageError::NotFound)));
            assert!(matches!(store.response(&scope, revision), Err(StorageError::NotFound)));
            assert!(matches!(store.findings(&scope, revision), Err(StorageError::NotFound)));
            assert!(matches!(store.original(&scope, revision), Err(StorageError::NotFound)));
            assert!(matches!(store.earlier(&scope, &country, 2030), Err(StorageError::NotFound)));
            assert_eq!(store.returns(&scope).unwrap(), []);
            assert_eq!(store.current(&scope).unwrap(), []);
            let refused = store_one(&store, &scope, &response("XDA", 2025, 1), &findings(), "two");
            assert!(matches!(refused, Err(StorageError::NotFound)));
        }
    }

    fn a_submitted_return_counts_and_an_unsubmitted_newer_one_does_not(store: Store) {
        let scope = of("XDA");
        let country = "XDA".into();
        let first = store_one(&store, &scope, &response("XDA", 2025, 12), &findings(), "one").unwrap();
        assert_eq!(store.current(&scope).unwrap(), [], "a draft does not count");
        let version = store.return_of(&scope, &country, 2025).unwrap().version;
        let bond = Bond {
            code: "ARI-01".into(),
            place: "2025:SZ.TYPE/TOTAL".to_owned(),
            judged: "v".to_owned(),
            rule_version: "r".to_owned(),
        };
        let explanation = NewExplanation { bond, text: "as recorded".to_owned() };
        let receipt = store.submit_return(&scope, &country, 2025, version, &first.revisions[0].1, &[explanation], now()).unwrap();
        assert_eq!(receipt.original_sha256, "sha-of-one");
        assert_eq!(receipt.chain_head, store.audit(0, 100).unwrap().last().unwrap().hash);
        store_one(&store, &scope, &response("XDA", 2025, 99), &findings(), "two").unwrap();
        let current = store.current(&staff()).unwrap();
        assert_eq!(current.len(), 1);
        assert_eq!(current[0].state, ReturnState::Submitted);
        assert_eq!(current[0].response.count(&CellKey::count("SZ.TYPE", "PISTOL")), Some(12));
        assert_eq!(store.earlier(&scope, &country, 2026).unwrap().len(), 1);
        assert_eq!(store.earlier(&scope, &country, 2025).unwrap().len(), 0);
    }

    fn of_two_who_submit_one_return_one_wins(store: Store) {
        let scope = of("XDA");
        let country = "XDA".into();
        let first = store_one(&store, &scope, &response("XDA", 2025, 12), &findings(), "one").unwrap();
        let second = store_one(&store, &scope, &response("XDA", 2025, 13), &findings(), "two").unwrap();
        let version = store.return_of(&scope, &country, 2025).unwrap().version;
        let submit = |stored: &Stored| store.submit_return(&scope, &country, 2025, version, &stored.revisions[0].1, &[], now());
        assert!(submit(&first).is_ok());
        assert!(matches!(submit(&second), Err(StorageError::Conflict { .. })));
    }

    fn a_published_file_is_public_and_never_replaces_a_states_own_return(store: Store) {
        let country = "XDA".into();
        store_kind(&store, &staff(), &response("XDA", 2020, 5), &findings(), "import", RevisionKind::Import).unwrap();
        assert_eq!(store.current(&Scope::Public).unwrap().len(), 1);
        let own = store_one(&store, &of("XDA"), &response("XDA", 2020, 7), &findings(), "own").unwrap();
        let version = store.return_of(&staff(), &country, 2020).unwrap().version;
        store.submit_return(&of("XDA"), &country, 2020, version, &own.revisions[0].1, &[], now()).unwrap();
        store_kind(&store, &staff(), &response("XDA", 2020, 6), &findings(), "later import", RevisionKind::Import).unwrap();
        let pistols = |scope: &Scope| store.current(scope).unwrap()[0].response.count(&CellKey::count("SZ.TYPE", "PISTOL"));
        assert_eq!(pistols(&of("XDA")), Some(7), "the State sees its own");
        assert_eq!(pistols(&Scope::Public), Some(5), "the public sees what is published");
        assert_eq!(pistols(&of("XDB")), Some(5));
    }

    fn what_the_state_submitted_last_is_what_it_stands_by(store: Store) {
        let country = "XDA".into();
        store_kind(&store, &staff(), &response("XDA", 2020, 5), &findings(), "import", RevisionKind::Import).unwrap();
        let standing = || store.earlier(&of("XDA"), &country, 2025).unwrap()[&2020].response.count(&CellKey::count("SZ.TYPE", "PISTOL"));
        assert_eq!(standing(), Some(5));
        let own = store_kind(&store, &of("XDA"), &response("XDA", 2020, 7), &findings(), "own", RevisionKind::Correction).unwrap();
        assert_eq!(standing(), Some(5), "a draft is nothing to stand by");
        submit(&store, "XDA", &own);
        assert_eq!(standing(), Some(7), "though the import is the accepted one");
        assert_eq!(store.published(&of("XDA"), &country).unwrap()[&2020].count(&CellKey::count("SZ.TYPE", "PISTOL")), Some(5));
        assert!(matches!(store.published(&of("XDB"), &country), Err(StorageError::NotFound)));
    }

    fn an_import_leaves_a_draft_what_it_is(store: Store) {
        let country = "XDA".into();
        let draft = store_one(&store, &of("XDA"), &response("XDA", 2020, 7), &findings(), "own").unwrap();
        store_kind(&store, &staff(), &response("XDA", 2020, 5), &findings(), "import", RevisionKind::Import).unwrap();
        let the_return = store.return_of(&of("XDA"), &country, 2020).unwrap();
        assert_eq!(the_return.current_revision.as_ref(), Some(&draft.revisions[0].1), "the State works on its draft");
        assert_eq!(store.current(&Scope::Public).unwrap().len(), 1, "the import is published");
        let later = store_kind(&store, &staff(), &response("XDB", 2020, 5), &findings(), "b1", RevisionKind::Import).unwrap();
        let newest = store_kind(&store, &staff(), &response("XDB", 2020, 6), &findings(), "b2", RevisionKind::Import).unwrap();
        let the_return = store.return_of(&staff(), &"XDB".into(), 2020).unwrap();
        assert_ne!(later.revisions, newest.revisions);
        assert_eq!(the_return.current_revision.as_ref(), Some(&newest.revisions[0].1), "one import follows the other");
    }
}
