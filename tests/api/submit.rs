//! Submitting: refused with what is open, or a receipt.

use support::on_both_databases;

on_both_databases!(
    an_open_error_refuses_the_submission,
    a_warning_is_submitted_with_its_explanation,
    only_the_focal_point_submits,
    a_body_with_a_field_nobody_knows_is_refused,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, TestService};

    fn upload(service: &TestService, token: &str, change: impl Fn(&mut Value)) -> Value {
        let mut document = document(&full("XDA", 2025));
        change(&mut document);
        let answer = service.post_json("/api/v1/submissions/XDA/2026", Some(token), &document);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    pub(super) fn an_open_error_refuses_the_submission(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        upload(&service, &token, |document| {
            document["tables"]["SZ.TYPE"]["rows"]["TOTAL"]["COUNT"] = json!(3);
        });
        let answer = service.post_json(
            "/api/v1/returns/XDA/2025/submit",
            Some(&token),
            &json!({ "declaration": true }),
        );
        assert_eq!((answer.status, answer.code().as_str()), (422, "findings-open"));
        let codes: Vec<_> = answer.json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["code"].clone())
            .collect();
        assert!(codes.contains(&json!("ARI-01")), "{codes:?}");
        assert_eq!(service.get("/api/v1/returns/XDA/2025", Some(&token)).json()["state"], "draft");
    }

    pub(super) fn a_warning_is_submitted_with_its_explanation(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        // Firearms trafficking as a context differs from trafficking as a justification: a warning.
        let stored = upload(&service, &token, |document| {
            let rows = &mut document["tables"]["SZ.CTX"]["rows"];
            let (context, other) =
                (rows["FATRAFF"]["COUNT"].as_u64().unwrap(), rows["FAOTHER"]["COUNT"].as_u64().unwrap());
            rows["FATRAFF"]["COUNT"] = json!(context - 2);
            rows["FAOTHER"]["COUNT"] = json!(other + 2);
        });
        let warnings: Vec<_> = stored["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["severity"] == "warning")
            .collect();
        assert!(!warnings.is_empty(), "{stored}");
        let without = service.post_json(
            "/api/v1/returns/XDA/2025/submit",
            Some(&token),
            &json!({ "declaration": true }),
        );
        assert_eq!(without.status, 422);
        let explanations: Vec<_> = warnings
            .iter()
            .map(|finding| json!({ "code": finding["code"], "place": finding["places"][0]["place"], "text": "Two cases are still open." }))
            .collect();
        let body = json!({ "declaration": true, "explanations": explanations });
        let receipt = service.post_json("/api/v1/returns/XDA/2025/submit", Some(&token), &body);
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        assert_eq!(receipt.json()["chain_head"].as_str().unwrap().len(), 64);
        assert_eq!(service.get("/api/v1/returns/XDA/2025", Some(&token)).json()["state"], "submitted");
    }

    pub(super) fn only_the_focal_point_submits(backend: Backend) {
        let service = TestService::start(backend);
        let contributor = service.token("contributor", Some("XDA"));
        upload(&service, &contributor, |_| {});
        let answer = service.post_json(
            "/api/v1/returns/XDA/2025/submit",
            Some(&contributor),
            &json!({ "declaration": true }),
        );
        assert_eq!((answer.status, answer.code().as_str()), (403, "not-allowed"));
    }

    pub(super) fn a_body_with_a_field_nobody_knows_is_refused(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        upload(&service, &token, |_| {});
        for body in [
            json!({ "declaration": true, "force": true }),
            json!({ "declaration": false }),
            json!({ "declaration": true, "explanations": [{ "code": "X", "place": "2025", "text": "" }] }),
        ] {
            let answer = service.post_json("/api/v1/returns/XDA/2025/submit", Some(&token), &body);
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{body}");
        }
    }
}
