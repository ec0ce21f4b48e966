//! Somebody else holds the lock, everybody submits at once, connections are ended.

mod alone {
    use support::on_both_databases;

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
                        for path in ["/health", "/data/observations.csv", "/data/indicator.json"] {
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
                        timed(|| service.post_json("/api/v1/returns/XDA/2025/submit", Some(&token), &body));
                    assert!(took < LONGEST_ANSWER, "{} after {took:?}", answer.status);
                    answer
                };
                let submits: Vec<_> = (0..50).map(|_| scope.spawn(submit)).collect();
                submits.into_iter().map(|submit| submit.join().unwrap()).collect()
            });
            let mut statuses = BTreeMap::new();
            for answer in &answers {
                *statuses.entry(answer.status).or_insert(0) += 1;
                assert!([200, 409].contains(&answer.status), "{} {}", answer.status, answer.text());
            }
            say(&format!("fifty at once: {statuses:?}"));
            let receipts: Vec<_> =
                answers.iter().filter(|answer| answer.status == 200).map(Answer::json).collect();
            assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "one receipt: {receipts:?}");
            scene.ledger.lock().unwrap().submitted("XDA", receipts[0].clone());
            say(&scene.is_sound_to_the_bottom());
        }
    }

    #[test]
    fn connections_that_the_server_ends_cost_no_acknowledged_write() {
        use std::time::{Duration, Instant};

        use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
        use support::scene::{Scene, say};
        use support::{Backend, TestService};

        let mut scene = Scene::of(TestService::start(Backend::Postgresql));
        let ended = scene.under_load(|service, _| {
            let mut connection = PgConnection::establish(&service.database.url).unwrap();
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            let (start, mut ended) = (Instant::now(), 0);
            while start.elapsed() < Duration::from_secs(5) {
                ended += diesel::sql_query(end).execute(&mut connection).unwrap();
                std::thread::sleep(Duration::from_millis(150));
            }
            ended
        });
        let took = scene.all_are_taken_within(Duration::from_secs(5));
        say(&format!(
            "{ended} connections were ended; taken {took:?} later: {}",
            scene.is_sound_to_the_bottom()
        ));
    }
}
