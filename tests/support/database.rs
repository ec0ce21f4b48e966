//! A database of a test's own, gone when the test ends.

use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use storage::{DatabaseUrl, Store};
use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A database in the server of `IAFQ_TEST_POSTGRESQL`.
    Postgresql,
}

/// A fresh database. On PostgreSQL its tables are there, and belong to another role than the one the program works with.
pub struct TestDatabase {
    /// Its URL.
    pub url: String,
    /// The URL of who owns the tables; of SQLite the same.
    pub owner: String,
    /// A folder of the test's own.
    pub folder: TempDir,
    pub(crate) postgresql: Option<(String, String)>,
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// Where the server of the PostgreSQL tests is not there.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if backend == Backend::Sqlite {
            let url = format!("sqlite:{}", folder.path().join("iafq.db").display());
            return Self { owner: url.clone(), url, folder, postgresql: None };
        }
        Self::on_server(&admin_url())
    }

    /// Makes one in the PostgreSQL server of this administrative database.
    ///
    /// # Panics
    /// Where the server is not there.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn on_server(admin: &str) -> Self {
        let (admin, folder) = (admin.to_owned(), tempfile::tempdir().unwrap());
        let name = format!("suite_{}", uuid::Uuid::now_v7().simple());
        execute(&admin, &format!("CREATE DATABASE {name}"));
        let (server, _) = admin.rsplit_once('/').unwrap();
        let (_, host) = server.rsplit_once('@').unwrap();
        execute(&admin, &format!("CREATE ROLE {name} LOGIN PASSWORD '{name}'"));
        let (owner, url) = (format!("{server}/{name}"), format!("postgresql://{name}:{name}@{host}/{name}"));
        let [owned, own] = [&owner, &url].map(|url| DatabaseUrl::parse(url).unwrap());
        let store = Store::open(&owned).unwrap();
        store.migrate().unwrap();
        store.let_work(&own).unwrap();
        Self { url, owner, folder, postgresql: Some((admin, name)) }
    }

    /// A path in the test's folder, as text.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((admin, name)) = &self.postgresql {
            execute(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            execute(admin, &format!("DROP ROLE {name}"));
        }
    }
}

#[expect(clippy::expect_used, reason = "a test that cannot run must fail, and say how it can")]
fn admin_url() -> String {
    std::env::var("IAFQ_TEST_POSTGRESQL")
        .expect("IAFQ_TEST_POSTGRESQL names no PostgreSQL server; `cargo xtask test` starts one")
}

#[expect(clippy::expect_used, reason = "a test that cannot run must fail")]
pub(crate) fn execute(url: &str, statement: &str) {
    let mut connection = PgConnection::establish(url).expect("the PostgreSQL server of the tests answers");
    diesel::sql_query(statement).execute(&mut connection).expect("the test's database is made or dropped");
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The URL of a PostgreSQL database through which every return is seen, whatever the transaction says.
#[must_use]
pub fn seeing_everything(url: &str) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}options=-c%20iafq.sight%3Deverything")
}

/// Everything that a PostgreSQL database holds, as text.
///
/// # Panics
/// Where the server is not there.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn dump(url: &str) -> String {
    let mut connection = PgConnection::establish(&seeing_everything(url)).unwrap();
    let mut lines = |query: &str| -> Vec<Line> { diesel::sql_query(query).load(&mut connection).unwrap() };
    let tables =
        lines("SELECT table_name AS line FROM information_schema.tables WHERE table_schema = 'public'");
    let rows =
        tables.iter().flat_map(|table| lines(&format!("SELECT t::text AS line FROM {} t", table.line)));
    rows.map(|row| row.line + "\n").collect()
}
