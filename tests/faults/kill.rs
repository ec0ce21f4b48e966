//! The service is killed in the middle of its work, again and again, on the same database.

mod alone {
    use std::sync::Mutex;
    use std::time::{Duration, Instant};

    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, PgConnection};
    use rand::rngs::StdRng;
    use rand::{Rng as _, SeedableRng as _};
    use support::faults::Faults;
    use support::ledger::Ledger;
    use support::own_server::OwnServer;
    use support::scene::{Scene, say};
    use support::{Backend, TestDatabase, TestService, on_both_databases};

    /// How often the service is killed.
    fn rounds() -> usize {
        if std::env::var_os("IAFQ_TEST_LONG").is_some() { 200 } else { 10 }
    }

    /// What the moments of the kills are drawn from.
    fn moments() -> StdRng {
        let given = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(rand::random);
        say(&format!("the moments of the kills are drawn from PROPTEST_RNG_SEED={seed}"));
        StdRng::seed_from_u64(seed)
    }

    /// Kills a service under load again and again, and looks whether everything is there.
    fn kills(mut scene: Scene, mut kill: impl FnMut(usize, &TestService, &Mutex<Ledger>), over: impl Fn()) {
        let start = Instant::now();
        for nth in 0..rounds() {
            let with_workbook = nth % scene.senders.len();
            scene.senders[with_workbook].prepare_workbook();
            scene.under_load(|service, ledger| kill(nth, service, ledger));
            over();
            scene.service.start_again();
            scene.is_sound();
        }
        let there = scene.is_sound_to_the_bottom();
        say(&format!("{} kills in {:?}: {there}", rounds(), start.elapsed()));
        let told = scene.told();
        assert!(told.keys().all(|status| [200, 201].contains(status)), "{told:?}");
        assert!(!scene.ledger.lock().unwrap().is_empty(), "nothing was acknowledged");
    }

    on_both_databases!(whatever_was_acknowledged_outlives_a_kill);

    /// Waits until something more is acknowledged.
    fn first_acknowledged(ledger: &Mutex<Ledger>) {
        let (start, before) = (Instant::now(), ledger.lock().unwrap().len());
        while ledger.lock().unwrap().len() == before {
            assert!(start.elapsed() < Duration::from_secs(20), "nothing is acknowledged");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    mod run {
        use std::time::Duration;

        use rand::Rng as _;
        use support::scene::Scene;
        use support::{Backend, TestDatabase, TestService};

        use super::{first_acknowledged, kills, moments};

        pub(super) fn whatever_was_acknowledged_outlives_a_kill(backend: Backend) {
            let mut moments = moments();
            let scene = Scene::of(TestService::start_on(TestDatabase::new(backend), &[]));
            let kill = |nth, service: &TestService, ledger: &_| {
                // Most are counted from the first acknowledgement of the round, some from its begin.
                if nth % 4 != 3 {
                    first_acknowledged(ledger);
                }
                std::thread::sleep(Duration::from_millis(moments.random_range(0..500)));
                service.kill();
            };
            kills(scene, kill, || {});
        }
    }

    #[test]
    fn whatever_was_acknowledged_outlives_a_kill_between_two_writes() {
        let (mut moments, faults) = (moments(), Faults::new());
        let database = TestDatabase::new(Backend::Sqlite);
        let scene = Scene::of(TestService::start_on(database, &faults.environment()));
        let kill = |nth, service: &TestService, ledger: &_| {
            if nth % 2 == 1 {
                first_acknowledged(ledger);
            }
            faults.begin(&format!("KILL@{} write", moments.random_range(1..300)));
            service.ends_within(Duration::from_secs(10));
        };
        kills(scene, kill, || faults.end());
    }

    #[test]
    fn a_postgresql_server_that_loses_its_power_loses_nothing_that_was_acknowledged() {
        let faults = Faults::new();
        let server = OwnServer::start(&faults);
        let database = TestDatabase::on_server(&server.url);
        // Whoever cares less for returns than for speed must say so to the service, and cannot.
        let careless = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', \
                        current_database()); END $$";
        PgConnection::establish(&database.owner).unwrap().batch_execute(careless).unwrap();
        let mut scene = Scene::of(TestService::start_on(database, &[]));
        scene.under_load(|_, ledger| {
            first_acknowledged(ledger);
            server.restart();
        });
        let took = scene.all_are_taken_within(Duration::from_secs(10));
        let there = scene.is_sound_to_the_bottom();
        say(&format!("back {took:?} after the server: {there}"));
    }
}
