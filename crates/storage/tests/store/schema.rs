//! What the migrations make: the same each time, the same as the program's own definition, and unchangeable where it must
//! be.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};

use crate::support::{open, with_postgresql, with_sqlite};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn sqlite(url: &str, query: &str) -> BTreeSet<String> {
    let mut connection = SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap();
    let lines: Vec<Line> = diesel::sql_query(query).load(&mut connection).unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

fn postgresql(url: &str, query: &str) -> BTreeSet<String> {
    let mut connection = PgConnection::establish(url).unwrap();
    let lines: Vec<Line> = diesel::sql_query(query).load(&mut connection).unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || c.name AS line FROM sqlite_master m, pragma_table_info(m.name) c \
                              WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'";
const POSTGRESQL_COLUMNS: &str = "SELECT table_name || '.' || column_name AS line FROM information_schema.columns \
                                  WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";

/// The columns of the program's own definition.
fn defined() -> BTreeSet<String> {
    let (mut columns, mut table) = (BTreeSet::new(), "");
    let files = [
        include_str!("../../src/schema.rs"),
        include_str!("../../src/schema/accounts.rs"),
        include_str!("../../src/schema/collection.rs"),
        include_str!("../../src/schema/record.rs"),
        include_str!("../../src/schema/transit.rs"),
        include_str!("../../src/schema/workflow.rs"),
    ];
    for line in files.into_iter().flat_map(str::lines) {
        let line = line.trim();
        if let Some(name) = line.strip_suffix(" {").and_then(|head| head.split(" (").next()) {
            table = name;
        }
        if let Some((column, _)) = line.split_once(" -> ").filter(|_| line.ends_with(',')) {
            columns.insert(format!("{table}.{column}"));
        }
    }
    columns
}

#[test]
fn both_databases_have_the_columns_the_program_knows() {
    assert!(defined().len() > 150, "{:?}", defined());
    with_sqlite(|url| {
        open(url);
        assert_eq!(sqlite(url, SQLITE_COLUMNS), defined());
    });
    with_postgresql(|url| {
        open(url);
        assert_eq!(postgresql(url, POSTGRESQL_COLUMNS), defined());
    });
}

#[test]
fn up_down_and_up_leaves_the_schema_unchanged() {
    let made = "SELECT type || ' ' || name || ': ' || coalesce(sql, '') AS line FROM sqlite_master";
    with_sqlite(|url| {
        let store = open(url);
        let before = sqlite(url, made);
        store.revert_all().unwrap();
        assert!(sqlite(url, SQLITE_COLUMNS).is_empty());
        store.migrate().unwrap();
        assert_eq!(sqlite(url, made), before);
    });
    let made = "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || \
                coalesce(column_default, '') AS line FROM information_schema.columns WHERE table_schema = 'public' \
                UNION SELECT tablename || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'public' \
                UNION SELECT event_object_table || ' ' || trigger_name || ' ' || event_manipulation \
                FROM information_schema.triggers UNION SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) \
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
                UNION SELECT tablename || ' ' || policyname || ' ' || cmd || ' ' || coalesce(qual, '') || ' ' || \
                coalesce(with_check, '') FROM pg_policies";
    with_postgresql(|url| {
        let store = open(url);
        let before = postgresql(url, made);
        store.revert_all().unwrap();
        assert!(postgresql(url, POSTGRESQL_COLUMNS).is_empty());
        store.migrate().unwrap();
        assert_eq!(postgresql(url, made), before);
    });
}

#[test]
fn no_table_refers_to_one_that_is_defined_later() {
    let references = "SELECT m.name || ' ' || f.\"table\" AS line FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
                      WHERE m.type = 'table'";
    let definition = [
        include_str!("../../src/schema.rs"),
        include_str!("../../src/schema/accounts.rs"),
        include_str!("../../src/schema/workflow.rs"),
        include_str!("../../src/schema/collection.rs"),
        include_str!("../../src/schema/record.rs"),
        include_str!("../../src/schema/transit.rs"),
    ]
    .concat();
    let place = |table: &str| definition.find(&format!("\n    {table} (")).unwrap();
    with_sqlite(|url| {
        open(url);
        let references = sqlite(url, references);
        assert!(references.len() > 10, "{references:?}");
        for reference in references {
            let (from, to) = reference.split_once(' ').unwrap();
            assert!(place(to) <= place(from), "a backup is restored in the order of schema.rs: {reference}");
        }
    });
}

/// The tables whose rows never change: all but those that say where things stand now.
fn immutable() -> BTreeSet<String> {
    let now = [
        "setting",
        "user_account",
        "api_token",
        "account_link",
        "session",
        "openid_binding",
        "sign_in_failure",
        "kept_answer",
        "list_code",
        "cycle",
        "reminder",
        "state_return",
        "audit_head",
        "job",
        "transfer",
        "transfer_part",
    ];
    let tables = defined().into_iter().map(|column| column.split('.').next().unwrap().to_owned());
    tables.filter(|table| !now.contains(&table.as_str())).collect()
}

#[test]
fn rows_that_must_not_change_are_guarded_against_update_and_delete() {
    with_sqlite(|url| {
        open(url);
        let triggers = sqlite(url, "SELECT sql AS line FROM sqlite_master WHERE type = 'trigger'");
        for table in immutable() {
            for event in ["UPDATE", "DELETE"] {
                let guard = format!("BEFORE {event} ON {table}\n");
                assert!(triggers.iter().any(|trigger| trigger.contains(&guard)), "{guard}");
            }
        }
        let mut connection = SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap();
        connection
            .batch_execute(
                "PRAGMA foreign_keys = OFF; INSERT INTO import_report VALUES ('a', 'b', 'c', 'd', 'e')",
            )
            .unwrap();
        for change in ["UPDATE import_report SET report = ''", "DELETE FROM import_report"] {
            let refused = connection.batch_execute(change).unwrap_err().to_string();
            assert!(refused.contains("never change"), "{refused}");
        }
    });
    with_postgresql(|url| {
        open(url);
        let query =
            "SELECT event_object_table || ' ' || event_manipulation AS line FROM information_schema.triggers";
        let triggers = postgresql(url, query);
        for table in immutable() {
            for event in ["UPDATE", "DELETE"] {
                assert!(triggers.contains(&format!("{table} {event}")), "{table} {event}");
            }
        }
    });
}
