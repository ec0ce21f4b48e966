//! The record: whatever is done to it behind the program's back is found.

use support::on_both_databases;

on_both_databases!(
    an_untouched_record_holds,
    whatever_is_done_to_the_record_is_found,
    a_record_that_was_rebuilt_is_found_with_what_was_kept,
    a_receipt_that_was_changed_is_no_evidence,
);

mod run {
    use std::time::Duration;

    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, Outcome, TestDatabase, TestService, iafq};

    /// A database in which a return was uploaded twice, contributed to and submitted, and a receipt of it, read once more.
    struct Kept {
        service: TestService,
        receipt: Value,
        key: String,
    }

    impl Kept {
        fn new(backend: Backend) -> Self {
            let service = TestService::start(backend);
            let token = service.token("focal-point", Some("XDA"));
            let mut document = document(&full("XDA", 2025));
            let upload =
                |document: &Value| service.post_json("/api/v1/submissions/XDA/2026", Some(&token), document);
            assert_eq!(upload(&document).status, 201);
            document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
            assert_eq!(upload(&document).status, 201);
            document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("A text of customs");
            let customs = service.contributor("XDA", "Customs");
            let contributed = service.post_json("/api/v1/submissions/XDA/2026", Some(&customs), &document);
            assert_eq!(contributed.status, 201, "{}", contributed.text());
            let declared = json!({ "declaration": true });
            let submitted = service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &declared);
            assert_eq!(submitted.status, 200, "{}", submitted.text());
            let receipt = service.get("/api/v1/returns/XDA/2025/receipt", Some(&token)).json();
            let keys = service.get("/api/v1/keys", None).list("items");
            let key = keys[0]["public_key"].as_str().unwrap().to_owned();
            service.stop();
            service.ends_within(Duration::from_secs(20));
            Self { service, receipt, key }
        }

        fn file(&self, name: &str, content: &Value) -> String {
            let path = self.service.database.path(name);
            std::fs::write(&path, content.to_string()).unwrap();
            path
        }

        fn anchor(&self) -> String {
            let (path, database) = (self.service.database.path("anchor.json"), &self.service.database);
            let secret = database.path("secret");
            let url = &database.url;
            let made = iafq(&["anchor", "-o", &path, "--database", url, "--secret-file", &secret]);
            assert_eq!(made.code, 0, "{made:?}");
            path
        }
    }

    fn verify(database: &TestDatabase, more: &[&str]) -> Outcome {
        iafq(&[&["verify", "--database", &database.url], more].concat())
    }

    fn found(outcome: &Outcome, words: &str, name: &str) {
        assert!(outcome.code == 1 && outcome.out.contains(words), "{name}: {outcome:?}");
        assert!(outcome.out.contains("the record does not hold"), "{name}: {outcome:?}");
    }

    pub(super) fn an_untouched_record_holds(backend: Backend) {
        let kept = Kept::new(backend);
        let (anchor, receipt) = (kept.anchor(), kept.file("receipt.json", &kept.receipt));
        let all = ["--anchor", &anchor, "--receipt", &receipt, "--public-key", &kept.key];
        let holds = verify(&kept.service.database, &all);
        assert!(holds.code == 0 && holds.out.contains("the record holds"), "{holds:?}");
        let told = verify(&kept.service.database, &["--format", "json"]);
        let told: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!((&told["holds"], &told["faults"]), (&json!(true), &json!([])));
        assert_eq!((&told["record"]["originals"], &told["record"]["revisions"]), (&json!(3), &json!(3)));
    }

    /// What somebody with the database in hands does, and what is said of it.
    const TAMPERED: [(&str, &str, &str); 20] = [
        (
            "a contribution given to another institution",
            "UPDATE contribution SET institution = 'Army'",
            "the contribution is not of whom the entry names",
        ),
        ("a contribution deleted", "DELETE FROM contribution", "the contribution is missing"),
        (
            "a contribution said to be merged",
            "INSERT INTO merged_contribution SELECT (SELECT id FROM revision WHERE number = 1), revision_id FROM contribution",
            "what was merged is not what the entries name",
        ),
        ("an entry deleted", "DELETE FROM audit WHERE seq = 3", "entry 4: audit: an entry is missing"),
        (
            "the end cut off",
            "DELETE FROM audit WHERE seq > 4",
            "entry 5: audit: the last entries are missing",
        ),
        (
            "the end cut off, and the head set back",
            "DELETE FROM audit WHERE seq > 4; UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit WHERE seq = 4)",
            "not as many rows",
        ),
        (
            "an entry edited",
            "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
            "entry 2: audit: the entry was changed",
        ),
        (
            "two entries in the other order",
            "UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; \
             UPDATE audit SET seq = 3 WHERE seq = -1",
            "entry 2: audit: the entry does not follow",
        ),
        (
            "an entry told twice",
            "INSERT INTO audit SELECT 100, at, actor, action, object, detail, previous_hash, hash FROM audit WHERE seq = 2",
            "entry 100: audit: an entry is missing",
        ),
        (
            "a figure changed",
            "UPDATE observation SET count = count + 1 WHERE table_id = 'SZ.TYPE' AND row_code = 'TOTAL'",
            "the answers of the revision are not those that were stored",
        ),
        (
            "a figure and its hash changed",
            "UPDATE revision SET content_sha256 = 'f'",
            "the submitted revision is not the one the entry names",
        ),
        (
            "a file exchanged",
            "UPDATE original_piece SET bytes = (SELECT bytes FROM original_piece ORDER BY sha256 LIMIT 1)",
            "the bytes of the file are not those that arrived",
        ),
        ("a file deleted", "DELETE FROM upload", "the upload is missing"),
        (
            "an upload of another State",
            "UPDATE upload SET country = 'XDB'",
            "the upload is not the one the entry names",
        ),
        (
            "an upload behind the record",
            "INSERT INTO upload SELECT 'x', country, cycle, sha256, file_name, media_type, received_at, actor FROM upload LIMIT 1",
            "upload: the table has not as many rows",
        ),
        (
            "a receipt changed",
            "UPDATE receipt SET rule_set = 'x'",
            "the receipt says something else than the entry",
        ),
        ("a receipt deleted", "DELETE FROM receipt", "the receipt of the entry is missing"),
        (
            "a return set back",
            "UPDATE state_return SET state = 'draft'",
            "the return is in another state than its entries lead to",
        ),
        (
            "another revision submitted",
            "UPDATE state_return SET submitted_revision = (SELECT id FROM revision ORDER BY number LIMIT 1)",
            "the revision that counts as submitted is not",
        ),
        (
            "a read denied",
            "UPDATE access_log SET actor = 'nobody'",
            "the reads of the batch are not those that were sealed",
        ),
    ];

    pub(super) fn whatever_is_done_to_the_record_is_found(backend: Backend) {
        let kept = Kept::new(backend);
        for (name, statements, words) in TAMPERED {
            let copy = kept.service.database.copy();
            assert_eq!(verify(&copy, &[]).code, 0, "{name}: the copy");
            copy.tamper(statements);
            found(&verify(&copy, &[]), words, name);
        }
    }

    pub(super) fn a_record_that_was_rebuilt_is_found_with_what_was_kept(backend: Backend) {
        let kept = Kept::new(backend);
        let (anchor, receipt) = (kept.anchor(), kept.file("receipt.json", &kept.receipt));
        let copy = kept.service.database.copy();
        copy.rebuild_without("token.added");
        let alone = verify(&copy, &[]);
        assert_eq!(alone.code, 0, "a chain that is consistent tells nothing by itself: {alone:?}");
        found(&verify(&copy, &["--anchor", &anchor]), "the anchor saw it", "rebuilt and shorter");
        let with_receipt = verify(&copy, &["--receipt", &receipt, "--public-key", &kept.key]);
        found(&with_receipt, "the record has no entry of this receipt", "rebuilt");
        let mut forged: Value = serde_json::from_str(&std::fs::read_to_string(&anchor).unwrap()).unwrap();
        forged["seq"] = json!(2);
        let forged = kept.file("forged.json", &forged);
        found(&verify(&copy, &["--anchor", &forged]), "the anchor's signature is not good", "another anchor");
        let other = Kept::new(backend);
        let named = verify(&kept.service.database, &["--anchor", &anchor, "--public-key", &other.key]);
        found(&named, "another key", "an anchor of another service");
        found(&verify(&other.service.database, &["--anchor", &anchor]), "rebuilt", "another record as long");
    }

    pub(super) fn a_receipt_that_was_changed_is_no_evidence(backend: Backend) {
        let kept = Kept::new(backend);
        let alone = |receipt: &Value, more: &[&str]| {
            let file = kept.file("kept.json", receipt);
            iafq(&[&["verify", "--receipt", &file], more].concat())
        };
        let key = ["--public-key", &kept.key];
        let good = alone(&kept.receipt, &key);
        assert!(good.code == 0 && good.out.contains("signatures are good"), "{good:?}");
        let nameless = alone(&kept.receipt, &[]);
        assert!(nameless.code == 2 && nameless.err.contains("/api/v1/keys"), "{nameless:?}");
        for (member, value) in kept.receipt.as_object().unwrap() {
            if member == "public_key" {
                continue;
            }
            let mut changed = kept.receipt.clone();
            changed[member] = match value {
                Value::Number(number) => json!(number.as_i64().unwrap() + 1),
                _ => json!("0"),
            };
            let told = alone(&changed, &key);
            assert!(told.code == 1 && told.out.contains("signature is not good"), "{member}: {told:?}");
        }
    }
}
