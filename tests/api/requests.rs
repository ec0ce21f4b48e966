//! Requests that are refused for their form: each in words that say what to do, and in no other.

use support::on_both_databases;

on_both_databases!(
    what_is_wrong_with_a_body_is_said_a_sentence_a_member_and_no_value_comes_back,
    a_body_of_another_kind_is_told_what_is_taken,
    another_method_is_refused_with_those_that_are_taken_and_head_gets_no_body,
);

mod run {
    use serde_json::json;
    use support::{Answer, Backend, TestService};

    fn detail(answer: &Answer) -> String {
        assert_eq!(answer.media_type, "application/problem+json");
        answer.json()["detail"].as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn what_is_wrong_with_a_body_is_said_a_sentence_a_member_and_no_value_comes_back(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let post = |body: &str| {
            let path = "/api/v1/returns/XDA/2025/submit";
            let answer = service.post(path, Some(&token), "application/json", body.as_bytes());
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{body}");
            detail(&answer)
        };
        let explained =
            json!({ "code": "XXXXXXXXXXXXXXXXXXXXXXXXX", "place": "2025:SZ.TYPE", "text": "    " });
        let broken = json!({ "declaration": true, "revision": 0, "explanations": [explained] });
        assert_eq!(
            post(&broken.to_string()),
            "`explanations[0].code` must have from 3 to 20 characters. `explanations[0].text` must say something. \
             `revision` must be at least 1. Correct the request."
        );
        assert_eq!(
            post("{ \"declaration\": \"secret\" }"),
            "The body cannot be understood at line 1, column 25: expected a boolean. Correct the request."
        );
        assert!(post("{}").contains("missing field `declaration`"));
        assert!(post("{ \"declaration\": true, \"more\": 1 }").contains("unknown field `more`"));
        assert!(post("{ \"declaration\"").contains("it is no JSON"));
        let query = service.get("/api/v1/returns?year=soon", Some(&token));
        let told = detail(&query);
        assert!(told.starts_with("The query of the address cannot be understood") && !told.contains("soon"));
    }

    pub(super) fn a_body_of_another_kind_is_told_what_is_taken(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        for headers in [&[][..], &[("Content-Type", "text/plain")]] {
            let path = "/api/v1/returns/XDA/2025/submit";
            let body = b"{ \"declaration\": true }".to_vec();
            let answer = service.request("POST", path, Some(&token), headers, body);
            assert_eq!((answer.status, answer.code().as_str()), (415, "unsupported-format"));
            assert!(detail(&answer).contains("application/json"), "{}", answer.text());
        }
    }

    pub(super) fn another_method_is_refused_with_those_that_are_taken_and_head_gets_no_body(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        for (method, path, taken) in [
            ("DELETE", "/api/v1/returns/XDA/2025", "GET, HEAD"),
            ("GET", "/api/v1/returns/XDA/2025/submit", "POST"),
            ("PUT", "/data/indicator.csv", "GET, HEAD"),
        ] {
            let answer = service.request(method, path, None, &[], Vec::new());
            assert_eq!((answer.status, answer.code().as_str()), (405, "method-not-allowed"), "{path}");
            assert_eq!(answer.header("allow"), taken);
            assert!(detail(&answer).contains(taken));
        }
        for path in ["/data/indicator.csv", "/health", "/api/v1/rules/CTX-09"] {
            let (whole, head) =
                (service.get(path, None), service.request("HEAD", path, None, &[], Vec::new()));
            assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
            for header in ["content-type", "etag"] {
                assert_eq!(head.header(header), whole.header(header), "{header} of {path}");
            }
        }
        assert_eq!(service.request("HEAD", "/api/v1/nothing", None, &[], Vec::new()).status, 404);
    }
}
