//! Files that are sent again: repaired, unchanged, or older ones.

use support::on_both_databases;

on_both_databases!(
    a_file_that_is_repaired_without_another_figure_can_be_submitted,
    going_back_to_an_earlier_file_submits_that_file,
    uploads_at_the_same_moment_all_become_revisions,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, TestService};

    const UPLOAD: &str = "/api/v1/submissions/XDA/2026";
    const SUBMIT: &str = "/api/v1/returns/XDA/2025/submit";

    pub(super) fn a_file_that_is_repaired_without_another_figure_can_be_submitted(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let good = document(&full("XDA", 2025)).to_string();
        let twice = good.replacen("\"PISTOL\":{\"COUNT\":", "\"PISTOL\":{\"COUNT\":1,\"COUNT\":", 1);
        assert_ne!(good, twice);
        let broken = service.post(UPLOAD, Some(&token), "application/json", twice.as_bytes());
        assert_eq!(broken.status, 201, "{}", broken.text());
        let codes: Vec<_> = broken.list("findings").iter().map(|finding| finding["code"].clone()).collect();
        assert!(codes.contains(&json!("INT-01")), "{codes:?}");
        let declared = json!({ "declaration": true });
        assert_eq!(service.post_json(SUBMIT, Some(&token), &declared).status, 422);

        let repaired = service.post(UPLOAD, Some(&token), "application/json", good.as_bytes());
        assert_eq!(repaired.status, 201, "{}", repaired.text());
        assert_eq!(repaired.json()["counts"]["error"], 0);
        let stored = service.get("/api/v1/returns/XDA/2025/findings", Some(&token));
        assert_eq!(stored.list("items"), repaired.list("findings"), "what is told is what is stored");
        let receipt = service.post_json(SUBMIT, Some(&token), &declared);
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        assert_eq!(receipt.json()["original_sha256"], repaired.json()["original_sha256"]);
    }

    pub(super) fn going_back_to_an_earlier_file_submits_that_file(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let a = document(&full("XDA", 2025));
        let mut b = a.clone();
        b["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
        let send = |document: &Value| service.post_json(UPLOAD, Some(&token), document);
        let (first, second) = (send(&a), send(&b));
        assert_eq!((first.status, second.status), (201, 201), "{} {}", first.text(), second.text());
        let again = send(&a);
        assert_eq!(again.status, 200);
        assert_eq!(again.json()["revisions"], first.json()["revisions"]);
        let current = service.get("/api/v1/returns/XDA/2025", Some(&token)).json();
        assert_eq!(current["current_revision"], 1);
        let receipt = service.post_json(SUBMIT, Some(&token), &json!({ "declaration": true })).json();
        assert_eq!(receipt["revision"], 1);
        assert_eq!(receipt["original_sha256"], first.json()["original_sha256"]);
    }

    pub(super) fn uploads_at_the_same_moment_all_become_revisions(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let uploads: Vec<_> = (0..6)
                .map(|index| {
                    let (service, token) = (&service, &token);
                    scope.spawn(move || {
                        let mut document = document(&full("XDA", 2025));
                        document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!(format!("Text {index}"));
                        service.post_json(UPLOAD, Some(token), &document).status
                    })
                })
                .collect();
            uploads.into_iter().map(|upload| upload.join().unwrap()).collect()
        });
        assert_eq!(statuses, [201; 6]);
        let the_return = service.get("/api/v1/returns/XDA/2025", Some(&token)).json();
        let numbers: Vec<_> =
            the_return["revisions"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect();
        assert_eq!(numbers, (1..=6).map(Value::from).collect::<Vec<_>>());
        assert_eq!(the_return["version"], 6);
    }
}
