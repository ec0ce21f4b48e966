//! Published files: whole or not at all, once.

use schema::{CellKey, Findings, Response};
use storage::{NewImport, NewUpload, RevisionKind, Scope, StorageError, Store};

use crate::samples::*;
use crate::{database_tests, support};

fn keep(store: &Store, bytes: &[u8]) -> String {
    let upload = NewUpload {
        country: None,
        cycle: 2024,
        file_name: Some("published.csv".to_owned()),
        media_type: None,
        bytes,
        sha256: format!("sha-of-{}", bytes.len()),
    };
    store.keep_original(&staff(), &upload, now()).unwrap()
}

/// An import of one year of several States.
fn import<'a>(store: &Store, upload: &str, responses: &'a [Response], none: &'a Findings) -> NewImport<'a> {
    let submissions = responses.iter().map(|response| {
        let content = format!("{} {}", response.country, response.cells.len());
        let mut new = prepared(store, &staff(), response, none, &content, RevisionKind::Import).unwrap();
        new.upload = upload.into();
        new
    });
    NewImport {
        upload: upload.to_owned(),
        report: "{\"rows\":3}".to_owned(),
        submissions: submissions.collect(),
    }
}

database_tests! {
    fn an_import_is_stored_whole_or_not_at_all(store: Store) {
        let none = Findings::default();
        let mut broken = response("XDC", 2020, 3);
        let nul = "a\0b";
        broken.cells.values_mut().for_each(|cell| cell.note = Some(nul.into()));
        let responses = [response("XDA", 2020, 1), response("XDB", 2020, 2), broken];
        let upload = keep(&store, b"all");
        let new = import(&store, &upload, &responses, &none);
        assert!(matches!(store.import(&staff(), &new, now()), Err(StorageError::Invalid { .. })));
        assert_eq!(store.current(&Scope::Public).unwrap(), [], "the States before the broken one neither");
        let good = import(&store, &upload, &responses[..2], &none);
        assert_eq!(store.import(&staff(), &good, now()).unwrap().len(), 2);
        assert_eq!(store.current(&Scope::Public).unwrap().len(), 2);
    }

    fn a_file_that_is_imported_again_leaves_no_trace(store: Store) {
        let none = Findings::default();
        let responses = [response("XDA", 2020, 1), response("XDB", 2020, 2)];
        let upload = keep(&store, b"all");
        let new = import(&store, &upload, &responses, &none);
        store.import(&staff(), &new, now()).unwrap();
        let entries = store.audit(0, 100).unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.action == "import.stored").count(), 1, "one for all States");
        assert_eq!(keep(&store, b"all"), upload, "the same file is the same upload");
        assert_eq!(store.import(&staff(), &new, now()).unwrap(), []);
        assert_eq!(store.audit(0, 100).unwrap().len(), entries.len());
        assert_eq!(store.import_report(&staff(), &upload).unwrap(), "{\"rows\":3}");
        assert!(matches!(store.import_report(&of("XDA"), &upload), Err(StorageError::NotFound)));
    }

    fn a_file_of_which_no_row_is_known_is_kept_with_its_report(store: Store) {
        let upload = keep(&store, b"nothing known");
        let new = NewImport { upload: upload.clone(), report: "{\"rows\":1}".to_owned(), submissions: Vec::new() };
        assert_eq!(store.import(&staff(), &new, now()).unwrap(), []);
        assert_eq!(store.upload(&staff(), &upload).unwrap().bytes, b"nothing known");
        assert_eq!(store.import_report(&staff(), &upload).unwrap(), "{\"rows\":1}");
        assert!(matches!(store.upload(&of("XDA"), &upload), Err(StorageError::NotFound)));
    }

    fn a_state_reads_the_published_file_its_figures_came_from(store: Store) {
        let (none, responses) = (Findings::default(), [response("XDA", 2020, 1)]);
        let upload = keep(&store, b"all");
        let stored = store.import(&staff(), &import(&store, &upload, &responses, &none), now()).unwrap();
        let id = &stored[0].revisions[0].1;
        assert_eq!(store.original(&of("XDA"), id).unwrap().bytes, b"all");
        assert!(matches!(store.original(&of("XDB"), id), Err(StorageError::NotFound)));
        let pistols = CellKey::count("SZ.TYPE", "PISTOL");
        assert_eq!(store.response(&of("XDA"), id).unwrap().count(&pistols), Some(1));
    }
}
