//! Returns: who sees them, and which of their revisions counts.

use schema::{Bond, CellKey};
use storage::{NewExplanation, Return, ReturnState, RevisionKind, Scope, StorageError, Store, Stored};

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
        let receipt = submit_at(&store, "XDA", 2025, version, &first.revisions[0].1, &[explanation]).unwrap();
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
        let submit = |stored: &Stored| submit_at(&store, "XDA", 2025, version, &stored.revisions[0].1, &[]);
        assert!(submit(&first).is_ok());
        assert!(matches!(submit(&second), Err(StorageError::Conflict { .. })));
    }

    fn a_published_file_is_public_and_never_replaces_a_states_own_return(store: Store) {
        let import = |pistols| {
            let content = format!("import of {pistols}");
            store_kind(&store, &staff(), &response("XDA", 2020, pistols), &findings(), &content, RevisionKind::Import).unwrap()
        };
        import(5);
        assert_eq!(store.current(&Scope::Public).unwrap().len(), 1);
        let own = store_one(&store, &of("XDA"), &response("XDA", 2020, 7), &findings(), "own").unwrap();
        submit(&store, "XDA", &own);
        let before = store.return_of(&staff(), &"XDA".into(), 2020).unwrap();
        let later = import(6);
        let pistols = |scope: &Scope| store.current(scope).unwrap()[0].response.count(&CellKey::count("SZ.TYPE", "PISTOL"));
        assert_eq!(pistols(&of("XDA")), Some(7), "the State sees its own");
        assert_eq!(pistols(&Scope::Public), Some(6), "the public sees what was published last");
        assert_eq!(pistols(&of("XDB")), Some(6));
        let published = Some(later.revisions[0].1.clone());
        let expected = Return { version: before.version + 1, published_revision: published, ..before };
        assert_eq!(store.return_of(&staff(), &"XDA".into(), 2020).unwrap(), expected, "nothing else has moved");
    }

    fn a_published_figure_is_public_though_the_state_submitted_first(store: Store) {
        let own = store_one(&store, &of("XDA"), &response("XDA", 2020, 7), &findings(), "own").unwrap();
        submit(&store, "XDA", &own);
        assert_eq!(store.current(&Scope::Public).unwrap(), []);
        let import = store_kind(&store, &staff(), &response("XDA", 2020, 5), &findings(), "import", RevisionKind::Import).unwrap();
        let public = store.current(&Scope::Public).unwrap();
        assert_eq!(public.len(), 1);
        assert_eq!((&public[0].revision, public[0].state), (&import.revisions[0].1, ReturnState::Published));
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2020).unwrap();
        assert_eq!((the_return.state, the_return.accepted_revision), (ReturnState::Submitted, None));
        let own = Some(own.revisions[0].1.clone());
        assert_eq!((the_return.current_revision, the_return.submitted_revision), (own.clone(), own));
        assert_eq!(store.current(&of("XDA")).unwrap()[0].state, ReturnState::Submitted);
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
