//! The second net: what PostgreSQL itself shows to whom, whatever the queries ask, and what the role may do that the
//! program works with. Everything here is said in SQL, past the program.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use storage::{DatabaseUrl, MostTransfers, NewTransfer, RevisionKind, Store, UploadId};

use crate::samples::*;
use crate::support::with_application;

/// Tables without rows of any return: what they hold is for everybody who works with the program.
const WITHOUT: [&str; 12] = [
    "__diesel_schema_migrations",
    "account_link",
    "api_token",
    "audit_head",
    "cycle",
    // Answers, each for the user who got it and asks by their own key.
    "kept_answer",
    "list_code",
    "openid_binding",
    "session",
    "setting",
    "sign_in_failure",
    "user_account",
];

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn words(connection: &mut PgConnection, query: &str) -> BTreeSet<String> {
    let found: Vec<Word> = diesel::sql_query(query).load(connection).unwrap();
    found.into_iter().map(|one| one.word).collect()
}

/// The rows of each table with row-level security, as a sight shows them.
fn seen(connection: &mut PgConnection, sight: &str) -> BTreeMap<String, i64> {
    let tables = words(connection, "SELECT relname::text AS word FROM pg_class WHERE relrowsecurity");
    connection.batch_execute(&format!("SET iafq.sight = '{sight}'")).unwrap();
    let counted = tables.into_iter().map(|table| {
        let query = format!("SELECT count(*) AS number FROM {table}");
        let counted: Vec<Number> = diesel::sql_query(query).load(connection).unwrap();
        (table, counted[0].number)
    });
    counted.collect()
}

/// One return each of two States, a published file of a third, and both ends of a connection.
fn with_two_states(test: impl FnOnce(&mut PgConnection) + std::panic::UnwindSafe) {
    with_application(|_, application| {
        let store = Store::open(&DatabaseUrl::parse(application).unwrap()).unwrap();
        for (country, pistols) in [("XDA", 12), ("XDB", 34)] {
            let response = response(country, 2025, pistols);
            let (scope, findings) = (of(country), findings());
            let new = prepared(&store, &scope, &response, &findings, country, RevisionKind::Return).unwrap();
            store.submit(&scope, &new, &nothing, now()).unwrap();
            on_its_way(&store, country, &new.upload);
        }
        let published = response("XDC", 2020, 5);
        store_kind(&store, &staff(), &published, &findings(), "XDC", RevisionKind::Import).unwrap();
        test(&mut PgConnection::establish(application).unwrap());
    });
}

/// A job and a part of a file.
fn on_its_way(store: &Store, country: &str, upload: &UploadId) {
    store.begin_job(&of(country), upload, now()).unwrap();
    let new = NewTransfer { country: country.into(), cycle: 2026, metadata: None, size: 4 };
    let most = MostTransfers { of_a_person: 1, of_a_state: 1 };
    let transfer = store.begin_transfer(&of(country), &new, most, now()).unwrap().unwrap();
    store.add_part(&of(country), &transfer.id, (0, b"file"), now()).unwrap();
}

#[test]
fn every_table_with_rows_of_returns_has_row_level_security_that_holds_its_owner_too() {
    with_application(|owner, _| {
        let query = "SELECT relname::text AS word FROM pg_class WHERE relkind = 'r' \
                     AND relnamespace = 'public'::regnamespace AND NOT (relrowsecurity AND relforcerowsecurity)";
        let without = words(&mut PgConnection::establish(owner).unwrap(), query);
        assert_eq!(without, WITHOUT.map(str::to_owned).into());
    });
}

#[test]
fn who_says_nothing_or_sees_nothing_sees_what_is_published_and_no_more() {
    with_two_states(|connection| {
        let everything = seen(connection, "everything");
        let filled: Vec<_> =
            everything.iter().filter(|(_, rows)| **rows > 0).map(|(table, _)| table).collect();
        assert!(filled.len() >= 17, "the test looks at too little: {filled:?}");
        for sight in ["", "nothing", "state:", "state:XDZ", "Everything", "XDA"] {
            for (table, rows) in seen(connection, sight) {
                let published = match table.as_str() {
                    "state_return" | "revision" => 1,
                    "observation" | "declaration" | "seizure" | "seizure_arms" | "seizure_context"
                    | "seizure_route" | "seizure_answer" | "seizure_suspect" => everything[&table] / 3,
                    _ => 0,
                };
                assert_eq!(rows, published, "{table} in the sight {sight:?}");
            }
        }
    });
}

#[test]
fn a_state_sees_its_own_rows_and_none_of_another() {
    with_two_states(|connection| {
        let everything = seen(connection, "everything");
        let (nothing, own) = (seen(connection, "nothing"), seen(connection, "state:XDA"));
        assert_eq!(own, seen(connection, "state:XDB"), "both have sent the same");
        for (table, rows) in &everything {
            let expected = match table.as_str() {
                // Nobody of a State reads the record.
                "audit" | "access_batch" | "access_log" | "import_report" => 0,
                "finding" | "not_evaluable" | "original" | "original_piece" | "upload" | "submission"
                | "submission_basis" => rows / 3,
                _ => nothing[table] + (rows - nothing[table]) / 2,
            };
            assert_eq!(own[table], expected, "{table}: {rows} in all");
        }
        assert!(own["observation"] > nothing["observation"] && own["finding"] > 0);
    });
}

#[test]
fn a_state_writes_no_row_of_another() {
    with_two_states(|connection| {
        connection.batch_execute("SET iafq.sight = 'everything'").unwrap();
        let other = "SELECT id AS word FROM revision WHERE return_id IN \
                     (SELECT id FROM state_return WHERE country = 'XDB')";
        let revision = words(connection, other).pop_first().unwrap();
        connection.batch_execute("SET iafq.sight = 'state:XDA'").unwrap();
        let moved = "UPDATE state_return SET version = version + 1 WHERE country = 'XDB'";
        assert_eq!(diesel::sql_query(moved).execute(connection).unwrap(), 0);
        for refused in [
            format!(
                "INSERT INTO finding SELECT '{revision}', 99, code, outcome, severity, gate, locations, args, \
                     judged, rule_version FROM finding LIMIT 1"
            ),
            format!("INSERT INTO question VALUES ('q', '{revision}', 'place', 'somebody', '2026-11-24')"),
            "INSERT INTO upload VALUES ('u', 'XDB', 2026, 'sha-of-XDA', NULL, NULL, '2026-11-24', 'a')"
                .to_owned(),
            "UPDATE state_return SET country = 'XDB', year = 1999 WHERE country = 'XDA'".to_owned(),
        ] {
            let why = connection.batch_execute(&refused).unwrap_err().to_string();
            assert!(why.contains("row-level security"), "{refused}: {why}");
        }
    });
}

#[test]
fn the_role_of_the_program_owns_nothing_and_changes_no_row_that_never_changes() {
    with_two_states(|connection| {
        connection.batch_execute("SET iafq.sight = 'everything'").unwrap();
        for refused in [
            "UPDATE audit SET actor = 'nobody'",
            "DELETE FROM observation",
            "TRUNCATE revision",
            "ALTER TABLE audit DISABLE TRIGGER ALL",
            "ALTER TABLE revision DISABLE ROW LEVEL SECURITY",
            "DROP TABLE receipt",
            "CREATE TABLE mine (id TEXT)",
            "DELETE FROM __diesel_schema_migrations",
            "SELECT let_work('postgres')",
        ] {
            let why = connection.batch_execute(refused).unwrap_err().to_string();
            assert!(why.contains("permission denied") || why.contains("must be owner"), "{refused}: {why}");
        }
    });
}

#[test]
fn one_role_cannot_be_both() {
    with_application(|owner, application| {
        let owned = Store::open(&DatabaseUrl::parse(owner).unwrap()).unwrap();
        let why = owned.let_work(&DatabaseUrl::parse(owner).unwrap()).unwrap_err().to_string();
        assert!(why.contains("name two roles"), "{why}");
        owned.let_work(&DatabaseUrl::parse(application).unwrap()).unwrap();
    });
}
