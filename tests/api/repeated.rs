//! Files that are sent again: repaired, unchanged, or older ones.

use support::on_both_databases;

on_both_databases!(
    a_file_that_is_repaired_without_another_figure_can_be_submitted,
    going_back_to_an_earlier_file_submits_that_file,
    explanations_go_along_when_an_earlier_file_is_sent_again,
    a_file_sent_again_leaves_the_newer_draft_of_another_year,
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
        assert_eq!(service.change(SUBMIT, Some(&token), &declared).status, 422);

        let repaired = service.post(UPLOAD, Some(&token), "application/json", good.as_bytes());
        assert_eq!(repaired.status, 201, "{}", repaired.text());
        assert_eq!(repaired.json()["counts"]["error"], 0);
        let stored = service.get("/api/v1/returns/XDA/2025/findings", Some(&token));
        assert_eq!(stored.list("items"), repaired.list("findings"), "what is told is what is stored");
        let receipt = service.change(SUBMIT, Some(&token), &declared);
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
        let receipt = service.change(SUBMIT, Some(&token), &json!({ "declaration": true })).json();
        assert_eq!(receipt["revision"], 1);
        assert_eq!(receipt["original_sha256"], first.json()["original_sha256"]);
    }

    pub(super) fn explanations_go_along_when_an_earlier_file_is_sent_again(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let mut a = document(&full("XDA", 2025));
        let rows = &mut a["tables"]["SZ.CTX"]["rows"];
        let count = |row: &Value| row["COUNT"].as_u64().unwrap();
        let (less, more) = (count(&rows["FATRAFF"]) - 2, count(&rows["FAOTHER"]) + 2);
        rows["FATRAFF"]["COUNT"] = json!(less);
        rows["FAOTHER"]["COUNT"] = json!(more);
        let mut b = a.clone();
        b["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
        let total = count(&b["tables"]["SU.TYPE"]["rows"]["TOTAL"]) + 1;
        b["tables"]["SU.TYPE"]["rows"]["TOTAL"]["COUNT"] = json!(total);
        let send = |document: &Value| service.post_json(UPLOAD, Some(&token), document).json();
        let warnings = |answer: &Value| -> Vec<Value> {
            let findings = answer["findings"].as_array().unwrap().iter();
            findings.filter(|finding| finding["severity"] == "warning").cloned().collect()
        };
        assert!(!warnings(&send(&a)).is_empty());
        for one in warnings(&send(&b)) {
            let text = format!("Why {}", one["code"].as_str().unwrap());
            let body = json!({ "code": one["code"], "place": one["places"][0]["place"], "text": text });
            let path = "/api/v1/returns/XDA/2025/explanations";
            assert_eq!(service.post_json(path, Some(&token), &body).status, 201);
        }
        for _ in 0..2 {
            let again = send(&a);
            assert_eq!(again["already"], true);
            for one in warnings(&again) {
                assert_eq!(one["explanation"]["text"], format!("Why {}", one["code"].as_str().unwrap()));
                assert_eq!(one["explanation"]["state"], "carried");
            }
            let lapsed = again["lapsed"].as_array().unwrap();
            assert!(!lapsed.is_empty() && lapsed.iter().all(|one| one["reason"] == "resolved"), "{lapsed:?}");
        }
        let receipt = service.change(SUBMIT, Some(&token), &json!({ "declaration": true }));
        assert_eq!(receipt.status, 200, "{}", receipt.text());
    }

    pub(super) fn a_file_sent_again_leaves_the_newer_draft_of_another_year(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let send = |year: u16, document: &Value| {
            service.post_json(&format!("/api/v1/submissions/XDA/{}", year + 1), Some(&token), document)
        };
        let mut last = document(&full("XDA", 2024));
        assert_eq!(send(2024, &last).status, 201);
        let declared = json!({ "declaration": true });
        let submitted = service.change("/api/v1/returns/XDA/2024/submit", Some(&token), &declared);
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        let mut correcting = document(&full("XDA", 2025));
        correcting["corrections"] = json!([{
            "year": 2024,
            "tables": { "TR.SZ": { "rows": { "UI.PE": { "COUNT": 7, "reason": "TRACE_COMPLETED" } } } }
        }]);
        let first = send(2025, &correcting).json();
        let numbers = |answer: &Value| -> Vec<(Value, Value)> {
            let revisions = answer["revisions"].as_array().unwrap().iter();
            revisions.map(|one| (one["number"].clone(), one["current"].clone())).collect()
        };
        assert_eq!(numbers(&first), [(json!(1), json!(true)), (json!(2), json!(true))]);
        assert_eq!(first["moved"], json!([2025, 2024]));
        assert_eq!(first["notices"], json!([]));
        last["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("A newer draft");
        assert_eq!(send(2024, &last).json()["revisions"][0]["number"], 3);
        let again = send(2025, &correcting);
        assert_eq!(again.status, 200, "{}", again.text());
        let again = again.json();
        assert_eq!(numbers(&again), [(json!(1), json!(true)), (json!(2), json!(false))]);
        assert_eq!(again["moved"], json!([]));
        let notice = &again["notices"][0];
        assert_eq!((&notice["code"], &notice["year"]), (&json!("draft-kept"), &json!(2024)));
        assert!(notice["text"].as_str().unwrap().contains("revision 2"), "{notice}");
        let current = service.get("/api/v1/returns/XDA/2024", Some(&token)).json();
        assert_eq!(current["current_revision"], 3, "the State works on its draft");
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
