//! Somebody with the database in hands: what they can do to a copy of it.

use std::fs;
use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};
use storage::{AuditEntry, DatabaseUrl, Happened, Head, Store};

use crate::database::execute;
use crate::{Backend, TestDatabase};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

impl TestDatabase {
    /// A copy, as it is now. Nobody else may be connected.
    ///
    /// # Panics
    /// Where it cannot be copied.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn copy(&self) -> Self {
        let Some((admin, from)) = &self.postgresql else {
            let copy = Self::new(Backend::Sqlite);
            for ending in ["", "-wal"] {
                let name = format!("iafq.db{ending}");
                if Path::new(&self.path(&name)).exists() {
                    fs::copy(self.path(&name), copy.path(&name)).unwrap();
                }
            }
            return copy;
        };
        let copy = Self::on_server(admin);
        let (_, to) = copy.postgresql.as_ref().unwrap();
        let ended =
            format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'");
        execute(admin, &ended);
        execute(admin, &format!("DROP DATABASE {to}"));
        execute(admin, &format!("CREATE DATABASE {to} TEMPLATE {from}"));
        // The rights of the one whose database was copied do not come with it.
        execute(&copy.owner, &format!("DROP OWNED BY {from}"));
        let [owned, own] = [&copy.owner, &copy.url].map(|url| DatabaseUrl::parse(url).unwrap());
        Store::open(&owned).unwrap().let_work(&own).unwrap();
        copy
    }

    /// Runs statements with nothing that refuses them.
    ///
    /// # Panics
    /// Where the database does not take them.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn tamper(&self, statements: &str) {
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            let mut connection = SqliteConnection::establish(path).unwrap();
            let query = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
            let guards: Vec<Name> = diesel::sql_query(query).load(&mut connection).unwrap();
            let gone: Vec<_> = guards.iter().map(|guard| format!("DROP TRIGGER {};", guard.name)).collect();
            let gone = gone.concat();
            connection.batch_execute(&format!("PRAGMA foreign_keys = OFF; {gone}{statements}")).unwrap();
        } else {
            let mut connection = PgConnection::establish(&self.owner).unwrap();
            let query = "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'";
            let tables: Vec<Name> = diesel::sql_query(query).load(&mut connection).unwrap();
            let gone = tables.iter().map(|table| format!("ALTER TABLE {} DISABLE TRIGGER ALL;", table.name));
            let gone: Vec<_> = gone.collect();
            let gone = gone.concat();
            connection.batch_execute(&format!("{gone}{statements}")).unwrap();
        }
    }

    /// Makes the chain anew without the first entry of an action, with every hash, number and receipt as they would be.
    ///
    /// # Panics
    /// Where the chain cannot be read or written.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn rebuild_without(&self, action: &str) {
        let store = Store::open(&DatabaseUrl::parse(&self.url).unwrap()).unwrap();
        let mut entries = store.audit(0, 10_000).unwrap();
        entries.remove(entries.iter().position(|entry| entry.action == action).unwrap());
        let (mut head, mut statements) = (Head::default(), vec!["DELETE FROM audit;".to_owned()]);
        for entry in &entries {
            let happened = Happened {
                at: &entry.at,
                actor: &entry.actor,
                action: &entry.action,
                object: &entry.object,
                detail: &entry.detail,
            };
            let new = AuditEntry::following(&head, &happened);
            head = new.as_head();
            statements.push(insert(&new));
            let (new, old) = (&new.hash, &entry.hash);
            statements.push(format!("UPDATE receipt SET chain_head = '{new}' WHERE chain_head = '{old}';"));
        }
        statements.push(format!("UPDATE audit_head SET seq = {}, hash = '{}';", head.seq, head.hash));
        drop(store);
        self.tamper(&statements.concat());
    }
}

fn insert(entry: &AuditEntry) -> String {
    let texts = [
        &entry.at,
        &entry.actor,
        &entry.action,
        &entry.object,
        &entry.detail,
        &entry.previous_hash,
        &entry.hash,
    ];
    let texts: Vec<_> = texts.iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    format!("INSERT INTO audit VALUES ({}, {});", entry.seq, texts.join(", "))
}
