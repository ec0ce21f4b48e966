//! What is stored comes back, and the same thing is stored once.

use std::collections::BTreeMap;

use schema::{
    Arg, At, CellKey, Code, Finding, Findings, Observation, Place, Response, RuleMeta, Severity, Value,
};
use storage::{RevisionKind, StorageError, Store};

use crate::samples::*;
use crate::{database_tests, support};

database_tests! {
    fn a_response_comes_back_exactly_as_it_was_stored(store: Store) {
        let (response, findings) = (response("XDA", 2025, 12), findings());
        let stored = store_one(&store, &of("XDA"), &response, &findings, "one").unwrap();
        let (_, revision, number) = stored.revisions[0].clone();
        assert_eq!(number, 1);
        let back = store.response(&of("XDA"), &revision).unwrap();
        let upload = back.cell(&CellKey::count("SZ.TYPE", "PISTOL")).unwrap().upload.clone();
        assert_eq!(upload.as_deref(), Some("sha-of-one"), "a cell knows the upload it was read from");
        assert_eq!(without_upload(back), response);
        assert_eq!(store.findings(&of("XDA"), &revision).unwrap(), findings);
    }

    fn the_original_is_kept_byte_for_byte(store: Store) {
        let stored = store_one(&store, &of("XDA"), &response("XDA", 2025, 12), &findings(), "bytes").unwrap();
        let original = store.original(&staff(), &stored.revisions[0].1).unwrap();
        assert_eq!((original.bytes.as_slice(), original.sha256.as_str()), (b"bytes".as_slice(), "sha-of-bytes"));
    }

    fn the_same_content_is_stored_once(store: Store) {
        let response = response("XDA", 2025, 12);
        let first = store_one(&store, &of("XDA"), &response, &findings(), "same").unwrap();
        let second = store_one(&store, &of("XDA"), &response, &findings(), "same").unwrap();
        assert!(!first.already && second.already);
        assert_eq!(first.revisions, second.revisions);
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!(store.revisions(&of("XDA"), &the_return.id).unwrap().len(), 1);
    }

    fn ten_thousand_cells_of_one_return_are_stored_and_found(store: Store) {
        let mut large = Response::new("2018".into(), "XDA".into(), 2025);
        let keys = (0..10_000).map(|index| CellKey::count("FL.MANUF", format!("R{index}")));
        large.cells = keys.map(|key| (key, Observation::of(Value::Count(3)).at(sheet(1, 1)))).collect::<BTreeMap<_, _>>();
        let stored = store_one(&store, &of("XDA"), &large, &Findings::default(), "large").unwrap();
        let back = store.response(&of("XDA"), &stored.revisions[0].1).unwrap();
        assert_eq!(without_upload(back), large);
    }

    fn the_same_answers_with_other_findings_are_a_new_revision(store: Store) {
        let response = response("XDA", 2025, 12);
        let broken = store_one(&store, &of("XDA"), &response, &findings(), "same").unwrap();
        let repaired = store_one(&store, &of("XDA"), &response, &Findings::default(), "same").unwrap();
        assert!(!repaired.already, "what is to be said about it differs");
        assert_ne!(broken.revisions[0].1, repaired.revisions[0].1);
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!(the_return.current_revision.as_ref(), Some(&repaired.revisions[0].1));
        assert_eq!(store.findings(&of("XDA"), &repaired.revisions[0].1).unwrap(), Findings::default());
        assert_eq!(store.findings(&of("XDA"), &broken.revisions[0].1).unwrap(), findings(), "nothing is rewritten");
    }

    fn the_same_answers_under_another_rule_set_are_a_new_revision(store: Store) {
        let (response, none) = (response("XDA", 2025, 12), Findings::default());
        store_one(&store, &of("XDA"), &response, &none, "same").unwrap();
        let mut new = prepared(&store, &of("XDA"), &response, &none, "same", RevisionKind::Return).unwrap();
        new.rule_set = "2027.1".into();
        assert!(!store.submit(&of("XDA"), &new, &nothing, now()).unwrap().already);
    }

    fn where_in_the_file_a_finding_stands_makes_no_new_revision(store: Store) {
        let response = response("XDA", 2025, 12);
        let first = store_one(&store, &of("XDA"), &response, &findings(), "same").unwrap();
        let mut elsewhere = findings();
        elsewhere.list[0].locations[0].origin = Some(sheet(99, 9));
        let second = store_one(&store, &of("XDA"), &response, &elsewhere, "same").unwrap();
        assert!(second.already);
        assert_eq!((first.revisions, first.original_sha256), (second.revisions, second.original_sha256));
    }

    fn going_back_to_an_earlier_file_makes_its_revision_current_again(store: Store) {
        let (a, b) = (response("XDA", 2025, 12), response("XDA", 2025, 13));
        let first = store_one(&store, &of("XDA"), &a, &findings(), "a").unwrap();
        let second = store_one(&store, &of("XDA"), &b, &findings(), "b").unwrap();
        let current = || store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        let before = current();
        assert_eq!(before.current_revision.as_ref(), Some(&second.revisions[0].1));
        let again = store_one(&store, &of("XDA"), &a, &findings(), "a").unwrap();
        assert!(again.already);
        assert_eq!(current().current_revision.as_ref(), Some(&first.revisions[0].1));
        assert_eq!(current().version, before.version + 1, "who works on B must notice");
        assert_eq!(store.audit(0, 100).unwrap().last().unwrap().action, "submission.repeated");
        let entries = store.audit(0, 100).unwrap().len();
        store_one(&store, &of("XDA"), &a, &findings(), "a").unwrap();
        assert_eq!(store.audit(0, 100).unwrap().len(), entries + 1, "only the upload is new");
        assert_eq!(store.verify_chain().unwrap(), None);
    }

    fn a_submission_that_rests_on_what_has_changed_is_refused_whole(store: Store) {
        let (last, next, none) = (response("XDA", 2024, 5), response("XDA", 2025, 12), Findings::default());
        let stored = store_one(&store, &of("XDA"), &last, &none, "last").unwrap();
        submit(&store, "XDA", &stored);
        let mut new = prepared(&store, &of("XDA"), &next, &none, "next", RevisionKind::Return).unwrap();
        new.rests_on = Some(BTreeMap::new());
        assert!(matches!(store.submit(&of("XDA"), &new, &nothing, now()), Err(StorageError::Conflict { .. })));
        assert!(matches!(store.return_of(&of("XDA"), &"XDA".into(), 2025), Err(StorageError::NotFound)));
        let earlier = store.earlier(&of("XDA"), &"XDA".into(), 2025).unwrap();
        new.rests_on = Some(earlier.into_iter().map(|(year, earlier)| (year, earlier.revision)).collect());
        assert!(store.submit(&of("XDA"), &new, &nothing, now()).is_ok());
    }

    fn codes_a_file_made_up_come_back_whatever_they_hold(store: Store) {
        static RULE: RuleMeta = RuleMeta {
            code: "INT-02",
            name: "unknown-member",
            severities: &[Severity::Error],
            gate: schema::Gate::Submit,
            since: "2026.1",
            inputs: &["file"],
            page: "",
        };
        let mut made_up = Response::new("2018".into(), "XDA".into(), 2025);
        let mut findings = Findings::default();
        for row in ["A/B", "", "a b", " ", "[\"x\"]", "\u{200f}", "@2024", "é/"] {
            let key = CellKey::count("SZ.TYPE", row);
            made_up.cells.insert(key.clone(), Observation::of(Value::Count(3)));
            let place = Place::new(2025, At::Cell(key.clone()));
            let cells = Arg::List(vec![Arg::Cell(key.clone())]);
            findings.push(Finding { args: [("cells".into(), cells)].into(), ..Finding::new(&RULE, place.clone(), None) });
            findings.not_evaluable.push(schema::NotEvaluable { code: "ARI-04".into(), place, unknown: vec![key] });
        }
        let stored = store_one(&store, &of("XDA"), &made_up, &findings, "made up").unwrap();
        assert_eq!(store.findings(&of("XDA"), &stored.revisions[0].1).unwrap(), findings);
        assert_eq!(store.response(&of("XDA"), &stored.revisions[0].1).unwrap(), made_up);
    }

    fn the_reason_of_a_correction_is_kept_with_its_cell(store: Store) {
        let (corrected, none) = (response("XDA", 2024, 5), Findings::default());
        let key = CellKey::count("SZ.TYPE", "PISTOL");
        let mut new = prepared(&store, &of("XDA"), &corrected, &none, "c", RevisionKind::Correction).unwrap();
        new.revisions[0].reasons = [(key.clone(), Code::from("LATE_DATA"))].into();
        let stored = store.submit(&of("XDA"), &new, &nothing, now()).unwrap();
        submit(&store, "XDA", &stored);
        let reasons = store.correction_reasons(&of("XDA"), &stored.revisions[0].1).unwrap();
        assert_eq!(reasons, [(key, Code::from("LATE_DATA"))].into());
        assert_eq!(store.earlier(&of("XDA"), &"XDA".into(), 2025).unwrap()[&2024].reasons, reasons);
        let other = store.correction_reasons(&of("XDB"), &stored.revisions[0].1);
        assert!(matches!(other, Err(StorageError::NotFound)));
    }

    fn the_character_u_0000_is_refused_by_both_databases(store: Store) {
        let nul = || "a\0b".to_owned();
        let key = CellKey::count("SZ.TYPE", "PISTOL");
        let with = |observation: Observation| {
            let mut changed = response("XDA", 2025, 12);
            changed.cells.insert(key.clone(), observation);
            changed
        };
        let blank = Observation::absent(schema::Availability::Blank);
        let mut row = response("XDA", 2025, 12);
        row.cells.insert(CellKey::count("SZ.TYPE", nul()), Observation::of(Value::Count(1)));
        let mut record = response("XDA", 2025, 12);
        let place = record.records.get_mut("SIG").unwrap();
        place[0].answers.insert("NARRATIVE".into(), Observation::of(Value::Text(nul().into())));
        for (index, broken) in [
            with(Observation { unread: Some(nul().into()), ..blank.clone() }),
            with(Observation { note: Some(nul().into()), ..blank.clone() }),
            with(Observation { source: Some(nul().into()), ..blank }),
            with(Observation::of(Value::Text(nul().into()))),
            with(Observation::of(Value::Code(nul().into()))),
            row,
            record,
        ].iter().enumerate() {
            let stored = store_one(&store, &of("XDA"), broken, &Findings::default(), &index.to_string());
            assert!(matches!(stored, Err(StorageError::Invalid { .. })), "{index}: {stored:?}");
        }
        assert!(matches!(store.return_of(&of("XDA"), &"XDA".into(), 2025), Err(StorageError::NotFound)));
    }

    fn a_writer_that_waits_too_long_is_told_to_come_back(store: Store) {
        let (none, (a, b)) = (Findings::default(), (response("XDA", 2025, 1), response("XDA", 2025, 2)));
        let slow = prepared(&store, &of("XDA"), &a, &none, "slow", RevisionKind::Return).unwrap();
        let waiting = prepared(&store, &of("XDA"), &b, &none, "waiting", RevisionKind::Return).unwrap();
        let (inside, entered) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let first = scope.spawn(|| {
                store.submit(&of("XDA"), &slow, &|_, _| {
                    inside.send(()).unwrap();
                    std::thread::sleep(std::time::Duration::from_secs(11));
                    storage::Explained::default()
                }, now())
            });
            entered.recv().unwrap();
            let second = store.submit(&of("XDA"), &waiting, &nothing, now());
            assert!(matches!(second, Err(StorageError::Unavailable { .. })), "{second:?}");
            assert!(first.join().unwrap().is_ok());
        });
        assert!(store.submit(&of("XDA"), &waiting, &nothing, now()).is_ok(), "and then it is done");
    }
}
