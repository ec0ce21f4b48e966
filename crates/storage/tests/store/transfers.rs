//! Files that arrive in parts: whatever is sent, what is there is the beginning of the file.

use std::panic::AssertUnwindSafe;

use chrono::Duration;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storage::{Added, MostTransfers, NewTransfer, Scope, StorageError, Store, Transfer};

use crate::samples::*;
use crate::{database_tests, support};

const MANY: MostTransfers = MostTransfers { of_a_person: 1_000, of_a_state: 1_000 };

fn new(size: i64) -> NewTransfer {
    NewTransfer {
        country: "XDA".into(),
        cycle: 2026,
        metadata: Some("filename cmV0dXJuLnhsc3g=".to_owned()),
        size,
    }
}

fn begun(store: &Store, size: i64) -> Transfer {
    store.begin_transfer(&of("XDA"), &new(size), MANY, now()).unwrap().unwrap()
}

fn add(store: &Store, id: &str, after: i64, bytes: &[u8]) -> Result<Added, StorageError> {
    store.add_part(&of("XDA"), id, (after, bytes), now())
}

fn nothing_there<T>(found: Result<T, StorageError>) {
    assert!(matches!(found.err(), Some(StorageError::NotFound)));
}

/// What a sender does: sends what comes next, or something from another place.
#[derive(Clone, Debug)]
enum Sent {
    Next(usize),
    From(usize, usize),
}

fn sent() -> impl Strategy<Value = Sent> {
    prop_oneof![
        (1..40_usize).prop_map(Sent::Next),
        (0..300_usize, 1..40_usize).prop_map(|(from, length)| Sent::From(from, length)),
    ]
}

/// Sends a file in these parts, and then what is missing.
fn arrives(store: &Store, file: &[u8], parts: &[Sent]) {
    let size = i64::try_from(file.len()).unwrap();
    let id = begun(store, size).id;
    let mut there = 0;
    let rest = Sent::Next(file.len());
    for part in parts.iter().chain([&rest]) {
        let (from, length) = match part {
            Sent::Next(length) => (there, *length),
            Sent::From(from, length) => (*from, *length),
        };
        let bytes: Vec<u8> = file.iter().skip(from).take(length).copied().collect();
        let added = add(store, &id, i64::try_from(from).unwrap(), &bytes).unwrap();
        let expected = if from == there {
            there += bytes.len();
            Added::Now(i64::try_from(there).unwrap())
        } else {
            Added::Elsewhere(i64::try_from(there).unwrap())
        };
        assert_eq!(added, expected);
        let (transfer, bytes) = store.transferred(&of("XDA"), &id, now()).unwrap();
        assert_eq!(transfer.received, i64::try_from(there).unwrap());
        assert!(bytes == file[..there], "it is the beginning of the file");
    }
    assert!(store.transferred(&of("XDA"), &id, now()).unwrap().1 == file);
    store.end_transfer(&of("XDA"), &id, now()).unwrap();
    nothing_there(store.transfer(&of("XDA"), &id, now()));
}

database_tests! {
    fn any_parts_in_any_order_and_from_any_place_give_the_same_bytes(store: Store) {
        let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
        let cases = (prop::collection::vec(any::<u8>(), 0..300), prop::collection::vec(sent(), 0..12));
        let store = AssertUnwindSafe(&store);
        let ran = runner.run(&cases, |(file, parts)| {
            arrives(&store, &file, &parts);
            Ok(())
        });
        ran.unwrap();
    }

    fn of_parts_for_one_place_at_the_same_moment_one_is_added(store: Store) {
        let id = begun(&store, 8).id;
        for after in [0, 4] {
            let added: Vec<Added> = std::thread::scope(|threads| {
                let send = |nth: u8| {
                    let (store, id) = (&store, &id);
                    threads.spawn(move || add(store, id, after, &[nth; 4]).unwrap())
                };
                let sent: Vec<_> = (0..6).map(send).collect();
                sent.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let done = added.iter().filter(|added| **added == Added::Now(after + 4)).count();
            let elsewhere = added.iter().filter(|added| **added == Added::Elsewhere(after + 4)).count();
            assert_eq!((done, elsewhere), (1, 5), "{added:?}");
        }
        let bytes = store.transferred(&of("XDA"), &id, now()).unwrap().1;
        let (first, second) = bytes.split_at(4);
        assert!([first, second].iter().all(|part| part.iter().all(|byte| *byte == part[0])), "{bytes:?}");
    }

    fn nothing_goes_beyond_the_end_of_the_file(store: Store) {
        let id = begun(&store, 5).id;
        assert_eq!(add(&store, &id, 0, b"file").unwrap(), Added::Now(4));
        let beyond = add(&store, &id, 4, b"12").unwrap_err();
        assert!(matches!(beyond, StorageError::Invalid { .. }), "{beyond}");
        assert_eq!(add(&store, &id, 4, b"").unwrap(), Added::Now(4));
        assert_eq!(add(&store, &id, 4, b"1").unwrap(), Added::Now(5));
        assert_eq!(store.transferred(&of("XDA"), &id, now()).unwrap().1, b"file1");
    }

    fn a_transfer_is_there_for_its_sender_alone(store: Store) {
        let id = begun(&store, 4).id;
        let colleague = Scope::state("XDA".into(), "a colleague");
        for other in [colleague, of("XDB"), staff(), Scope::Public] {
            nothing_there(store.transfer(&other, &id, now()));
            nothing_there(store.add_part(&other, &id, (0, b"file"), now()));
            nothing_there(store.transferred(&other, &id, now()));
            nothing_there(store.end_transfer(&other, &id, now()));
        }
        for other in [of("XDB"), Scope::Public] {
            nothing_there(store.begin_transfer(&other, &new(4), MANY, now()));
        }
        assert_eq!(store.transfer(&of("XDA"), &id, now()).unwrap().received, 0);
    }

    fn there_are_so_many_unfinished_transfers_of_a_person_and_of_a_state(store: Store) {
        let most = MostTransfers { of_a_person: 2, of_a_state: 3 };
        let begin = |actor: &str| {
            let scope = Scope::state("XDA".into(), actor);
            store.begin_transfer(&scope, &new(4), most, now()).unwrap()
        };
        let first = begin("one").unwrap();
        assert!(begin("one").is_some() && begin("one").is_none(), "two of a person");
        assert!(begin("two").is_some() && begin("two").is_none(), "three of a State");
        store.end_transfer(&Scope::state("XDA".into(), "one"), &first.id, now()).unwrap();
        assert!(begin("two").is_some(), "there is room again");
        let tomorrow = now() + Duration::hours(24);
        let again = store.begin_transfer(&Scope::state("XDA".into(), "one"), &new(4), most, tomorrow);
        assert!(again.unwrap().is_some(), "what is over does not count");
    }

    fn what_is_not_finished_in_a_day_is_forgotten(store: Store) {
        let transfer = begun(&store, 4);
        assert_eq!(transfer.expires_at, now() + Duration::hours(24));
        assert_eq!(add(&store, &transfer.id, 0, b"fi").unwrap(), Added::Now(2));
        let (before, after) = (now() + Duration::hours(23), now() + Duration::hours(24));
        store.forget_transfers(before).unwrap();
        assert_eq!(store.transfer(&of("XDA"), &transfer.id, before).unwrap().received, 2);
        nothing_there(store.transfer(&of("XDA"), &transfer.id, after));
        store.forget_transfers(after).unwrap();
        nothing_there(store.transfer(&of("XDA"), &transfer.id, before));
    }
}
