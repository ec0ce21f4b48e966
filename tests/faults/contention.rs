//! Somebody else holds the lock, everybody submits at once, connections are ended.

use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use support::faults::Faults;
use support::own_server::OwnServer;
use support::scene::{Scene, say};
use support::{Backend, TestDatabase, TestService, on_both_databases};

on_both_databases!(
    a_lock_held_for_a_while_makes_an_upload_late,
    a_lock_held_for_long_makes_an_upload_come_back_later,
    fifty_who_submit_one_return_get_one_receipt,
);

mod run {
    use std::collections::BTreeMap;
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    use diesel::connection::SimpleConnection;
    use diesel::{Connection as _, PgConnection, SqliteConnection};
    use serde_json::json;
    use support::load::LONGEST_ANSWER;
    use support::scene::{Scene, say};
    use support::{Answer, Backend, TestService};

    /// Holds what every writer needs, in another connection, for a time.
    fn held<T>(service: &TestService, time: Duration, meanwhile: impl FnOnce() -> T) -> T {
        let (locked, is_locked) = mpsc::channel();
        let url = service.database.url.clone();
        let hold = move |connection: &mut dyn SimpleConnection, lock: &str| {
            connection.batch_execute(lock).unwrap();
            locked.send(()).unwrap();
            std::thread::sleep(time);
            connection.batch_execute("ROLLBACK").unwrap();
        };
        std::thread::scope(|scope| {
            scope.spawn(move || {
                if let Some(path) = url.strip_prefix("sqlite:") {
                    hold(&mut SqliteConnection::establish(path).unwrap(), "BEGIN EXCLUSIVE");
                } else {
                    let lock = "BEGIN; LOCK TABLE audit_head IN EXCLUSIVE MODE";
                    hold(&mut PgConnection::establish(&url).unwrap(), lock);
                }
            });
            is_locked.recv().unwrap();
            meanwhile()
        })
    }

    /// An answer, and how long it took.
    fn timed(ask: impl FnOnce() -> Answer) -> (Answer, Duration) {
        let start = Instant::now();
        (ask(), start.elapsed())
    }

    pub(super) fn a_lock_held_for_a_while_makes_an_upload_late(backend: Backend) {
        let mut scene = Scene::of(TestService::start(backend));
        let body = scene.senders[0].offered();
        let (service, ledger, sender) = (&scene.service, &scene.ledger, &mut scene.senders[0]);
        let start = Instant::now();
        let answer = held(service, Duration::from_secs(3), || sender.offer(service, ledger, &body));
        assert!(answer.is_some(), "an upload waits for three seconds");
        say(&format!("acknowledged after {:?}", start.elapsed()));
        say(&scene.is_sound_to_the_bottom());
    }

    pub(super) fn a_lock_held_for_long_makes_an_upload_come_back_later(backend: Backend) {
        let mut scene = Scene::of(TestService::start(backend));
        let service = &scene.service;
        let start = Instant::now();
        let (ledger, senders) = (&scene.ledger, &mut scene.senders);
        held(service, Duration::from_secs(12), || {
            std::thread::scope(|scope| {
                for sender in senders.iter_mut() {
                    let body = sender.offered();
                    scope.spawn(move || {
                        let taken = sender.offer(service, ledger, &body);
                        assert!(taken.is_none(), "it was taken while nobody could write");
                    });
                }
                // What needs no lock waits for none.
                while start.elapsed() < Duration::from_secs(8) {
                    for path in ["/ready", "/data/observations.csv", "/data/indicator.json"] {
                        let (answer, took) = timed(|| service.get(path, None));
                        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                        assert!(took < Duration::from_secs(3), "{path} took {took:?}");
                    }
                    std::thread::sleep(Duration::from_millis(200));
                }
            });
            say(&format!("refused after {:?}", start.elapsed()));
        });
        assert_eq!(scene.told(), BTreeMap::from([(503, scene.senders.len())]));
        let took = scene.all_are_taken_within(Duration::from_secs(5));
        say(&format!("taken {took:?} after the lock: {}", scene.is_sound_to_the_bottom()));
    }

    pub(super) fn fifty_who_submit_one_return_get_one_receipt(backend: Backend) {
        let mut scene = Scene::of(TestService::start(backend));
        let body = scene.senders[0].offered();
        let taken = scene.senders[0].offer(&scene.service, &scene.ledger, &body);
        assert!(taken.is_some());
        let (service, token) = (&scene.service, scene.senders[0].token.clone());
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let submit = || {
                let body = json!({ "declaration": true });
                let (answer, took) =
                    timed(|| service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &body));
                assert!(took < LONGEST_ANSWER, "{} after {took:?}", answer.status);
                answer
            };
            let submits: Vec<_> = (0..50).map(|_| scope.spawn(submit)).collect();
            submits.into_iter().map(|submit| submit.join().unwrap()).collect()
        });
        let mut statuses = BTreeMap::new();
        for answer in &answers {
            *statuses.entry(answer.status).or_insert(0) += 1;
            assert!([200, 412].contains(&answer.status), "{} {}", answer.status, answer.text());
        }
        say(&format!("fifty at once: {statuses:?}"));
        let receipts: Vec<_> =
            answers.iter().filter(|answer| answer.status == 200).map(Answer::json).collect();
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "one receipt: {receipts:?}");
        scene.ledger.lock().unwrap().submitted("XDA", receipts[0].clone());
        say(&scene.is_sound_to_the_bottom());
    }
}

#[derive(QueryableByName)]
struct Process {
    #[diesel(sql_type = Text)]
    pid: String,
}

/// The processes of the server that serve the connections of a database.
fn processes(connection: &mut PgConnection) -> Vec<String> {
    let own = "SELECT pid::text AS pid FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let own: Vec<Process> = diesel::sql_query(own).load(connection).unwrap();
    own.into_iter().map(|process| process.pid).collect()
}

#[test]
fn connections_that_the_server_ends_cost_no_acknowledged_write() {
    let mut scene = Scene::of(TestService::start(Backend::Postgresql));
    let ended = scene.under_load(|service, _| {
        let mut connection = PgConnection::establish(&service.database.url).unwrap();
        let (start, mut ended) = (Instant::now(), 0);
        while start.elapsed() < Duration::from_secs(4) {
            for process in processes(&mut connection) {
                let end = format!("SELECT pg_terminate_backend({process})");
                ended += diesel::sql_query(end).execute(&mut connection).unwrap();
            }
            std::thread::sleep(Duration::from_millis(150));
        }
        ended
    });
    let took = scene.all_are_taken_within(Duration::from_secs(5));
    say(&format!("{ended} connections were ended; taken {took:?} later: {}", scene.is_sound_to_the_bottom()));
}

#[test]
fn a_server_that_falls_silent_is_said_to_be_away() {
    let faults = Faults::new();
    let server = OwnServer::start(&faults);
    let mut scene = Scene::of(TestService::start_on(TestDatabase::on_server(&server.url), &[]));
    scene.all_are_taken_within(Duration::from_secs(10));
    let mut connection = PgConnection::establish(&scene.service.database.url).unwrap();
    let processes = processes(&mut connection);
    let signal = |name: &str| {
        let sent = Command::new("kill").arg(name).args(&processes).status();
        assert!(sent.as_ref().is_ok_and(ExitStatus::success), "kill {name}: {sent:?}");
    };
    let ask = || {
        let start = Instant::now();
        (scene.service.get("/ready", None).status, start.elapsed())
    };
    signal("-STOP");
    // The second waits behind the first, and not for longer.
    let answers = std::thread::scope(|scope| {
        let asked = [scope.spawn(ask), scope.spawn(ask)];
        asked.map(|asked| asked.join().unwrap())
    });
    signal("-CONT");
    for (status, took) in answers {
        assert!(status == 503 && took < Duration::from_secs(10), "/ready said {status} after {took:?}");
    }
    scene.all_are_taken_within(Duration::from_secs(10));
    say(&scene.is_sound_to_the_bottom());
}
