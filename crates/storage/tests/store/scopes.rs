//! Every door that takes a scope, for people of another State and for nobody: what is not theirs is not there, whoever
//! asked before.

use std::collections::BTreeSet;
use std::convert::Infallible;

use schema::{Bond, CountryCode, Response};
use storage::{
    Cycle, Decision, MostTransfers, NewExplanation, NewImport, NewTransfer, NewUpload, Occasion, ReturnsPage,
    RevisionKind, Scope, Step, StorageError, Store, StoredExplanation, Submitting, Taking,
};

use crate::samples::*;
use crate::{database_tests, support};

const YEAR: u16 = 2025;

/// What belongs to the State XDA.
struct Own {
    country: CountryCode,
    return_id: String,
    revision: String,
    upload: String,
    explanation: String,
    question: String,
    response: Response,
}

fn explanation() -> NewExplanation {
    let bond = Bond {
        code: "ARI-01".into(),
        place: "2025:SZ.TYPE/TOTAL".to_owned(),
        judged: "v".to_owned(),
        rule_version: "r".to_owned(),
    };
    NewExplanation { bond, text: "as recorded".to_owned() }
}

fn own(store: &Store) -> Own {
    let (country, response) = (CountryCode::from("XDA"), response("XDA", YEAR, 12));
    let stored = store_one(store, &of("XDA"), &response, &findings(), "one").unwrap();
    let revision = stored.revisions[0].1.clone();
    let explained = store.explain(&of("XDA"), &revision, &[explanation()], now()).unwrap();
    submit(store, "XDA", &stored);
    let place = ("2025:SZ.TYPE/PISTOL", "All of the country?");
    let question = store.ask(&staff(), (&country, YEAR), &revision, place, now()).unwrap();
    let upload = keep(store, &staff(), &country).unwrap();
    let return_id = store.return_of(&staff(), &country, YEAR).unwrap().id;
    let explanation = explained[0].id.clone();
    Own { country, return_id, revision, upload, explanation, question: question.id, response }
}

fn keep(store: &Store, scope: &Scope, country: &CountryCode) -> Result<String, StorageError> {
    let new = NewUpload {
        country: Some(country.clone()),
        cycle: YEAR + 1,
        file_name: None,
        media_type: None,
        bytes: b"letter",
        sha256: "sha-of-letter".to_owned(),
    };
    store.keep_original(scope, &new, now())
}

fn transfer(country: &CountryCode) -> NewTransfer {
    NewTransfer { country: country.clone(), cycle: YEAR + 1, metadata: None, size: 6 }
}

/// What is on its way is told apart by its sender, and by the State even where an account of the same id was moved.
fn on_its_way(store: &Store, own: &Own) {
    let sender = |country: &str| Scope::state(country.into(), "somebody");
    let upload = keep(store, &sender("XDA"), &own.country).unwrap();
    let job = store.begin_job(&sender("XDA"), &upload, now()).unwrap();
    let most = MostTransfers { of_a_person: 9, of_a_state: 9 };
    let begun = store.begin_transfer(&sender("XDA"), &transfer(&own.country), most, now());
    let begun = begun.unwrap().unwrap().id;
    let moved = sender("XDB");
    nothing_there("begin_job", store.begin_job(&moved, &upload, now()));
    nothing_there("job", store.job(&moved, &job));
    nothing_there("transfer", store.transfer(&moved, &begun, now()));
    nothing_there("add_part", store.add_part(&moved, &begun, (0, b"letter"), now()));
    nothing_there("transferred", store.transferred(&moved, &begun, now()));
    nothing_there("end_transfer", store.end_transfer(&moved, &begun, now()));
    assert!(store.job(&sender("XDA"), &job).is_ok() && store.transfer(&sender("XDA"), &begun, now()).is_ok());
}

fn nothing_there<T>(what: &str, answer: Result<T, StorageError>) {
    let refused = answer.err();
    assert!(matches!(refused, Some(StorageError::NotFound)), "{what}: {refused:?}");
}

/// What is read of a return.
fn reads(store: &Store, scope: &Scope, own: &Own) {
    let Own { country, revision, .. } = own;
    nothing_there("return_of", store.return_of(scope, country, YEAR));
    nothing_there("revisions", store.revisions(scope, &own.return_id));
    nothing_there("filed", store.filed(scope, revision));
    nothing_there("response", store.response(scope, revision));
    nothing_there("findings", store.findings(scope, revision));
    nothing_there("bonds", store.bonds(scope, revision));
    nothing_there("explanations", store.explanations(scope, revision));
    nothing_there("lapsed", store.lapsed(scope, revision));
    nothing_there("explanation", store.explanation(scope, country, YEAR, &own.explanation));
    nothing_there("correction_reasons", store.correction_reasons(scope, revision));
    nothing_there("earlier", store.earlier(scope, country, YEAR + 1));
    nothing_there("published", store.published(scope, country));
    nothing_there("steps", store.steps(scope, country, YEAR));
    nothing_there("receipt", store.receipt(scope, country, YEAR, None));
    nothing_there("contributions", store.contributions(scope, country, YEAR));
    nothing_there("questions", store.questions(scope, (country, YEAR)));
    nothing_there("upload", store.upload(scope, &own.upload));
    nothing_there("original", store.original(scope, revision));
    nothing_there("import_report", store.import_report(scope, &own.upload));
    nothing_there("board", store.board(scope, YEAR + 1));
    assert_eq!(store.returns(scope).unwrap(), [], "returns");
    assert_eq!(store.current(scope).unwrap(), [], "current");
    let page = ReturnsPage { country: Some(country.clone()), year: None, after: None, limit: 10 };
    assert_eq!(store.returns_page(scope, &page).unwrap(), [], "returns_page");
    assert!(store.extensions(scope, YEAR + 1).unwrap().is_empty(), "extensions");
}

/// What is written of a return.
fn writes(store: &Store, scope: &Scope, own: &Own) {
    let Own { country, revision, .. } = own;
    let place = ("2025:SZ.TYPE/PISTOL", "Why?");
    nothing_there("explain", store.explain(scope, revision, &[explanation()], now()));
    let decision = (Decision::Accepted, "");
    nothing_there("decide", store.decide(scope, country, YEAR, &own.explanation, decision, now()));
    nothing_there("ask", store.ask(scope, (country, YEAR), revision, place, now()));
    nothing_there("reply", store.reply(scope, (country, YEAR), &own.question, "Because", now()));
    nothing_there("close_question", store.close_question(scope, (country, YEAR), &own.question, now()));
    let taking = Taking {
        country: country.clone(),
        year: YEAR,
        version: store.return_of(&staff(), country, YEAR).unwrap().version,
        step: Step::Recall,
        reason: None,
        tables: BTreeSet::new(),
    };
    nothing_there("take_step", store.take_step(scope, &taking, now()));
    let gate = |_: &[StoredExplanation]| Ok::<_, Infallible>(Vec::new());
    let version = taking.version;
    let submitting = Submitting { country, year: YEAR, version, revision, on_behalf: None };
    nothing_there("submit_return", store.submit_return(scope, submitting, gate, now()).map(drop));
    nothing_there("keep_original", keep(store, scope, country));
    let found = findings();
    let new = prepared(store, &staff(), &own.response, &found, "other", RevisionKind::Return).unwrap();
    nothing_there("submit", store.submit(scope, &new, &nothing, now()).map(drop));
    let import = NewImport { upload: new.upload.clone(), report: "{}".to_owned(), submissions: vec![new] };
    nothing_there("import", store.import(scope, &import, now()).map(drop));
    let (new, most) = (transfer(country), MostTransfers { of_a_person: 9, of_a_state: 9 });
    nothing_there("begin_transfer", store.begin_transfer(scope, &new, most, now()));
}

/// What only the secretariat does in a cycle.
fn cycles(store: &Store, scope: &Scope, own: &Own) {
    let cycle = store.cycle(YEAR + 1).unwrap().unwrap();
    nothing_there("open_cycle", store.open_cycle(scope, &Cycle { year: YEAR + 2, ..cycle.clone() }, now()));
    nothing_there("change_cycle", store.change_cycle(scope, &cycle, now()));
    let later = (&own.country, "2027-12-31".parse().unwrap());
    nothing_there("extend", store.extend(scope, YEAR + 1, later, "Because", now()));
    let (countries, asked) = (BTreeSet::new(), Occasion::Asked);
    nothing_there("remind", store.remind(scope, YEAR + 1, &countries, &asked, now()));
}

database_tests! {
    fn nothing_of_a_state_is_there_for_another_or_for_nobody_through_any_door(store: Store) {
        let own = own(&store);
        let day = |text: &str| text.parse().unwrap();
        let cycle = Cycle {
            year: YEAR + 1,
            edition: "2018".into(),
            opens_on: day("2026-01-01"),
            due_on: day("2026-06-30"),
            closes_on: day("2026-12-31"),
            version: 0,
        };
        store.open_cycle(&staff(), &cycle, now()).unwrap();
        store.extend(&staff(), YEAR + 1, (&own.country, day("2026-07-31")), "Because", now()).unwrap();
        for scope in [of("XDB"), Scope::Public] {
            reads(&store, &scope, &own);
            writes(&store, &scope, &own);
            cycles(&store, &scope, &own);
        }
        on_its_way(&store, &own);
    }
    fn what_was_made_of_the_rows_of_a_published_file_is_for_the_secretariat(store: Store) {
        let (published, found) = (response("XDA", 2020, 5), findings());
        let new = prepared(&store, &staff(), &published, &found, "file", RevisionKind::Import).unwrap();
        let upload = new.upload.clone();
        let import = NewImport { upload: upload.clone(), report: "{}".to_owned(), submissions: vec![new] };
        store.import(&staff(), &import, now()).unwrap();
        assert_eq!(store.import_report(&staff(), &upload).unwrap(), "{}");
        for scope in [of("XDA"), of("XDB"), Scope::Public] {
            nothing_there("import_report", store.import_report(&scope, &upload));
        }
    }
}
