//! The disk is full or fails while returns are sent, and is well again.

use std::time::{Duration, Instant};

use support::faults::Faults;
use support::own_server::OwnServer;
use support::scene::{Scene, say};
use support::{TestDatabase, TestService};

/// How long a fault lasts.
const LASTS: Duration = Duration::from_secs(1);

/// How soon what was refused is taken once the disk is well.
const WELL_AGAIN: Duration = Duration::from_secs(5);

fn is_long() -> bool {
    std::env::var_os("IAFQ_TEST_LONG").is_some()
}

/// `/ready` answers soon, whatever it says.
fn ready(service: &TestService) -> u16 {
    let start = Instant::now();
    let status = service.get("/ready", None).status;
    assert!(start.elapsed() < Duration::from_secs(10), "/ready took {:?}", start.elapsed());
    assert!([200, 503].contains(&status), "/ready says {status}");
    status
}

/// What was answered while the disk was ill.
struct Ill {
    /// How often 503 and 507 were.
    away: usize,
    full: usize,
    /// What `/ready` said.
    ready: u16,
    /// Whether something was taken that was offered meanwhile.
    took: bool,
}

/// A fault under load, and something offered while it lasts; then the disk is well.
fn falls_ill(scene: &mut Scene, faults: &Faults, what: &str, heal: impl FnOnce()) -> Ill {
    let (before, start) = (scene.told(), Instant::now());
    assert_eq!(ready(&scene.service), 200);
    scene.under_load(|_, _| {
        std::thread::sleep(Duration::from_millis(300));
        faults.begin(what);
        std::thread::sleep(LASTS);
    });
    let offered = scene.senders[0].offered();
    let took = scene.senders[0].offer(&scene.service, &scene.ledger, &offered).is_some();
    let said = ready(&scene.service);
    faults.end();
    heal();
    let after = scene.all_are_taken_within(WELL_AGAIN);
    assert_eq!(ready(&scene.service), 200);
    scene.is_sound();
    let now = scene.told();
    let more = |status| now.get(&status).unwrap_or(&0) - before.get(&status).unwrap_or(&0);
    let ill = Ill { away: more(503), full: more(507), ready: said, took };
    say(&format!(
        "{what}: 503 {} times, 507 {} times, /ready {said}; well again after {after:?}, all in {:?}",
        ill.away,
        ill.full,
        start.elapsed()
    ));
    ill
}

mod alone {
    use support::faults::Faults;
    use support::scene::{Scene, say};
    use support::{Backend, TestDatabase, TestService};

    use super::falls_ill;

    #[test]
    fn a_full_or_failing_disk_under_sqlite_takes_nothing_that_was_acknowledged() {
        let faults = Faults::new();
        let service = TestService::start_on(TestDatabase::new(Backend::Sqlite), &faults.environment());
        let mut scene = Scene::of(service);
        let ill = falls_ill(&mut scene, &faults, "ENOSPC write", || {});
        assert!(ill.full > 0 && !ill.took, "a full disk is said to be full");
        for what in ["EIO write", "EIO fsync"] {
            let ill = falls_ill(&mut scene, &faults, what, || {});
            assert!(ill.away > 0 && ill.full == 0, "{what} is no full disk");
            assert!(!ill.took, "it was acknowledged before it was on the disk");
        }
        falls_ill(&mut scene, &faults, "EIO read", || {});
        say(&scene.is_sound_to_the_bottom());
    }
}

#[test]
fn a_full_or_failing_disk_under_postgresql_takes_nothing_that_was_acknowledged() {
    let faults = Faults::new();
    let server = OwnServer::start(&faults);
    let service = TestService::start_on(TestDatabase::on_server(&server.url), &[]);
    let mut scene = Scene::of(service);
    let ill = falls_ill(&mut scene, &faults, "ENOSPC write base/", || {});
    assert!(ill.full > 0, "a full disk is said to be full");
    assert_eq!(ill.ready, 200, "what is there can be read");
    let ill = falls_ill(&mut scene, &faults, "EIO write base/", || {});
    assert!(ill.away > 0 && ill.full == 0, "a disk that fails is no full one");
    falls_ill(&mut scene, &faults, "EIO read base/", || {});
    // A server that cannot write its log ends, and does not start again while it cannot: somebody starts it.
    let further: &[&str] = if is_long() { &["ENOSPC write pg_wal/", "EIO write pg_wal/"] } else { &[] };
    for what in ["EIO fsync pg_wal/"].iter().chain(further) {
        let ill = falls_ill(&mut scene, &faults, what, || server.restart());
        assert!(ill.away + ill.full > 0 && !ill.took, "it was acknowledged before it was on the disk");
        assert_eq!(ill.ready, 503, "/ready knows that the server is gone");
    }
    say(&scene.is_sound_to_the_bottom());
}
