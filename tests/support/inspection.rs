//! What stands in a database, asked past the program.

use std::collections::BTreeSet;

use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};
use schema::document::response_sha256;
use storage::{DatabaseUrl, Scope, Store};

use crate::database::seeing_everything;
use crate::samples::edition;

/// A revision as its row and its parts say.
#[derive(QueryableByName, Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// The id.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The State.
    #[diesel(sql_type = Text)]
    pub country: String,
    /// The number within its return.
    #[diesel(sql_type = Integer)]
    pub number: i32,
    /// SHA-256 of the answers.
    #[diesel(sql_type = Text)]
    pub content_sha256: String,
    /// SHA-256 of the file it was read from.
    #[diesel(sql_type = Text)]
    pub original_sha256: String,
    /// How many observations it has.
    #[diesel(sql_type = BigInt)]
    pub observations: i64,
    /// How many findings it has.
    #[diesel(sql_type = BigInt)]
    pub findings: i64,
    /// How many rules could not be evaluated about it.
    #[diesel(sql_type = BigInt)]
    pub not_evaluable: i64,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

const REVISIONS: &str = "SELECT revision.id, state_return.country, revision.number, revision.content_sha256, \
     upload.sha256 AS original_sha256, \
     (SELECT count(*) FROM observation WHERE observation.revision_id = revision.id) AS observations, \
     (SELECT count(*) FROM finding WHERE finding.revision_id = revision.id) AS findings, \
     (SELECT count(*) FROM not_evaluable WHERE not_evaluable.revision_id = revision.id) AS not_evaluable \
     FROM revision JOIN state_return ON state_return.id = revision.return_id \
     JOIN submission ON submission.id = revision.submission_id JOIN upload ON upload.id = submission.upload_id";

/// A database, looked at from outside.
pub struct Inspection {
    url: DatabaseUrl,
    store: Store,
    /// The revisions whose answers were computed again.
    seen: BTreeSet<String>,
}

impl Inspection {
    /// Of the database at a URL.
    ///
    /// # Panics
    /// Where it cannot be opened.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn of(url: &str) -> Self {
        let url = DatabaseUrl::parse(url).unwrap();
        let store = Store::open(&url).unwrap();
        Self { url, store, seen: BTreeSet::new() }
    }

    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    fn load<Row: QueryableByName<diesel::sqlite::Sqlite> + QueryableByName<diesel::pg::Pg> + 'static>(
        &self,
        query: &str,
    ) -> Vec<Row> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(path).unwrap();
                diesel::sql_query("PRAGMA busy_timeout = 10000").execute(&mut connection).unwrap();
                diesel::sql_query(query).load(&mut connection).unwrap()
            }
            DatabaseUrl::Postgresql(url) => {
                let mut connection = PgConnection::establish(&seeing_everything(url)).unwrap();
                diesel::sql_query(query).load(&mut connection).unwrap()
            }
        }
    }

    /// How many rows of a table there are: `upload WHERE …`.
    #[must_use]
    pub fn count(&self, rows: &str) -> i64 {
        let counted: Vec<Number> = self.load(&format!("SELECT count(*) AS number FROM {rows}"));
        counted.first().map_or(-1, |one| one.number)
    }

    /// All revisions, the oldest first.
    #[must_use]
    pub fn revisions(&self) -> Vec<Stored> {
        self.load(&format!("{REVISIONS} ORDER BY revision.id"))
    }

    /// The chain holds; each revision has exactly the answers whose hash it bears; SQLite finds its file in order.
    ///
    /// # Panics
    /// Where something is not as it was stored.
    #[expect(clippy::unwrap_used, reason = "what cannot be read is not in order")]
    pub fn must_be_sound(&mut self) {
        assert_eq!(self.store.verify_chain().unwrap(), None, "the chain of the audit");
        let scope = Scope::secretariat("inspection".to_owned());
        for revision in self.revisions() {
            if self.seen.insert(revision.id.clone()) {
                let response = self.store.response(&scope, &revision.id).unwrap();
                assert_eq!(response_sha256(edition(), &response), revision.content_sha256, "{revision:?}");
            }
        }
        if matches!(self.url, DatabaseUrl::Sqlite(_)) {
            let words: Vec<Word> = self.load("SELECT integrity_check AS word FROM pragma_integrity_check");
            let words: Vec<_> = words.into_iter().map(|one| one.word).collect();
            assert_eq!(words, ["ok"], "PRAGMA integrity_check");
            assert_eq!(self.count("pragma_foreign_key_check"), 0, "PRAGMA foreign_key_check");
        }
    }

    /// All answers are computed again next time, also of revisions that were looked at before.
    pub fn forget(&mut self) {
        self.seen.clear();
    }
}
