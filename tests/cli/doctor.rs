//! `iafq doctor`: what is wrong is said with what to do, and nothing is changed.

use support::on_both_databases;

on_both_databases!(
    a_service_that_can_work_is_told_so,
    a_database_of_another_program_is_told,
    a_secret_that_is_missing_or_open_is_told,
);

mod run {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use serde_json::Value;
    use support::{Backend, Outcome, TestDatabase, iafq};

    /// A database that a service has used, and where its secret is.
    fn used(backend: Backend) -> (TestDatabase, String) {
        let database = TestDatabase::new(backend);
        let added = iafq(&["user", "add", "--name", "A", "--role", "reviewer", "--database", &database.url]);
        assert_eq!(added.code, 0, "{added:?}");
        let secret = database.path("secret");
        fs::write(&secret, "a".repeat(64)).unwrap();
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
        (database, secret)
    }

    fn doctor(database: &TestDatabase, secret: &str, further: &[&str]) -> Outcome {
        let all = ["doctor", "--database", &database.url, "--secret-file", secret, "--format", "json"];
        iafq(&[&all, further].concat())
    }

    /// How a check went, and what is to be done.
    fn check(outcome: &Outcome, name: &str) -> (String, String) {
        let checks: Value = serde_json::from_str(&outcome.out).unwrap();
        let found = checks.as_array().unwrap().iter().find(|check| check["name"] == name);
        let text = |member: &str| found.unwrap()[member].as_str().unwrap_or_default().to_owned();
        (text("outcome"), text("to_do"))
    }

    pub(super) fn a_service_that_can_work_is_told_so(backend: Backend) {
        let (database, secret) = used(backend);
        let mail = format!("folder:{}", database.path("mail"));
        let before = fs::read_dir(database.folder.path()).unwrap().count();
        let outcome = doctor(&database, &secret, &["--mail", &mail, "--public-url", "https://iafq.example"]);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let fine = ["variables", "definitions", "database", "migrations", "clock", "secret", "reader"];
        for name in fine.into_iter().chain(["public URL", "cookies"]) {
            assert_eq!(check(&outcome, name).0, "ok", "{name}: {}", outcome.out);
        }
        if backend == Backend::Postgresql {
            assert_eq!(check(&outcome, "role").0, "ok", "it owns nothing: {}", outcome.out);
            let owner =
                ["doctor", "--database", &database.owner, "--secret-file", &secret, "--format", "json"];
            let (told, to_do) = check(&iafq(&owner), "role");
            assert!(told == "warning" && to_do.contains("IAFQ_MIGRATION_DATABASE"), "{told}: {to_do}");
        }
        let (proxy, to_do) = check(&outcome, "listening");
        assert!(proxy == "warning" && to_do.contains("--trusted-proxy"), "{to_do}");
        let after = fs::read_dir(database.folder.path()).unwrap().count();
        assert_eq!(after, before, "nothing is left behind");
    }

    pub(super) fn a_database_of_another_program_is_told(backend: Backend) {
        let (database, secret) = used(backend);
        database.tamper("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
        let newer = doctor(&database, &secret, &[]);
        assert_eq!((newer.code, check(&newer, "migrations").0.as_str()), (1, "failed"), "{newer:?}");
        database.tamper("DELETE FROM __diesel_schema_migrations WHERE version > '20261128100000'");
        let older = doctor(&database, &secret, &[]);
        assert_eq!((older.code, check(&older, "migrations").0.as_str()), (0, "warning"), "{older:?}");
    }

    pub(super) fn a_secret_that_is_missing_or_open_is_told(backend: Backend) {
        let (database, secret) = used(backend);
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
        let open = doctor(&database, &secret, &[]);
        assert_eq!((open.code, check(&open, "secret").0.as_str()), (1, "failed"), "{open:?}");
        fs::remove_file(&secret).unwrap();
        let missing = doctor(&database, &secret, &[]);
        assert_eq!((missing.code, check(&missing, "secret").0.as_str()), (0, "warning"), "{missing:?}");
        assert!(!fs::exists(&secret).unwrap(), "nothing is made");
    }
}

#[test]
fn a_database_that_does_not_answer_is_told_without_its_password() {
    let url = "postgresql://iafq:canary@127.0.0.1:1/x";
    let outcome = support::iafq(&["doctor", "--database", url]);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert!(outcome.out.contains("127.0.0.1:1/x does not answer"), "{}", outcome.out);
    assert!(!outcome.out.contains("canary") && !outcome.err.contains("canary"), "{outcome:?}");
    assert!(outcome.out.contains("no file of the service's secret is named"), "{}", outcome.out);
}

#[test]
fn settings_that_are_none_are_told_beside_everything_else() {
    let wrong = ["--mail", "carrier pigeon canary", "--tls-key", "/nowhere/key"];
    let outcome = support::iafq(&[&["doctor"][..], &wrong].concat());
    assert_eq!(outcome.code, 1, "{outcome:?}");
    for said in ["failed   mail", "failed   TLS", "failed   database", "ok       reader"] {
        assert!(outcome.out.contains(said), "{said}: {}", outcome.out);
    }
    assert!(!outcome.out.contains("canary"), "{}", outcome.out);
}

#[test]
fn a_reading_program_that_does_not_start_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("iafq.db").display());
    let outcome = support::iafq(&["doctor", "--database", &database, "--parse-worker", "/nowhere/iafq"]);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert!(outcome.out.contains("failed   reader"), "{}", outcome.out);
    assert!(outcome.out.contains("there is no file"), "a database is not made: {}", outcome.out);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
