//! A store on a database of the test's own, on each backend.

use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
use storage::{DatabaseUrl, Store};

/// Runs a test on SQLite.
pub(crate) fn on_sqlite(test: impl FnOnce(Store)) {
    let folder = tempfile::tempdir().unwrap();
    test(open(&format!("sqlite:{}", folder.path().join("iafq.db").display())));
}

/// Runs a test on PostgreSQL.
pub(crate) fn on_postgresql(test: impl FnOnce(Store) + std::panic::UnwindSafe) {
    let admin = std::env::var("IAFQ_TEST_POSTGRESQL")
        .expect("IAFQ_TEST_POSTGRESQL names no PostgreSQL server; `cargo xtask test` starts one");
    let name = format!("store_{}", uuid::Uuid::now_v7().simple());
    execute(&admin, &format!("CREATE DATABASE {name}"));
    let (server, _) = admin.rsplit_once('/').unwrap();
    let url = format!("{server}/{name}");
    let done = std::panic::catch_unwind(|| test(open(&url)));
    execute(&admin, &format!("DROP DATABASE {name} WITH (FORCE)"));
    if let Err(panic) = done {
        std::panic::resume_unwind(panic);
    }
}

fn open(url: &str) -> Store {
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
