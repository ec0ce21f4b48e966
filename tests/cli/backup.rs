//! Keeping and restoring: a backup is the whole database, for either database, or it is refused.

use support::on_both_databases;

on_both_databases!(
    a_backup_is_restored_into_either_database_and_nothing_is_missing,
    who_had_an_account_signs_in_to_what_was_restored,
    a_backup_is_opened_by_its_passphrase_alone_and_refused_where_it_was_changed,
    a_backup_that_is_older_than_the_anchor_is_refused_unless_forced,
    a_backup_is_of_one_moment_while_files_arrive,
    without_the_secret_a_backup_says_so,
);

mod run {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use std::time::Duration;

    use serde_json::{Value, json};
    use support::people::{PASSWORD, code};
    use support::samples::{document, full};
    use support::{Backend, Outcome, TestDatabase, TestService, iafq};

    const WORDS: &str = "correct horse battery staple";

    /// A service with one submitted return, and the token of its focal point.
    fn submitted(backend: Backend) -> (TestService, String) {
        let service = TestService::with_mail(backend);
        let token = service.token("focal-point", Some("XDA"));
        assert_eq!(upload(&service, &token, "A text"), 201);
        let declared = json!({ "declaration": true });
        let submitted = service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &declared);
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        (service, token)
    }

    fn upload(service: &TestService, token: &str, text: &str) -> u16 {
        let mut document = document(&full("XDA", 2025));
        document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!(text);
        service.post_json("/api/v1/submissions/XDA/2026", Some(token), &document).status
    }

    fn passphrase(database: &TestDatabase, text: &str) -> String {
        let path = database.path("passphrase");
        std::fs::write(&path, format!("{text}\n")).unwrap();
        path
    }

    fn backup_with(database: &TestDatabase, name: &str, more: &[&str]) -> (Outcome, String) {
        let (file, words) = (database.path(name), passphrase(database, WORDS));
        let secret = database.path("secret");
        let all = ["backup", "-o", &file, "--database", &database.url, "--passphrase-file", &words];
        (iafq(&[&all[..], &["--secret-file", &secret], more].concat()), file)
    }

    fn backup(database: &TestDatabase, name: &str) -> String {
        let (saved, file) = backup_with(database, name, &[]);
        assert_eq!(saved.code, 0, "{saved:?}");
        file
    }

    fn restore(file: &str, into: &TestDatabase, words: &str, more: &[&str]) -> Outcome {
        let (words, secret) = (passphrase(into, words), into.path("secret"));
        let all = ["restore", file, "--database", &into.url, "--passphrase-file", &words];
        let roles = ["--migration-database", into.owner.as_str()];
        let more = [if into.owner == into.url { &[][..] } else { &roles[..] }, more].concat();
        let more = more.as_slice();
        iafq(&[&all[..], &["--secret-file", &secret], more].concat())
    }

    fn verified(database: &TestDatabase, more: &[&str]) -> Value {
        let told = iafq(&[&["verify", "--format", "json", "--database", &database.url], more].concat());
        assert_eq!(told.code, 0, "{told:?}");
        serde_json::from_str(&told.out).unwrap()
    }

    fn exported(database: &TestDatabase) -> Vec<Vec<u8>> {
        ["observations", "indicator"]
            .map(|what| {
                let file = database.path(&format!("{what}.csv"));
                drop(std::fs::remove_file(&file));
                let export = ["export", "--what", what, "--audience", "secretariat", "-o", &file];
                let done = iafq(&[&export[..], &["--database", &database.url]].concat());
                assert_eq!(done.code, 0, "{done:?}");
                std::fs::read(file).unwrap()
            })
            .to_vec()
    }

    fn anchor(database: &TestDatabase, name: &str) -> String {
        let (path, secret) = (database.path(name), database.path("secret"));
        let url = &database.url;
        let made = iafq(&["anchor", "-o", &path, "--database", url, "--secret-file", &secret]);
        assert_eq!(made.code, 0, "{made:?}");
        path
    }

    const ADDRESSES: [&str; 6] = [
        "/api/v1/returns/XDA/2025/document",
        "/api/v1/returns/XDA/2025/findings",
        "/api/v1/returns/XDA/2025/receipt",
        "/api/v1/returns/XDA/2025/steps",
        "/api/v1/returns/XDA/2025/original",
        "/api/v1/returns/XDA/2025",
    ];

    fn read(service: &TestService, token: &str) -> Vec<(u16, Vec<u8>)> {
        let answers = ADDRESSES.iter().map(|address| service.get(address, Some(token)));
        answers.map(|answer| (answer.status, answer.body)).collect()
    }

    pub(super) fn a_backup_is_restored_into_either_database_and_nothing_is_missing(backend: Backend) {
        let (service, token) = submitted(backend);
        let (answers, exports) = (read(&service, &token), exported(&service.database));
        assert!(answers.iter().all(|(status, body)| *status == 200 && !body.is_empty()));
        let file = backup(&service.database, "one");
        let seen = anchor(&service.database, "anchor.json");
        let held = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(held, 0o600, "only its owner may open it");
        let (again, _) = backup_with(&service.database, "one", &[]);
        assert!(again.code == 2 && again.err.contains("already there"), "{again:?}");
        for other in [Backend::Sqlite, Backend::Postgresql] {
            let into = TestDatabase::new(other);
            let done = restore(&file, &into, WORDS, &[]);
            assert!(done.code == 0 && done.out.contains("the record holds"), "{done:?}");
            let record = &verified(&into, &[])["record"];
            let was = &verified(&service.database, &[])["record"];
            assert_eq!((&record["originals"], &record["revisions"]), (&was["originals"], &was["revisions"]));
            assert_eq!(exported(&into), exports, "exports are the same bytes");
            let twice = restore(&file, &into, WORDS, &[]);
            assert!(twice.code == 4 && twice.err.contains("not empty"), "{twice:?}");
            let second = backup(&into, "two");
            let third = TestDatabase::new(backend);
            assert_eq!(restore(&second, &third, WORDS, &[]).code, 0);
            verified(&third, &["--anchor", &seen]);
            let restored = TestService::start_on(third, &[]);
            assert_eq!(read(&restored, &token), answers, "there and back by {other:?}");
            assert_eq!(upload(&restored, &token, "One more"), 201, "it goes on");
        }
    }

    pub(super) fn who_had_an_account_signs_in_to_what_was_restored(backend: Backend) {
        let service = TestService::with_mail(backend);
        let mut person = service.person("staff@example.org", "reviewer", None);
        let seed = service.second_factor(&mut person);
        let file = backup(&service.database, "backup");
        let into = TestDatabase::new(backend);
        assert_eq!(restore(&file, &into, WORDS, &[]).code, 0);
        let restored = TestService::start_on(into, &[]);
        let old = restored.browse("GET", "/session", &person.cookie, None);
        assert_eq!(old.status, 401, "sessions do not go along: {}", old.text());
        let body = json!({ "mail": person.mail, "password": PASSWORD });
        let signed = restored.browse("POST", "/session", "", Some(&body));
        assert_eq!(signed.status, 200, "{}", signed.text());
        let cookie = support::people::cookie(&signed);
        let factor = json!({ "code": code(&seed, 0) });
        let second = restored.browse("POST", "/session/code", &cookie, Some(&factor));
        assert_eq!(second.status, 200, "the seed is opened with the secret of the backup: {}", second.text());
    }

    pub(super) fn a_backup_is_opened_by_its_passphrase_alone_and_refused_where_it_was_changed(
        backend: Backend,
    ) {
        let (service, _) = submitted(backend);
        let file = backup(&service.database, "backup");
        let whole = std::fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&whole).contains("SZ.TYPE"), "nothing can be read in it");
        let into = TestDatabase::new(backend);
        let nothing_left = |told: &Outcome| {
            assert_eq!(told.code, 3, "{told:?}");
            assert!(!Path::new(&into.path("secret")).exists() && !Path::new(&into.path("iafq.db")).exists());
        };
        let other = restore(&file, &into, "another", &[]);
        assert!(other.err.contains("the passphrase is another one"), "{other:?}");
        nothing_left(&other);
        let empty = restore(&file, &into, "", &[]);
        assert!(empty.code == 2 && empty.err.contains("is empty"), "{empty:?}");
        let broken = into.path("broken");
        for cut in [0, 10, 40, whole.len() / 2, 46 + 65_552, whole.len() - 1] {
            std::fs::write(&broken, &whole[..cut]).unwrap();
            nothing_left(&restore(&broken, &into, WORDS, &[]));
        }
        for at in [3, 20, 31, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 4;
            std::fs::write(&broken, &changed).unwrap();
            nothing_left(&restore(&broken, &into, WORDS, &[]));
        }
        std::fs::write(&broken, "PK\u{3}\u{4} something else, but long enough to be one").unwrap();
        let foreign = restore(&broken, &into, WORDS, &[]);
        assert!(foreign.err.contains("this is no backup of iafq"), "{foreign:?}");
        nothing_left(&foreign);
        assert_eq!(restore(&file, &into, WORDS, &[]).code, 0, "nothing was written until now");
    }

    pub(super) fn a_backup_that_is_older_than_the_anchor_is_refused_unless_forced(backend: Backend) {
        let (service, token) = submitted(backend);
        let before = anchor(&service.database, "before.json");
        let file = backup(&service.database, "backup");
        assert_eq!(upload(&service, &token, "Later"), 201);
        let after = anchor(&service.database, "after.json");
        let into = TestDatabase::new(backend);
        let refused = restore(&file, &into, WORDS, &["--anchor", &after]);
        assert!(refused.code == 2 && refused.err.contains("older than the anchor"), "{refused:?}");
        let forced = restore(&file, &into, WORDS, &["--anchor", &after, "--force"]);
        assert_eq!(forced.code, 0, "{forced:?}");
        let last = |database: &TestDatabase| {
            let store = storage::Store::open(&storage::DatabaseUrl::parse(&database.url).unwrap()).unwrap();
            let last = store.audit(0, 1000).unwrap().pop().unwrap();
            assert_eq!(last.action, "database.restored");
            serde_json::from_str::<Value>(&last.detail).unwrap()
        };
        let kept: Value = serde_json::from_slice(&std::fs::read(&after).unwrap()).unwrap();
        assert_eq!(last(&into)["against"], json!({ "seq": kept["seq"], "hash": kept["hash"] }));
        let newer = TestDatabase::new(backend);
        assert_eq!(restore(&file, &newer, WORDS, &["--anchor", &before]).code, 0);
        assert_eq!(last(&newer)["against"], Value::Null, "without force nothing was passed over");
        let foreign = TestService::start(backend);
        let _ = foreign.token("focal-point", Some("XDA"));
        let other = anchor(&foreign.database, "other.json");
        let another = restore(&file, &TestDatabase::new(backend), WORDS, &["--anchor", &other]);
        assert!(another.code == 2 && another.err.contains("another record"), "{another:?}");
    }

    pub(super) fn a_backup_is_of_one_moment_while_files_arrive(backend: Backend) {
        let (service, token) = submitted(backend);
        let (done, stored) = (AtomicBool::new(false), AtomicU32::new(0));
        let files = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let nth = stored.load(Ordering::Relaxed) + 1;
                    assert_eq!(upload(&service, &token, &format!("Text {nth}")), 201);
                    stored.store(nth, Ordering::Relaxed);
                }
            });
            let files = ["first", "second"].map(|name| {
                let before = stored.load(Ordering::Relaxed);
                let saved = backup_with(&service.database, name, &[]);
                while saved.0.code == 0 && stored.load(Ordering::Relaxed) == before {
                    std::thread::sleep(Duration::from_millis(20));
                }
                saved
            });
            done.store(true, Ordering::Relaxed);
            files
        });
        for (saved, file) in files {
            assert_eq!(saved.code, 0, "{saved:?}");
            let into = TestDatabase::new(backend);
            let restored = restore(&file, &into, WORDS, &[]);
            assert_eq!(restored.code, 0, "{restored:?}");
            verified(&into, &[]);
        }
    }

    pub(super) fn without_the_secret_a_backup_says_so(backend: Backend) {
        let (service, _) = submitted(backend);
        let (kept, file) = backup_with(&service.database, "apart", &["--without-secret"]);
        assert!(kept.code == 0 && kept.out.contains("keep its file as well"), "{kept:?}");
        let into = TestDatabase::new(backend);
        let restored = restore(&file, &into, WORDS, &[]);
        assert!(restored.code == 0 && restored.out.contains("put back its file"), "{restored:?}");
        assert!(!Path::new(&into.path("secret")).exists());
        let whole = backup(&service.database, "whole");
        let other = TestDatabase::new(backend);
        std::fs::write(other.path("secret"), "a".repeat(64)).unwrap();
        std::fs::set_permissions(other.path("secret"), std::fs::Permissions::from_mode(0o600)).unwrap();
        let refused = restore(&whole, &other, WORDS, &[]);
        assert!(refused.code == 2 && refused.err.contains("another service"), "{refused:?}");
        std::fs::remove_file(service.database.path("secret")).unwrap();
        let (missing, _) = backup_with(&service.database, "missing", &[]);
        assert!(missing.code == 2 && missing.err.contains("--without-secret"), "{missing:?}");
        assert!(!Path::new(&service.database.path("missing")).exists());
    }
}
