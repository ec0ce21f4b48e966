//! Files that are refused: each with its own code, its original kept, nothing half-stored.

use support::on_both_databases;

on_both_databases!(
    every_bad_file_has_a_code_of_its_own_and_its_original_is_kept,
    a_request_without_a_token_is_refused
);

mod run {
    use serde_json::json;
    use support::samples::{document, full};
    use support::{Backend, TestService};

    pub(super) fn every_bad_file_has_a_code_of_its_own_and_its_original_is_kept(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let good = document(&full("XDA", 2025));
        let with = |key: &str, value: serde_json::Value| {
            let mut changed = good.clone();
            changed[key] = value;
            changed.to_string().into_bytes()
        };
        for (bytes, status, code) in [
            (Vec::new(), 422, "empty-file"),
            (b"%PDF-1.7 a report".to_vec(), 415, "not-a-workbook"),
            (b"{ \"iafq\": 1, ".to_vec(), 400, "invalid-json"),
            (b"{ \"hello\": 1 }".to_vec(), 422, "not-an-iafq-document"),
            (with("country", json!("XDB")), 422, "wrong-country"),
            (with("cycle", json!(2025)), 422, "wrong-year"),
            (with("edition", json!("1999")), 422, "unknown-edition"),
        ] {
            let answer = service.post(
                "/api/v1/submissions/XDA/2026",
                Some(&token),
                "application/octet-stream",
                &bytes,
            );
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
            assert_eq!(answer.media_type, "application/problem+json");
            let problem = answer.json();
            assert!(problem["upload"].is_string(), "the original of {code} is kept: {problem}");
            assert!(!problem["detail"].as_str().unwrap().is_empty());
        }
        assert_eq!(
            service.get("/api/v1/returns/XDA/2025", Some(&token)).status,
            404,
            "nothing is half-stored"
        );
    }

    pub(super) fn a_request_without_a_token_is_refused(backend: Backend) {
        let service = TestService::start(backend);
        for token in [None, Some("iafq_pat_0000"), Some("something")] {
            let answer = service.get("/api/v1/returns/XDA/2025", token);
            assert_eq!((answer.status, answer.code().as_str()), (401, "not-signed-in"));
        }
    }
}
