//! Submitting, and the receipt it gives.

use schema::Findings;
use storage::{RevisionKind, StorageError, Store};

use crate::samples::*;
use crate::{database_tests, support};

database_tests! {
    fn a_revision_that_is_submitted_again_gives_the_same_receipt(store: Store) {
        let (scope, country) = (of("XDA"), "XDA".into());
        let first = store_one(&store, &scope, &response("XDA", 2025, 12), &Findings::default(), "one").unwrap();
        assert!(matches!(store.receipt(&scope, &country, 2025, None), Err(StorageError::NotFound)));
        let id = &first.revisions[0].1;
        let version = store.return_of(&scope, &country, 2025).unwrap().version;
        let receipt = submit_at(&store, "XDA", 2025, version, id, &[]).unwrap();
        let entries = store.audit(0, 100).unwrap().len();
        let again = submit_at(&store, "XDA", 2025, version, id, &[]).unwrap();
        assert_eq!(again, receipt, "a retry after a lost answer");
        assert_eq!(store.audit(0, 100).unwrap().len(), entries);
        assert_eq!(store.receipt(&scope, &country, 2025, None).unwrap(), receipt);
        assert_eq!((receipt.number, &receipt.revision), (1, id));

        let second = store_one(&store, &scope, &response("XDA", 2025, 13), &Findings::default(), "two").unwrap();
        submit(&store, "XDA", &second);
        assert_eq!(store.receipt(&scope, &country, 2025, None).unwrap().number, 2);
        assert_eq!(store.receipt(&scope, &country, 2025, Some(id)).unwrap(), receipt, "it stays readable");
        assert!(matches!(store.receipt(&of("XDB"), &country, 2025, None), Err(StorageError::NotFound)));
    }

    fn a_revision_of_a_published_file_is_not_submitted(store: Store) {
        let import = store_kind(&store, &staff(), &response("XDA", 2020, 5), &findings(), "i", RevisionKind::Import).unwrap();
        let refused = submit_revision(&store, "XDA", 2020, &import.revisions[0].1);
        assert!(matches!(refused, Err(StorageError::Invalid { .. })));
    }
}
