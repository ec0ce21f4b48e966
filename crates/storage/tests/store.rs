//! The door to the database, on both backends.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail where it stands"
)]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeZone as _, Utc};
use schema::response::Answers;
use schema::{
    At, Availability, CellKey, Confidentiality, Declaration, DeclarationItem, Finding, Findings, Gate,
    Header, Lang, NotEvaluable, Observation, Origin, Place, Pointer, Profile, Quality, Record, RecordKey,
    Response, RuleMeta, Severity, Value,
};
use storage::{
    NewExplanation, NewRevision, NewSubmission, NewUpload, NewUser, ReturnState, RevisionKind, Role, Scope,
    StorageError, Store, Stored,
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap()
}

fn staff() -> Scope {
    Scope::secretariat("staff")
}

fn of(country: &str) -> Scope {
    Scope::state(country.into(), "focal point")
}

fn sheet(row: u32, column: u32) -> Origin {
    Origin::Sheet { sheet: Arc::from("M1"), row, column }
}

/// A response with every kind of answer and every status.
fn response(country: &str, year: u16, pistols: u64) -> Response {
    let mut response = Response::new("2018".into(), country.into(), year);
    let mut put = |row: &str, observation: Observation| {
        response.cells.insert(CellKey::count("SZ.TYPE", row), observation);
    };
    let mut flagged = Observation::of(Value::Count(pistols)).at(sheet(3, 2));
    flagged.quality = [Quality::Estimate, Quality::Provisional].into();
    flagged.confidentiality = Confidentiality::Confidential;
    flagged.note = Some(Arc::from("from a sample; \"quoted\"\nsecond line"));
    flagged.source = Some(Arc::from("PP/IAFQ"));
    put("PISTOL", flagged);
    put("REVOLV", Observation::of(Value::Count(0)).at(Origin::Pointer(Arc::from("/tables/SZ.TYPE"))));
    put("RIFLE", Observation::of(Value::Count(schema::value::LARGEST_COUNT)).at(Origin::Line(7)));
    put("SMG", Observation { inherited: true, ..Observation::absent(Availability::NotAvailable) });
    let pointer = Pointer::parse("SZ.TYPE/OTHER@2024").unwrap();
    put("MG", Observation { included_in: Some(pointer), ..Observation::absent(Availability::Included) });
    put("UNK", Observation { unread: Some(Arc::from("~50")), ..Observation::absent(Availability::Blank) });
    let price = CellKey::new("PR.PRICE", "PISTOL.RETAIL", "LOW");
    response.cells.insert(price, Observation::of(Value::Decimal(150.25)));
    response.cells.insert(
        CellKey::field("M0.PERIOD", "START"),
        Observation::of(Value::Date("2025-01-01".parse().unwrap())),
    );
    let status = Observation::of(Value::Code("REPORTED".into()));
    let institutions = Observation::of(Value::Codes(vec!["POLICE".into(), "CUSTOMS".into()]));
    let items = [(DeclarationItem::Status, status), (DeclarationItem::Institution, institutions)].into();
    response.declarations.insert("SZ.TYPE".into(), Declaration { items });
    response.records.insert("SIG".into(), vec![record("A-1"), record("A-2")]);
    response
}

fn record(case: &str) -> Record {
    let answers = |pairs: &[(&str, Value)]| -> Answers {
        pairs
            .iter()
            .map(|(field, value)| ((*field).into(), Observation::of(value.clone()).at(sheet(9, 1))))
            .collect()
    };
    let lines = vec![
        answers(&[("TYPE", Value::Code("PISTOL".into())), ("COUNT", Value::Count(3))]),
        answers(&[("TYPE", Value::Code("RIFLE".into())), ("COUNT", Value::Count(1))]),
    ];
    Record {
        answers: answers(&[
            ("CASE", Value::Text(Arc::from(case))),
            ("CONTEXT", Value::Codes(vec!["DRUG".into(), "OC".into()])),
            ("TRANSIT", Value::Codes(vec!["XDB".into(), "XDC".into()])),
        ]),
        children: [("ARMS".into(), lines)].into(),
        origin: Some(sheet(9, 0)),
    }
}

fn findings() -> Findings {
    static RULE: RuleMeta = RuleMeta {
        code: "ARI-01",
        name: "types-do-not-add-up",
        severities: &[Severity::Error, Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        page: "",
    };
    let place = |at| Place::new(2025, at);
    let case = RecordKey {
        table: "SIG".into(),
        case: "A-1".into(),
        child: Some(("ARMS".into(), 2)),
        field: Some("COUNT".into()),
    };
    let finding = Finding::new(&RULE, place(At::Cell(CellKey::count("SZ.TYPE", "TOTAL"))), Some(sheet(3, 2)))
        .outcome("above")
        .arg("sum", 412_u64)
        .arg("share", 12.5)
        .arg("cell", CellKey::count("SZ.TYPE", "TOTAL"))
        .also(place(At::Record(case)), None)
        .also(place(At::Declaration("SZ.TYPE".into(), DeclarationItem::Status)), None)
        .also(place(At::Submission), None);
    let unknown = vec![CellKey::count("SZ.TYPE", "SMG")];
    let rule = NotEvaluable { code: "ARI-04".into(), place: place(At::Table("SZ.JUST".into())), unknown };
    Findings { list: vec![finding], not_evaluable: vec![rule] }
}

fn store_one(
    store: &Store,
    scope: &Scope,
    response: &Response,
    findings: &Findings,
    content: &str,
) -> Result<Stored, StorageError> {
    store_kind(store, scope, response, findings, content, RevisionKind::Return)
}

fn store_kind(
    store: &Store,
    scope: &Scope,
    response: &Response,
    findings: &Findings,
    content: &str,
    kind: RevisionKind,
) -> Result<Stored, StorageError> {
    let bytes = content.as_bytes();
    let upload = store.keep_original(
        scope,
        &NewUpload {
            country: response.country.clone(),
            cycle: response.year + 1,
            file_name: Some("return.xlsx".to_owned()),
            media_type: None,
            bytes,
            sha256: format!("sha-of-{content}"),
        },
        now(),
    )?;
    let new = NewSubmission {
        upload,
        header: Header {
            edition: "2018".into(),
            country: response.country.clone(),
            cycle: response.year + 1,
            year: response.year,
            language: Lang::En,
            profile: Profile::Full,
            template: None,
        },
        content_sha256: content.to_owned(),
        rule_set: "2026.1".to_owned(),
        text_version: "2026.1".to_owned(),
        revisions: vec![NewRevision {
            year: response.year,
            kind,
            fingerprint: "f".to_owned(),
            response,
            findings,
            content_sha256: content.to_owned(),
        }],
    };
    store.submit(scope, &new, now())
}

/// What is stored, but for the upload that storing adds.
fn without_upload(mut response: Response) -> Response {
    for observation in response.cells.values_mut() {
        observation.upload = None;
    }
    for record in response.records.values_mut().flatten() {
        let lines = record.children.values_mut().flatten();
        for answers in std::iter::once(&mut record.answers).chain(lines) {
            for observation in answers.values_mut() {
                observation.upload = None;
            }
        }
    }
    response
}

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
        let explanation = NewExplanation {
            code: "ARI-01".into(),
            place: "2025:SZ.TYPE/TOTAL".to_owned(),
            value_sha256: "v".to_owned(),
            text: "as recorded".to_owned(),
        };
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

    fn the_audit_chain_holds(store: Store) {
        store_one(&store, &of("XDA"), &response("XDA", 2025, 12), &findings(), "one").unwrap();
        assert_eq!(store.verify_chain().unwrap(), None);
        let actions: Vec<_> = store.audit(0, 10).unwrap().into_iter().map(|entry| entry.action).collect();
        assert_eq!(actions, ["upload.received", "submission.stored"]);
    }

    fn a_token_is_found_until_it_expires(store: Store) {
        let new = NewUser { name: "A. Focal".to_owned(), role: Role::FocalPoint, country: Some("XDA".into()) };
        let user = store.add_user(&new, now()).unwrap();
        store.add_token(&user.id, "hash", "test", now(), now() + chrono::Duration::days(1)).unwrap();
        assert_eq!(store.find_token("hash", now()).unwrap(), Some(user));
        assert_eq!(store.find_token("hash", now() + chrono::Duration::days(2)).unwrap(), None);
        assert_eq!(store.find_token("other", now()).unwrap(), None);
        let stateless = NewUser { name: "B".to_owned(), role: Role::FocalPoint, country: None };
        assert!(store.add_user(&stateless, now()).is_err(), "a focal point belongs to a State");
    }

    fn migrations_go_up_down_and_up_again(store: Store) {
        store.revert_all().unwrap();
        assert!(store.setting("kind").is_err());
        store.migrate().unwrap();
        store.set_setting("kind", "service").unwrap();
        store.set_setting("kind", "demo").unwrap();
        assert_eq!(store.setting("kind").unwrap().as_deref(), Some("demo"));
    }

    fn ten_thousand_cells_of_one_return_are_stored_and_found(store: Store) {
        let mut large = Response::new("2018".into(), "XDA".into(), 2025);
        let keys = (0..10_000).map(|index| CellKey::count("FL.MANUF", format!("R{index}")));
        large.cells = keys.map(|key| (key, Observation::of(Value::Count(3)).at(sheet(1, 1)))).collect::<BTreeMap<_, _>>();
        let stored = store_one(&store, &of("XDA"), &large, &Findings::default(), "large").unwrap();
        let back = store.response(&of("XDA"), &stored.revisions[0].1).unwrap();
        assert_eq!(without_upload(back), large);
    }
}
