//! Answers, findings and submissions to store.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use chrono::{DateTime, TimeZone as _, Utc};
use schema::response::Answers;
use schema::{
    At, Availability, CellKey, Confidentiality, Declaration, DeclarationItem, Finding, Findings, Gate,
    Header, Lang, NotEvaluable, Observation, Origin, Place, Pointer, Profile, Quality, Record, RecordKey,
    Response, RuleMeta, Severity, Value, Year,
};
use storage::{
    Explained, NewExplanation, NewImport, NewRevision, NewSubmission, NewUpload, Purpose, Receipt,
    RevisionId, RevisionKind, Scope, StorageError, Store, Stored, StoredExplanation, Submitting,
};

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap()
}

pub(crate) fn staff() -> Scope {
    Scope::secretariat("staff")
}

pub(crate) fn of(country: &str) -> Scope {
    Scope::state(country.into(), "focal point")
}

pub(crate) fn sheet(row: u32, column: u32) -> Origin {
    Origin::Sheet { sheet: Arc::from("M1"), row, column }
}

/// A response with every kind of answer and every status.
pub(crate) fn response(country: &str, year: u16, pistols: u64) -> Response {
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

pub(crate) fn record(case: &str) -> Record {
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

pub(crate) fn findings() -> Findings {
    static RULE: RuleMeta = RuleMeta {
        code: "ARI-01",
        name: "types-do-not-add-up",
        severities: &[Severity::Error, Severity::Warning],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["SZ.TYPE"],
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

pub(crate) fn store_one(
    store: &Store,
    scope: &Scope,
    response: &Response,
    findings: &Findings,
    content: &str,
) -> Result<Stored, StorageError> {
    store_kind(store, scope, response, findings, content, RevisionKind::Return)
}

pub(crate) fn store_kind(
    store: &Store,
    scope: &Scope,
    response: &Response,
    findings: &Findings,
    content: &str,
    kind: RevisionKind,
) -> Result<Stored, StorageError> {
    let new = prepared(store, scope, response, findings, content, kind)?;
    if kind != RevisionKind::Import {
        return store.submit(scope, &new, &nothing, now());
    }
    let import = NewImport { upload: new.upload.clone(), report: "{}".to_owned(), submissions: vec![new] };
    Ok(store.import(scope, &import, now())?.remove(0))
}

/// Nobody explains anything.
pub(crate) fn nothing(_: Year, _: &[StoredExplanation]) -> Explained {
    Explained::default()
}

/// A submission of one year whose original is kept and which can be stored.
pub(crate) fn prepared<'a>(
    store: &Store,
    scope: &Scope,
    response: &'a Response,
    findings: &'a Findings,
    content: &str,
    kind: RevisionKind,
) -> Result<NewSubmission<'a>, StorageError> {
    let upload = NewUpload {
        country: Some(response.country.clone()),
        cycle: response.year + 1,
        file_name: Some("return.xlsx".to_owned()),
        media_type: None,
        bytes: content.as_bytes(),
        sha256: format!("sha-of-{content}"),
    };
    Ok(NewSubmission {
        upload: store.keep_original(scope, &upload, now())?,
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
        rests_on: None,
        revisions: vec![NewRevision {
            year: response.year,
            kind,
            fingerprint: "f".to_owned(),
            response,
            reasons: BTreeMap::new(),
            findings,
            bonds: Vec::new(),
            content_sha256: content.to_owned(),
        }],
        purpose: Purpose::Draft,
    })
}

/// Submits the revision that was stored first of a submission.
pub(crate) fn submit(store: &Store, country: &str, stored: &Stored) {
    let (year, revision, _) = &stored.revisions[0];
    submit_revision(store, country, *year, revision).unwrap();
}

/// Submits a revision of a return as it stands.
pub(crate) fn submit_revision(
    store: &Store,
    country: &str,
    year: Year,
    revision: &RevisionId,
) -> Result<Receipt, StorageError> {
    let version = store.return_of(&staff(), &country.into(), year)?.version;
    submit_at(store, country, year, version, revision, &[])
}

/// Submits a revision of a return that stands at a version, with explanations.
pub(crate) fn submit_at(
    store: &Store,
    country: &str,
    year: Year,
    version: i32,
    revision: &RevisionId,
    given: &[NewExplanation],
) -> Result<Receipt, StorageError> {
    let gate = |_: &[StoredExplanation]| Ok::<_, Infallible>(given.to_vec());
    let state = country.into();
    let submitting = Submitting { country: &state, year, version, revision, on_behalf: None };
    let done = store.submit_return(&of(country), submitting, gate, now())?;
    let Ok(receipt) = done;
    Ok(receipt)
}

/// What is stored, but for the upload that storing adds.
pub(crate) fn without_upload(mut response: Response) -> Response {
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
