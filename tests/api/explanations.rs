//! Explanations: bound to rule, place and figures; carried, lapsed, accepted and questioned one by one.

use support::on_both_databases;

on_both_databases!(
    an_explanation_survives_what_does_not_concern_it_and_lapses_with_its_figures,
    a_file_brings_explanations_without_a_new_revision,
    an_explanation_of_a_file_holds_only_for_what_it_judged,
    a_questioned_explanation_is_open_again,
    only_people_of_the_state_explain_and_only_reviewers_decide,
    a_file_of_the_secretariat_explains_nothing,
    a_request_that_explains_nothing_is_refused,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Answer, Backend, TestService};

    const UPLOAD: &str = "/api/v1/submissions/XDA/2026";
    const RETURN: &str = "/api/v1/returns/XDA/2025";

    /// A return with warnings: the context differs from the justification, a total from its rows.
    fn strange() -> Value {
        let mut document = document(&full("XDA", 2025));
        shift(&mut document, 2);
        let total = &mut document["tables"]["SU.TYPE"]["rows"]["TOTAL"]["COUNT"];
        *total = json!(total.as_u64().unwrap() + 1);
        document
    }

    /// Arms from the context of firearms trafficking to another one.
    fn shift(document: &mut Value, arms: u64) {
        let rows = &mut document["tables"]["SZ.CTX"]["rows"];
        let count = |row: &str| rows[row]["COUNT"].as_u64().unwrap();
        let (less, more) = (count("FATRAFF") - arms, count("FAOTHER") + arms);
        rows["FATRAFF"]["COUNT"] = json!(less);
        rows["FAOTHER"]["COUNT"] = json!(more);
    }

    fn upload(service: &TestService, token: &str, document: &Value, status: u16) -> Answer {
        let answer = service.post_json(UPLOAD, Some(token), document);
        assert_eq!(answer.status, status, "{}", answer.text());
        answer
    }

    fn explain(service: &TestService, token: &str, finding: &Value, text: &str) -> Answer {
        let body = json!({ "code": finding["code"], "place": finding["places"][0]["place"], "text": text });
        service.post_json(&format!("{RETURN}/explanations"), Some(token), &body)
    }

    fn decide(service: &TestService, token: &str, id: &Value, body: &Value) -> Answer {
        let path = format!("{RETURN}/explanations/{}/decision", id.as_str().unwrap());
        service.post_json(&path, Some(token), body)
    }

    fn findings(service: &TestService, token: &str) -> Value {
        service.get(&format!("{RETURN}/findings"), Some(token)).json()
    }

    fn warnings(findings: &Value) -> Vec<Value> {
        let list = findings.get("items").or(findings.get("findings")).unwrap().as_array().unwrap();
        list.iter().filter(|finding| finding["severity"] == "warning").cloned().collect()
    }

    fn of(findings: &Value, code: &str) -> Value {
        warnings(findings).into_iter().find(|finding| finding["code"] == code).unwrap()
    }

    fn submit(service: &TestService, token: &str) -> Answer {
        service.change(&format!("{RETURN}/submit"), Some(token), &json!({ "declaration": true }))
    }

    /// A service with a return whose every warning is explained.
    fn explained(backend: Backend) -> (TestService, String) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let stored = upload(&service, &token, &strange(), 201).json();
        for finding in warnings(&stored) {
            let text = format!("Why {}", finding["code"].as_str().unwrap());
            let answer = explain(&service, &token, &finding, &text);
            assert_eq!(answer.status, 201, "{}", answer.text());
            assert_eq!(
                (&answer.json()["state"], &answer.json()["by"]),
                (&json!("given"), &json!("A. Person"))
            );
        }
        (service, token)
    }

    pub(super) fn an_explanation_survives_what_does_not_concern_it_and_lapses_with_its_figures(
        backend: Backend,
    ) {
        let (service, token) = explained(backend);
        let mut changed = strange();
        changed["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
        let carried = upload(&service, &token, &changed, 201).json();
        assert_eq!(carried["lapsed"], json!([]));
        for finding in warnings(&carried) {
            assert_eq!(finding["explanation"]["state"], "carried", "{finding}");
        }
        shift(&mut changed, 1);
        let lapsed = upload(&service, &token, &changed, 201).json();
        let told = json!([{ "code": "CTX-05", "place": "2025:SZ.CTX/FATRAFF", "text": "Why CTX-05", "reason": "value" }]);
        assert_eq!(lapsed["lapsed"], told, "exactly the one whose figure changed");
        let now = findings(&service, &token);
        assert_eq!(now["lapsed"], told);
        assert_eq!(warnings(&now), warnings(&lapsed), "what is told is what is stored");
        for finding in warnings(&now) {
            let state = &finding["explanation"]["state"];
            assert_eq!(state.as_str(), (finding["code"] != "CTX-05").then_some("carried"), "{finding}");
        }
        let open = submit(&service, &token);
        assert_eq!(open.list("findings").len(), 1, "{}", open.text());
        assert_eq!(open.list("findings")[0]["code"], "CTX-05");
        assert_eq!(explain(&service, &token, &of(&now, "CTX-05"), "Three now").status, 201);
        let receipt = submit(&service, &token);
        assert_eq!(receipt.status, 200, "stored explanations count: {}", receipt.text());
        let mut repaired = changed.clone();
        shift(&mut repaired, 0);
        repaired["tables"]["SU.TYPE"] = document(&full("XDA", 2025))["tables"]["SU.TYPE"].clone();
        let lapsed = upload(&service, &token, &repaired, 201).json();
        let reasons: Vec<_> =
            lapsed["lapsed"].as_array().unwrap().iter().map(|one| one["reason"].clone()).collect();
        assert!(!reasons.is_empty() && reasons.iter().all(|reason| reason == "resolved"), "{lapsed}");
    }

    pub(super) fn a_file_brings_explanations_without_a_new_revision(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let stored = upload(&service, &token, &strange(), 201).json();
        let mut with = strange();
        let all = warnings(&stored).into_iter().map(
            |one| json!({ "code": one["code"], "place": one["places"][0]["place"], "text": "As recorded" }),
        );
        with["explanations"] = all.collect();
        for _ in 0..2 {
            let again = upload(&service, &token, &with, 200).json();
            assert_eq!(again["already"], true);
            assert_eq!(again["revisions"], stored["revisions"]);
            for finding in warnings(&again) {
                assert_eq!(finding["explanation"]["text"], "As recorded");
                assert_eq!(finding["explanation"]["state"], "given");
            }
        }
        assert_eq!(submit(&service, &token).status, 200);
    }

    pub(super) fn an_explanation_of_a_file_holds_only_for_what_it_judged(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let stored = upload(&service, &token, &strange(), 201).json();
        let context = of(&stored, "CTX-05");
        let bound = |judged: &Value, version: &Value| json!([{ "code": "CTX-05", "place": "2025:SZ.CTX/FATRAFF", "judged": judged, "rule_version": version, "text": "Because" }]);
        let (judged, version) = (&context["judged"], &context["rule_version"]);
        for (explanations, reason) in [
            (bound(&json!("0".repeat(64)), version), Some("value")),
            (bound(judged, &json!("0".repeat(16))), Some("rule")),
            (bound(judged, version), None),
        ] {
            let mut with = strange();
            with["explanations"] = explanations;
            let answer = upload(&service, &token, &with, 200).json();
            let state = &of(&answer, "CTX-05")["explanation"]["state"];
            match reason {
                Some(reason) => {
                    assert!(state.is_null(), "{answer}");
                    let lapsed = answer["lapsed"].as_array().unwrap();
                    assert!(
                        lapsed.iter().any(|one| one["reason"] == reason && one["text"] == "Because"),
                        "{lapsed:?}"
                    );
                }
                None => assert_eq!(state, "given"),
            }
        }
    }

    pub(super) fn a_questioned_explanation_is_open_again(backend: Backend) {
        let (service, token) = explained(backend);
        let reviewer = service.token("reviewer", None);
        let now = findings(&service, &reviewer);
        let (context, total) = (of(&now, "CTX-05"), of(&now, "ARI-13"));
        let accepted =
            decide(&service, &reviewer, &total["explanation"]["id"], &json!({ "decision": "accepted" }));
        assert_eq!(accepted.status, 201, "{}", accepted.text());
        assert_eq!(accepted.json()["state"], "accepted");
        let body = json!({ "decision": "questioned", "text": "Which two cases?" });
        let questioned = decide(&service, &reviewer, &context["explanation"]["id"], &body);
        assert_eq!(questioned.json()["state"], "questioned");
        let open = submit(&service, &token);
        assert_eq!(open.status, 422);
        let codes: Vec<_> =
            open.list("findings").into_iter().map(|finding| finding["code"].clone()).collect();
        assert_eq!(codes, ["CTX-05"]);
        assert_eq!(open.list("findings")[0]["explanation"]["decision"]["text"], "Which two cases?");
        let mut changed = strange();
        changed["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
        let carried = upload(&service, &token, &changed, 201).json();
        assert_eq!(of(&carried, "CTX-05")["explanation"]["state"], "questioned", "decisions go on");
        assert_eq!(of(&carried, "ARI-13")["explanation"]["state"], "accepted");
        assert_eq!(explain(&service, &token, &context, "Cases 17 and 23").status, 201);
        assert_eq!(submit(&service, &token).status, 200);
        let stale = decide(
            &service,
            &reviewer,
            &of(&carried, "CTX-05")["explanation"]["id"],
            &json!({ "decision": "accepted" }),
        );
        assert_eq!(stale.status, 409, "it was replaced: {}", stale.text());
    }

    pub(super) fn only_people_of_the_state_explain_and_only_reviewers_decide(backend: Backend) {
        let (service, focal_point) = explained(backend);
        let contributor = service.token("contributor", Some("XDA"));
        let reviewer = service.token("reviewer", None);
        let other = service.token("focal-point", Some("XDB"));
        let now = findings(&service, &focal_point);
        let context = of(&now, "CTX-05");
        let id = &context["explanation"]["id"];
        assert_eq!(explain(&service, &contributor, &context, "From customs").status, 201);
        assert_eq!(explain(&service, &reviewer, &context, "Surely").code(), "not-allowed");
        assert_eq!(explain(&service, &other, &context, "Mine").status, 404);
        let accept = json!({ "decision": "accepted" });
        for token in [&contributor, &focal_point] {
            assert_eq!(decide(&service, token, id, &accept).status, 403);
        }
        assert_eq!(
            decide(&service, &other, id, &accept).status,
            403,
            "the role alone decides, before anything is read"
        );
        assert_eq!(decide(&service, &reviewer, &json!("nothing"), &accept).status, 404);
        assert_eq!(service.get(&format!("{RETURN}/findings"), Some(&other)).status, 404);
    }

    pub(super) fn a_file_of_the_secretariat_explains_nothing(backend: Backend) {
        let (service, focal_point) = explained(backend);
        let reviewer = service.token("reviewer", None);
        let place = "2025:SZ.CTX/FATRAFF";
        let mut file = strange();
        file["explanations"] = json!([{ "code": "CTX-05", "place": place, "text": "Surely" }]);
        let refused = service.post_json(UPLOAD, Some(&reviewer), &file);
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "wrong-explanation"),
            "{}",
            refused.text()
        );
        assert!(refused.json()["upload"].is_string(), "the original is kept");
        assert!(refused.text().contains(&format!("CTX-05 at {place}")), "{}", refused.text());
        assert_eq!(of(&findings(&service, &focal_point), "CTX-05")["explanation"]["text"], "Why CTX-05");
        file["explanations"][0]["text"] = json!("Why CTX-05");
        file["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
        let kept = upload(&service, &reviewer, &file, 201).json();
        let explanation = &of(&kept, "CTX-05")["explanation"];
        assert_eq!((&explanation["state"], &explanation["text"]), (&json!("carried"), &json!("Why CTX-05")));
    }

    pub(super) fn a_request_that_explains_nothing_is_refused(backend: Backend) {
        let (service, token) = explained(backend);
        let reviewer = service.token("reviewer", None);
        let (path, place) = (format!("{RETURN}/explanations"), "2025:SZ.CTX/FATRAFF");
        for body in [
            json!({ "code": "CTX-05", "place": place, "text": "Because", "force": true }),
            json!({ "code": "CTX-05", "place": place, "text": "     " }),
            json!({ "code": "CTX-05", "place": "2025:SZ.CTX/TERR", "text": "Because" }),
            json!({ "code": "ARI-01", "place": place, "text": "Because" }),
            json!({ "code": "CTX-05", "place": place }),
        ] {
            let answer = service.post_json(&path, Some(&token), &body);
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{body}");
        }
        let id = of(&findings(&service, &token), "CTX-05")["explanation"]["id"].clone();
        for body in [
            json!({ "decision": "perhaps" }),
            json!({ "decision": "questioned" }),
            json!({ "decision": "accepted", "by": "me" }),
        ] {
            let answer = decide(&service, &reviewer, &id, &body);
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{body}");
        }
    }
}
