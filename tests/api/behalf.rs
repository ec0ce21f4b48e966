//! The secretariat enters what a State said in another way, with what shows that it did.

use support::on_both_databases;

on_both_databases!(
    a_return_is_entered_for_a_state_with_the_evidence_and_accepted_by_somebody_else,
    nothing_is_entered_without_evidence_of_the_state,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::stages::{People, step};
    use support::{Answer, Backend, TestService, iafq};

    const RETURN: &str = "/api/v1/returns/XDA/2025";
    const LETTER: &[u8] = b"Note verbale: the figures of 2025 are those of the workbook we sent by mail.";

    fn evidence(service: &TestService, path: &str, token: &str, letter: &[u8]) -> Answer {
        let headers = [("Content-Type", "application/octet-stream")];
        service.request("POST", &format!("{path}/evidence"), Some(token), &headers, letter.to_vec())
    }

    fn send(service: &TestService, country: &str, token: &str) -> Value {
        let path = format!("/api/v1/submissions/{country}/2026");
        let sent = service.post_json(&path, Some(token), &document(&full(country, 2025)));
        assert_eq!(sent.status, 201, "{}", sent.text());
        sent.json()["upload"].clone()
    }

    fn submit(service: &TestService, token: &str, upload: &Value) -> Answer {
        let on_behalf = json!({ "reason": "The mission has no line to the service.", "evidence": upload });
        let body = json!({ "declaration": true, "on_behalf": on_behalf });
        service.change(&format!("{RETURN}/submit"), Some(token), &body)
    }

    pub(super) fn a_return_is_entered_for_a_state_with_the_evidence_and_accepted_by_somebody_else(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        let (people, other) = (People::of(&service, "XDA"), service.token("reviewer", None));
        let _ = send(&service, "XDA", &people.reviewer);
        let kept = evidence(&service, RETURN, &people.reviewer, LETTER);
        assert_eq!(kept.status, 201, "{}", kept.text());
        let submitted = submit(&service, &people.reviewer, &kept.json()["upload"]);
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        let steps = service.get(&format!("{RETURN}/steps"), Some(&people.focal_point)).list("items");
        assert_eq!(steps[0]["evidence"], kept.json()["upload"], "the State sees what was entered for it");
        assert_eq!(steps[0]["reason"], "The mission has no line to the service.");
        let upload = kept.json()["upload"].as_str().unwrap().to_owned();
        let letter = service.get(&format!("/api/v1/uploads/{upload}/original"), Some(&people.focal_point));
        assert_eq!((letter.status, letter.text().as_bytes()), (200, LETTER), "and on what ground");
        assert_eq!(letter.header("content-type"), "application/octet-stream");
        let own = step(&service, RETURN, &people.reviewer, &json!({ "step": "accept" }));
        assert_eq!((own.status, own.code().as_str()), (403, "four-eyes"));
        let accepted = step(&service, RETURN, &other, &json!({ "step": "accept" }));
        assert_eq!(accepted.status, 200, "{}", accepted.text());
        let verified = iafq(&["verify", "--database", &service.database.url]);
        assert_eq!(verified.code, 0, "{verified:?}");
    }

    pub(super) fn nothing_is_entered_without_evidence_of_the_state(backend: Backend) {
        let service = TestService::start(backend);
        let (people, others) = (People::of(&service, "XDA"), People::of(&service, "XDB"));
        let workbook = send(&service, "XDA", &people.reviewer);
        let _ = send(&service, "XDB", &others.focal_point);
        let plain = service.change(
            &format!("{RETURN}/submit"),
            Some(&people.reviewer),
            &json!({ "declaration": true }),
        );
        assert_eq!((plain.status, plain.code().as_str()), (403, "not-allowed"), "only with evidence");
        let empty = evidence(&service, RETURN, &people.reviewer, b"");
        assert_eq!((empty.status, empty.code().as_str()), (400, "invalid-request"));
        let none = evidence(&service, "/api/v1/returns/XDA/1999", &people.reviewer, LETTER);
        assert_eq!(none.status, 404, "there is no such return");
        let of_another = evidence(&service, "/api/v1/returns/XDB/2025", &people.reviewer, LETTER);
        for wrong in [of_another.json()["upload"].clone(), json!("nothing"), workbook] {
            let refused = submit(&service, &people.reviewer, &wrong);
            assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{wrong}");
            assert!(refused.text().contains("send it first"), "{}", refused.text());
        }
        let focal = submit(&service, &people.focal_point, &of_another.json()["upload"]);
        assert_eq!(
            (focal.status, focal.code().as_str()),
            (403, "not-allowed"),
            "who is there submits plainly"
        );
        let draft = service.get(RETURN, Some(&people.reviewer)).json();
        assert_eq!(draft["state"], "draft", "nothing of all that was stored");
    }
}
