//! Submitting: refused with what is open, or a receipt.

use support::on_both_databases;

on_both_databases!(
    an_open_error_refuses_the_submission,
    a_warning_is_submitted_with_its_explanation,
    a_draft_judged_against_figures_that_were_replaced_must_be_sent_again,
    an_explanation_that_is_questioned_is_open_at_the_submission,
    an_explanation_of_nothing_refuses_the_submission,
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

    /// Firearms trafficking as a context differs from trafficking as a justification: a warning.
    fn strange(document: &mut Value) {
        let rows = &mut document["tables"]["SZ.CTX"]["rows"];
        let (context, other) =
            (rows["FATRAFF"]["COUNT"].as_u64().unwrap(), rows["FAOTHER"]["COUNT"].as_u64().unwrap());
        rows["FATRAFF"]["COUNT"] = json!(context - 2);
        rows["FAOTHER"]["COUNT"] = json!(other + 2);
    }

    /// A reason for each warning of an answer.
    fn reasons(stored: &Value) -> Vec<Value> {
        let warnings = stored["findings"].as_array().unwrap().iter();
        let warnings = warnings.filter(|finding| finding["severity"] == "warning");
        let reason = |one: &Value| json!({ "code": one["code"], "place": one["places"][0]["place"], "text": "Two cases are still open." });
        warnings.map(reason).collect()
    }

    pub(super) fn an_open_error_refuses_the_submission(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        upload(&service, &token, |document| {
            document["tables"]["SZ.TYPE"]["rows"]["TOTAL"]["COUNT"] = json!(3);
        });
        let answer =
            service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &json!({ "declaration": true }));
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
        let stored = upload(&service, &token, strange);
        let explanations = reasons(&stored);
        assert!(!explanations.is_empty(), "{stored}");
        let without =
            service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &json!({ "declaration": true }));
        assert_eq!(without.status, 422);
        let body = json!({ "declaration": true, "explanations": explanations });
        let receipt = service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &body);
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        assert_eq!(receipt.json()["chain_head"].as_str().unwrap().len(), 64);
        assert_eq!(service.get("/api/v1/returns/XDA/2025", Some(&token)).json()["state"], "submitted");
    }

    pub(super) fn a_draft_judged_against_figures_that_were_replaced_must_be_sent_again(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let declared = json!({ "declaration": true });
        let send = |year: u16, document: &Value| {
            service.post_json(&format!("/api/v1/submissions/XDA/{}", year + 1), Some(&token), document)
        };
        let submit = |year: u16| {
            service.change(&format!("/api/v1/returns/XDA/{year}/submit"), Some(&token), &declared)
        };
        let (mut last, draft) = (document(&full("XDA", 2024)), document(&full("XDA", 2025)));
        assert_eq!((send(2024, &last).status, submit(2024).status), (201, 200));
        let judged = send(2025, &draft);
        assert_eq!(
            (judged.status, &judged.json()["counts"]["warning"]),
            (201, &json!(0)),
            "{}",
            judged.text()
        );
        last["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
        assert_eq!(send(2024, &last).status, 201);
        assert_eq!(submit(2024).status, 200);
        let stale = submit(2025);
        assert_eq!((stale.status, stale.code().as_str()), (409, "earlier-year-changed"), "{}", stale.text());
        assert!(stale.json()["detail"].as_str().unwrap().contains("2024"), "{}", stale.text());
        assert_eq!(service.get("/api/v1/returns/XDA/2025", Some(&token)).json()["state"], "draft");
        let again = send(2025, &draft);
        assert!([200, 201].contains(&again.status), "{}", again.text());
        let receipt = submit(2025);
        assert_eq!(receipt.status, 200, "{}", receipt.text());
    }

    pub(super) fn an_explanation_that_is_questioned_is_open_at_the_submission(backend: Backend) {
        let service = TestService::start(backend);
        let (token, reviewer) = (service.token("focal-point", Some("XDA")), service.token("reviewer", None));
        let stored = upload(&service, &token, strange);
        let body = json!({ "declaration": true, "explanations": reasons(&stored) });
        let explained =
            |one: &Value| service.post_json("/api/v1/returns/XDA/2025/explanations", Some(&token), one);
        let ids: Vec<_> = reasons(&stored)
            .iter()
            .map(|one| explained(one).json()["id"].as_str().unwrap().to_owned())
            .collect();
        let decision = json!({ "decision": "questioned", "text": "Which cases?" });
        for id in ids {
            let path = format!("/api/v1/returns/XDA/2025/explanations/{id}/decision");
            assert_eq!(service.post_json(&path, Some(&reviewer), &decision).status, 201);
        }
        let submit = |body: &Value| service.change("/api/v1/returns/XDA/2025/submit", Some(&token), body);
        assert_eq!(submit(&json!({ "declaration": true })).code(), "findings-open");
        let receipt = submit(&body);
        assert_eq!(receipt.status, 200, "the State says it again: {}", receipt.text());
    }

    pub(super) fn an_explanation_of_nothing_refuses_the_submission(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let stored = upload(&service, &token, strange);
        let mut explanations = reasons(&stored);
        let nothing = json!({ "code": "ZZZ-99", "place": "2025:NO/WHERE", "text": "Because" });
        explanations.push(nothing);
        let submit = |explanations: &[Value]| {
            let body = json!({ "declaration": true, "explanations": explanations });
            service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &body)
        };
        let refused = submit(&explanations);
        assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{}", refused.text());
        assert!(
            refused.json()["detail"].as_str().unwrap().contains("ZZZ-99 at 2025:NO/WHERE"),
            "{}",
            refused.text()
        );
        let items = service.get("/api/v1/returns/XDA/2025/findings", Some(&token)).list("items");
        assert!(items.iter().all(|one| one["explanation"].is_null()), "nothing of it is kept");
        explanations.pop();
        for one in &explanations {
            assert_eq!(
                service.post_json("/api/v1/returns/XDA/2025/explanations", Some(&token), one).status,
                201
            );
        }
        assert_eq!(submit(&explanations).status, 200, "what stands already is no mistake");
    }

    pub(super) fn only_the_focal_point_submits(backend: Backend) {
        let service = TestService::start(backend);
        let contributor = service.token("contributor", Some("XDA"));
        upload(&service, &contributor, |_| {});
        let answer = service.change(
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
            let answer = service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &body);
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{body}");
        }
    }
}
