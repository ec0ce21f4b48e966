//! The database: whether it answers, knows this program's tables, and has the same time.

use std::fs::OpenOptions;
use std::path::Path;

use chrono::{DateTime, Utc};
use storage::{DatabaseUrl, RoleRights, StorageError, Store};

use super::{Check, can_write_in};
use crate::database::{DEMO, KIND};

/// From how many milliseconds apart two clocks are said to differ: sessions and links end by the program's.
const APART: i64 = 2_000;

/// Everything about a database.
pub(crate) fn database(url: Option<&str>, now: fn() -> DateTime<Utc>) -> Vec<Check> {
    let Some(url) = url else {
        let to_do = "name it: --database sqlite:PATH, --database postgresql://… or IAFQ_DATABASE";
        return vec![Check::failed("database", "no database is named", to_do)];
    };
    let url = match DatabaseUrl::parse(url) {
        Ok(url) => url,
        Err(error) => return vec![Check::failed("database", error.to_string(), "correct the URL")],
    };
    if let DatabaseUrl::Sqlite(path) = &url
        && let Some(stopped) = file(Path::new(path))
    {
        return vec![stopped];
    }
    match Store::open(&url) {
        Ok(store) => opened(&url, &store, now),
        Err(error) => {
            let to_do = "start the server, or correct host, port, user and password of the URL";
            vec![Check::failed("database", format!("{url} does not answer: {error}"), to_do)]
        }
    }
}

/// What keeps the file of a database from being opened, or that there is none yet.
fn file(path: &Path) -> Option<Check> {
    let folder = path.parent().unwrap_or(path);
    if let Err(error) = can_write_in(folder) {
        let found =
            format!("SQLite keeps files beside {}, and its folder takes none: {error}", path.display());
        return Some(Check::failed("database", found, "make the folder, and give it to the service's user"));
    }
    if !path.exists() {
        let found = format!("there is no file {} yet", path.display());
        return Some(Check::warning("database", found, "nothing: `iafq serve` makes it at its first start"));
    }
    let error = OpenOptions::new().write(true).open(path).err()?;
    let found = format!("{} cannot be written: {error}", path.display());
    Some(Check::failed("database", found, "give the file to the service's user"))
}

fn opened(url: &DatabaseUrl, store: &Store, now: fn() -> DateTime<Utc>) -> Vec<Check> {
    let mut checks = vec![Check::ok("database", format!("{url} answers"))];
    let migrated = migrations(store.must_be_current());
    let is_current = migrated.outcome == super::Outcome::Ok;
    checks.push(migrated);
    checks.push(clock(store, now));
    checks.extend(role(store.role_rights()));
    if is_current && store.setting(KIND).is_ok_and(|kind| kind.as_deref() == Some(DEMO)) {
        let found = "it holds a demonstration with invented data, which `iafq serve` does not serve";
        checks.push(Check::failed("data", found, "name another database"));
    }
    checks
}

fn migrations(current: Result<(), StorageError>) -> Check {
    match current {
        Ok(()) => Check::ok("migrations", "all are applied"),
        Err(StorageError::OlderDatabase) => {
            let found = "some of this program are not applied yet";
            let to_do = "make a copy of the database; `iafq serve` applies them at its next start";
            Check::warning("migrations", found, to_do)
        }
        Err(error @ StorageError::NewerDatabase { .. }) => Check::failed(
            "migrations",
            error.to_string(),
            "run the program that was here last, or a newer one",
        ),
        Err(error) => Check::failed("migrations", error.to_string(), "look at the log of the database"),
    }
}

/// Whether the second net below the filters of the queries holds.
fn role(rights: Result<Option<RoleRights>, StorageError>) -> Option<Check> {
    let to_do = "let the program work with a role of its own that owns nothing (--database), and name who owns the tables in \
                 IAFQ_MIGRATION_DATABASE";
    match rights {
        Ok(None) => None,
        Ok(Some(RoleRights::None)) => {
            Some(Check::ok("role", "it owns no table, and row-level security holds it"))
        }
        Ok(Some(RoleRights::Owner)) => {
            let found = "the role of the program owns the tables: it could change what never changes";
            Some(Check::warning("role", found, to_do))
        }
        Ok(Some(RoleRights::Unbounded)) => {
            let found = "the role of the program is a superuser or passes row-level security, the second net between States";
            Some(Check::warning("role", found, to_do))
        }
        Err(error) => Some(Check::failed("role", error.to_string(), "look at the log of the database")),
    }
}

fn clock(store: &Store, now: fn() -> DateTime<Utc>) -> Check {
    let told = store.clock().map_err(|error| error.to_string());
    let there = told.and_then(|text| DateTime::parse_from_rfc3339(&text).map_err(|error| error.to_string()));
    match there {
        Ok(there) => compare(now().signed_duration_since(there).num_milliseconds()),
        Err(error) => {
            Check::failed("clock", format!("the database tells no time: {error}"), "look at its log")
        }
    }
}

fn compare(milliseconds: i64) -> Check {
    if milliseconds.abs() < APART {
        return Check::ok("clock", "this machine and the database have the same time");
    }
    let found = format!(
        "this machine and the database are {} seconds apart; times in the record and the ends of sessions are wrong by \
         that",
        milliseconds.abs() / 1_000
    );
    Check::warning("clock", found, "let both machines take their time from the network (NTP)")
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;

    #[test]
    fn clocks_that_differ_are_told_whichever_is_ahead() {
        assert_eq!(compare(900).outcome, Outcome::Ok);
        for apart in [-5_000, 5_000] {
            let check = compare(apart);
            assert!(check.outcome == Outcome::Warning && check.found.contains("5 seconds"), "{check:?}");
        }
    }
}
