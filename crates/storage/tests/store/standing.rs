//! What is told to whoever operates a service.

use storage::{DatabaseUrl, RoleRights, Store};

use crate::{database_tests, support};

database_tests! {
    fn the_clock_of_the_database_is_told_in_utc_with_milliseconds(store: Store) {
        let (first, second) = (store.clock().unwrap(), store.clock().unwrap());
        assert!(first.len() == 24 && first.ends_with('Z') && first.as_bytes()[10] == b'T', "{first}");
        assert!(first <= second);
    }

    fn connections_that_are_used_are_not_idle(store: Store) {
        store.clock().unwrap();
        let before = store.connections();
        assert!(before.open >= 1 && before.idle == before.open, "{before:?}");
    }
}

#[test]
fn it_is_told_what_the_role_of_the_program_may_do_beyond_its_work() {
    support::on_sqlite(|store| assert_eq!(store.role_rights().unwrap(), None, "SQLite has no roles"));
    support::with_application(|owner, application| {
        let rights = |url: &str| {
            let store = Store::open(&DatabaseUrl::parse(url).unwrap()).unwrap();
            store.role_rights().unwrap()
        };
        assert_eq!(rights(application), Some(RoleRights::None));
        assert_eq!(rights(owner), Some(RoleRights::Unbounded), "the tests' owner is a superuser");
    });
}
