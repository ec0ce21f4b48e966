//! A store on a database of the test's own, on each backend.

use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
use storage::{DatabaseUrl, Store};

/// Runs a test on SQLite.
pub(crate) fn on_sqlite(test: impl FnOnce(Store)) {
    with_sqlite(|url| test(open(url)));
}

/// Runs a test on PostgreSQL, with a role that owns no table.
pub(crate) fn on_postgresql(test: impl FnOnce(Store) + std::panic::UnwindSafe) {
    with_application(|_, application| test(Store::open(&DatabaseUrl::parse(application).unwrap()).unwrap()));
}

/// Gives a test the URLs of a PostgreSQL database with its tables: of their owner, and of who works with them.
pub(crate) fn with_application(test: impl FnOnce(&str, &str) + std::panic::UnwindSafe) {
    with_postgresql(|owner| {
        let (server, name) = owner.rsplit_once('/').unwrap();
        let (_, host) = server.rsplit_once('@').unwrap();
        execute(owner, &format!("CREATE ROLE {name} LOGIN PASSWORD '{name}'"));
        let application = format!("postgresql://{name}:{name}@{host}/{name}");
        let store = open(owner);
        store.let_work(&DatabaseUrl::parse(&application).unwrap()).unwrap();
        drop(store);
        test(owner, &application);
    });
}

/// Gives a test the URL of an empty SQLite database.
pub(crate) fn with_sqlite(test: impl FnOnce(&str)) {
    let folder = tempfile::tempdir().unwrap();
    test(&format!("sqlite:{}", folder.path().join("iafq.db").display()));
}

/// Gives a test the URL of an empty PostgreSQL database.
pub(crate) fn with_postgresql(test: impl FnOnce(&str) + std::panic::UnwindSafe) {
    let admin = std::env::var("IAFQ_TEST_POSTGRESQL")
        .expect("IAFQ_TEST_POSTGRESQL names no PostgreSQL server; `cargo xtask test` starts one");
    let name = format!("store_{}", uuid::Uuid::now_v7().simple());
    execute(&admin, &format!("CREATE DATABASE {name}"));
    let (server, _) = admin.rsplit_once('/').unwrap();
    let url = format!("{server}/{name}");
    let done = std::panic::catch_unwind(|| test(&url));
    execute(&admin, &format!("DROP DATABASE {name} WITH (FORCE)"));
    execute(&admin, &format!("DROP ROLE IF EXISTS {name}"));
    if let Err(panic) = done {
        std::panic::resume_unwind(panic);
    }
}

/// Opens and migrates.
pub(crate) fn open(url: &str) -> Store {
    let store = Store::open(&DatabaseUrl::parse(url).unwrap()).unwrap();
    store.migrate().unwrap();
    store
}

fn execute(url: &str, statement: &str) {
    let mut connection = PgConnection::establish(url).unwrap();
    diesel::sql_query(statement).execute(&mut connection).unwrap();
}

/// Makes each function two tests: `name::sqlite` and `name::postgresql`.
#[macro_export]
macro_rules! database_tests {
    ($(fn $name:ident($store:ident: Store) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn run($store: Store) $body

            #[test]
            fn sqlite() {
                support::on_sqlite(run);
            }

            #[test]
            fn postgresql() {
                support::on_postgresql(run);
            }
        }
    )+};
}
