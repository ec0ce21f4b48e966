//! The workflow: its edges, who takes them, and what they leave behind; held against a table written by hand.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schema::Findings;
use storage::{EDGES, ReturnState, Scope, Step, StorageError, Store, Taking};

use crate::samples::*;
use crate::{database_tests, support};

/// What each step leads to from each state, written by hand: `.` nowhere, `=` where the return stood before what is taken
/// back was submitted, `^` the same where that was accepted and still is.
const ORACLE: &str = "
                     draft     submitted returned  accepted  cleared   published
submitted            submitted submitted submitted submitted submitted submitted
recalled             .         =         ^         .         .         .
returned             .         returned  .         returned  returned  .
accepted             .         accepted  .         .         .         .
cleared              .         .         .         cleared   cleared   .
clearance_withdrawn  .         .         .         .         accepted  .
published            .         .         .         .         published .
";

fn rows() -> Vec<Vec<&'static str>> {
    ORACLE
        .lines()
        .map(|line| line.split_whitespace().collect())
        .filter(|row: &Vec<_>| !row.is_empty())
        .collect()
}

const STEPS: [Step; 7] =
    [Step::Submit, Step::Recall, Step::Return, Step::Accept, Step::Clear, Step::Withdraw, Step::Publish];
const STATES: [ReturnState; 6] = [
    ReturnState::Draft,
    ReturnState::Submitted,
    ReturnState::Returned,
    ReturnState::Accepted,
    ReturnState::Cleared,
    ReturnState::Published,
];

fn oracle(step: Step, from: ReturnState) -> &'static str {
    let rows = rows();
    let column = rows[0].iter().position(|name| *name == from.code()).unwrap() + 1;
    rows.iter().skip(1).find(|row| row[0] == step.code()).unwrap()[column]
}

#[test]
fn the_edges_are_those_of_the_table_and_the_databases_hold_the_same() {
    let mut expected = BTreeSet::new();
    for (step, from) in STEPS.iter().flat_map(|step| STATES.iter().map(move |from| (*step, *from))) {
        let targets: &[&str] = match oracle(step, from) {
            "." => &[],
            "=" => &["draft", "submitted", "returned", "accepted", "cleared", "published"],
            "^" => &["accepted", "cleared", "published"],
            to => &[to],
        };
        expected.extend(targets.iter().map(|to| format!("{}:{}>{to}", step.code(), from.code())));
    }
    let edges = EDGES.iter().map(|(step, from, to)| format!("{step}:{from}>{to}"));
    assert_eq!(edges.collect::<BTreeSet<_>>(), expected);
    let sqlite = include_str!("../../../../migrations/sqlite/2026-11-28-110000_workflow/up.sql");
    let postgresql = include_str!("../../../../migrations/postgresql/2026-11-28-110000_workflow/up.sql");
    // Without a step: what a change of state itself may be, and what a published file does.
    let mut moves: BTreeSet<_> =
        expected.iter().map(|edge| edge.split_once(':').unwrap().1.to_owned()).collect();
    moves.insert("draft>published".to_owned());
    moves.retain(|one| {
        one.split_once('>').is_some_and(|(from, to)| from != to) || one == "submitted>submitted"
    });
    for migration in [sqlite, postgresql] {
        let quoted: BTreeSet<_> =
            migration.split('\'').skip(1).step_by(2).filter(|text| text.contains('>')).collect();
        let (steps, changes): (BTreeSet<_>, BTreeSet<_>) =
            quoted.into_iter().partition(|text| text.contains(':'));
        assert_eq!(steps, expected.iter().map(String::as_str).collect());
        let real = |one: &&str| one.split_once('>').is_some_and(|(from, to)| from != to);
        let changes: BTreeSet<_> = changes.into_iter().filter(real).collect();
        assert_eq!(changes, moves.iter().map(String::as_str).filter(|one| real(one)).collect());
    }
}

/// Somebody does something.
#[derive(Clone, Debug)]
enum Deed {
    /// A new revision arrives: from the State, or from a person of the secretariat on its behalf.
    Send(Option<u8>),
    /// A step, by one of three people of the secretariat, with the version as it is or as it was.
    Take(Step, u8, bool),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let people = 0..3_u8;
    let send = proptest::option::weighted(0.2, people.clone()).prop_map(Deed::Send);
    let take = (proptest::sample::select(&STEPS[..]), people, proptest::bool::weighted(0.1))
        .prop_map(|(step, who, stale)| Deed::Take(step, who, stale));
    vec(prop_oneof![1 => send, 4 => take], 1..60)
}

fn person(number: u8) -> Scope {
    Scope::secretariat(format!("person {number}"))
}

/// What the table and the rules of the four eyes say of a return.
struct Model {
    state: ReturnState,
    /// The revisions that arrived: who sent each.
    senders: Vec<String>,
    /// Where the return stood, and by which revision, before each submission that was not taken back.
    submissions: Vec<(ReturnState, Option<usize>)>,
    submitted: Option<usize>,
    accepted: Option<usize>,
    published: Option<usize>,
    reviewers: BTreeSet<String>,
    version: i32,
}

impl Model {
    /// Where a recall leads, and the revision the State stands by then.
    fn recalled(&self, by: &str) -> Option<(ReturnState, Option<usize>)> {
        let (state, submitted) = *self.submissions.last()?;
        let stands = match state {
            ReturnState::Accepted | ReturnState::Cleared => self.accepted == submitted,
            ReturnState::Published => true,
            ReturnState::Draft | ReturnState::Submitted | ReturnState::Returned => by == "=",
        };
        stands.then_some((state, submitted))
    }

    /// What becomes of a step; `Err` is the kind of the refusal.
    fn take(&mut self, step: Step, actor: &str) -> Result<(), &'static str> {
        let to = match oracle(step, self.state) {
            "." => return Err("wrong step"),
            by @ ("=" | "^") => self.recalled(by).ok_or("wrong step")?.0,
            to => ReturnState::from_code(to).unwrap(),
        };
        let sent_it = |one: Option<usize>| self.senders[one.unwrap()] == actor;
        match step {
            Step::Submit => {
                self.submissions.push((self.state, self.submitted));
                self.submitted = Some(self.senders.len() - 1);
            }
            Step::Recall => {
                let (_, submitted) = self.submissions.pop().unwrap();
                self.submitted = submitted;
            }
            Step::Accept if sent_it(self.submitted) => return Err("four eyes"),
            Step::Accept => {
                self.accepted = self.submitted;
                self.reviewers.insert(actor.to_owned());
            }
            Step::Publish if sent_it(self.accepted) || self.reviewers.contains(actor) => {
                return Err("four eyes");
            }
            Step::Publish => self.published = self.accepted,
            Step::Return => {
                if self.state != ReturnState::Submitted {
                    self.accepted = self.published;
                }
                self.reviewers.insert(actor.to_owned());
            }
            Step::Clear | Step::Withdraw => {}
        }
        self.state = to;
        self.version += 1;
        Ok(())
    }
}

fn taking(step: Step, version: i32) -> Taking {
    let tables = if step == Step::Clear { ["SZ.TYPE".into()].into() } else { BTreeSet::new() };
    let reason = (step == Step::Return).then(|| "look at the pistols".to_owned());
    Taking { country: "XDA".into(), year: 2025, version, step, reason, tables }
}

/// Does a step as the program does it; gives the kind of the refusal.
fn done(store: &Store, step: Step, version: i32, scope: &Scope) -> Result<(), &'static str> {
    let result = if step == Step::Submit {
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        submit_at(store, "XDA", 2025, version, &the_return.current_revision.unwrap(), &[]).map(drop)
    } else {
        store.take_step(scope, &taking(step, version), now()).map(drop)
    };
    result.map_err(|error| match error {
        StorageError::WrongStep { .. } => "wrong step",
        StorageError::FourEyes { .. } => "four eyes",
        StorageError::Conflict { .. } => "stale",
        _ => "something else",
    })
}

/// A walk, checked at each step against the model.
fn walk(store: &Store, deeds: &[Deed], pistols: &mut u64) {
    let mut model = Model {
        state: ReturnState::Draft,
        senders: Vec::new(),
        submissions: Vec::new(),
        submitted: None,
        accepted: None,
        published: None,
        reviewers: BTreeSet::new(),
        version: 0,
    };
    let first = [Deed::Send(None)];
    for deed in first.iter().chain(deeds) {
        let entries = store.audit(0, 10_000).unwrap().len();
        match deed {
            Deed::Send(who) => {
                let scope = who.map_or_else(|| of("XDA"), person);
                *pistols += 1;
                let content = format!("{pistols} pistols");
                store_one(store, &scope, &response("XDA", 2025, *pistols), &Findings::default(), &content)
                    .unwrap();
                model.senders.push(who.map_or("focal point".to_owned(), |who| format!("person {who}")));
                model.version += 1;
            }
            Deed::Take(step, who, stale) => {
                // A revision that stands as submitted gives its receipt again, unless it was given back.
                let again = *step == Step::Submit
                    && model.state != ReturnState::Returned
                    && model.submitted == Some(model.senders.len() - 1);
                let version = if *stale { model.version - 1 } else { model.version };
                let scope = if *step == Step::Submit { of("XDA") } else { person(*who) };
                let expected = match (again, *stale) {
                    (true, _) => Ok(()),
                    (false, true) => Err("stale"),
                    (false, false) => model.take(*step, &format!("person {who}")),
                };
                assert_eq!(done(store, *step, version, &scope), expected, "{deed:?} from {}", model.state);
                if again || expected.is_err() {
                    assert_eq!(store.audit(0, 10_000).unwrap().len(), entries, "{deed:?} left something");
                }
            }
        }
        let the_return = store.return_of(&of("XDA"), &"XDA".into(), 2025).unwrap();
        assert_eq!((the_return.state, the_return.version), (model.state, model.version), "{deed:?}");
        let revisions = store.revisions(&of("XDA"), &the_return.id).unwrap();
        let at = |id: &Option<String>| revisions.iter().position(|one| Some(&one.id) == id.as_ref());
        assert_eq!(at(&the_return.submitted_revision), model.submitted);
        assert_eq!(at(&the_return.accepted_revision), model.accepted);
        assert_eq!(at(&the_return.published_revision), model.published);
    }
    let steps = store.steps(&of("XDA"), &"XDA".into(), 2025).unwrap();
    let edges = steps.iter().map(|one| (one.step, one.from, one.to));
    assert!(edges.clone().all(|edge| EDGES.contains(&edge)), "{:?}", edges.collect::<Vec<_>>());
    assert!(
        steps.windows(2).all(|two| two[0].to == two[1].from),
        "each step starts where the last one ended"
    );
    assert_eq!(store.verify_chain().unwrap(), None);
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() })
}

#[test]
fn a_random_walk_goes_where_the_table_says_on_sqlite() {
    runner(24)
        .run(&deeds(), |deeds| {
            support::on_sqlite(|store| walk(&store, &deeds, &mut 0));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_random_walk_goes_where_the_table_says_on_postgresql() {
    runner(8)
        .run(&deeds(), |deeds| {
            support::on_postgresql(|store| walk(&store, &deeds, &mut 0));
            Ok(())
        })
        .unwrap();
}

database_tests! {
    fn what_is_given_back_is_not_accepted_again_by_its_own_state(store: Store) {
        let mut number = 0_u64;
        let mut send = || {
            number += 1;
            let content = format!("{number} pistols");
            let answers = response("XDA", 2025, number);
            let sent = store_one(&store, &of("XDA"), &answers, &Findings::default(), &content).unwrap();
            submit(&store, "XDA", &sent);
        };
        let now_at = || store.return_of(&staff(), &"XDA".into(), 2025).unwrap();
        let take = |step: Step, scope: &Scope| store.take_step(scope, &taking(step, now_at().version), now());
        send();
        take(Step::Accept, &person(0)).unwrap();
        take(Step::Return, &person(0)).unwrap();
        send();
        assert_eq!(take(Step::Recall, &of("XDA")).unwrap().state, ReturnState::Returned);
        assert!(matches!(take(Step::Recall, &of("XDA")), Err(StorageError::WrongStep { .. })));
        assert_eq!(now_at().accepted_revision, None);
        // And what is submitted anew as it was is submitted, with a receipt of its own.
        let before = store.receipt(&of("XDA"), &"XDA".into(), 2025, None).unwrap();
        let again = submit_revision(&store, "XDA", 2025, &before.revision).unwrap();
        assert_ne!(again.id, before.id);
        assert_eq!(now_at().state, ReturnState::Submitted);
    }

    fn a_step_without_what_it_takes_is_refused(store: Store) {
        store_one(&store, &of("XDA"), &response("XDA", 2025, 12), &Findings::default(), "one").unwrap();
        let refused = |taking: &Taking| {
            assert!(matches!(store.take_step(&of("XDA"), taking, now()), Err(StorageError::Invalid { .. })));
        };
        refused(&taking(Step::Submit, 1));
        refused(&Taking { tables: BTreeSet::new(), ..taking(Step::Clear, 1) });
        refused(&Taking { reason: None, ..taking(Step::Return, 1) });
    }

    fn only_what_its_state_has_cleared_is_given_out_of_a_published_return(store: Store) {
        let sent = store_one(&store, &of("XDA"), &response("XDA", 2025, 12), &Findings::default(), "one").unwrap();
        submit(&store, "XDA", &sent);
        let take = |step: Step, scope: &Scope, tables: &[&str]| {
            let version = store.return_of(&staff(), &"XDA".into(), 2025).unwrap().version;
            let tables = tables.iter().map(|table| (*table).into()).collect();
            store.take_step(scope, &Taking { tables, ..taking(step, version) }, now()).unwrap();
        };
        let public = || store.current(&Scope::Public).unwrap();
        take(Step::Accept, &person(0), &[]);
        take(Step::Clear, &of("XDA"), &["SZ.TYPE", "SIG"]);
        take(Step::Clear, &of("XDA"), &["SZ.TYPE"]);
        assert!(public().is_empty(), "cleared is not published");
        take(Step::Publish, &person(1), &[]);
        let given = public().remove(0).response;
        assert!(given.cells.keys().all(|key| key.table.as_str() == "SZ.TYPE") && !given.cells.is_empty());
        assert!(given.records.is_empty());
        assert!(given.declarations.keys().all(|table| table.as_str() == "SZ.TYPE"));
        let own = store.current(&of("XDA")).unwrap().remove(0).response;
        assert!(own.cells.len() > given.cells.len() && !own.records.is_empty(), "the State has all of it");
    }
}

const FORBIDDEN: [&str; 3] = [
    "UPDATE state_return SET state = 'cleared'",
    "INSERT INTO return_step SELECT 'a', id, 1, 'accepted', 'draft', 'accepted', NULL, NULL, NULL, 'b', 'c' FROM state_return",
    "INSERT INTO return_step SELECT 'a', id, 1, 'returned', 'submitted', 'returned', NULL, NULL, NULL, 'b', 'c' FROM state_return",
];

#[test]
fn what_no_edge_allows_is_refused_by_the_database_itself() {
    let draft = |store: &Store| {
        store_one(store, &of("XDA"), &response("XDA", 2025, 12), &Findings::default(), "one").unwrap();
    };
    support::with_sqlite(|url| {
        draft(&support::open(url));
        let mut connection = SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap();
        for change in FORBIDDEN {
            assert!(connection.batch_execute(change).is_err(), "{change}");
        }
        connection.batch_execute("UPDATE state_return SET state = 'submitted'").unwrap();
    });
    support::with_postgresql(|url| {
        draft(&support::open(url));
        let mut connection = PgConnection::establish(url).unwrap();
        for change in FORBIDDEN {
            assert!(connection.batch_execute(change).is_err(), "{change}");
        }
        connection.batch_execute("UPDATE state_return SET state = 'submitted'").unwrap();
    });
}
