//! What browsers, and those who look around with them, are answered.

use support::on_both_databases;

on_both_databases!(
    every_answer_has_the_headers_that_browsers_keep_to,
    nothing_that_is_not_in_the_table_is_there,
    a_parameter_that_stands_twice_is_refused,
    what_no_query_and_no_number_can_be_is_refused,
);

#[test]
fn no_answer_leads_elsewhere_but_to_the_provider() {
    let description = service::openapi().unwrap();
    let mut leading = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let statuses = operation["responses"].as_object().unwrap().keys();
            let others = statuses.filter(|status| status.starts_with('3') && *status != "304");
            leading.extend(others.map(|status| format!("{method} {path} {status}")));
        }
    }
    assert_eq!(leading, ["get /api/v1/session/openid 303"]);
}

mod run {
    use serde_json::json;
    use support::{Answer, Backend, TestService};

    fn has_the_headers(what: &str, answer: &Answer) {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("access-control-allow-origin", ""),
        ] {
            assert_eq!(answer.header(name), value, "{what}: {name}");
        }
        let policy = answer.header("content-security-policy");
        for directive in ["default-src 'none'", "frame-ancestors 'none'", "sandbox"] {
            assert!(policy.contains(directive), "{what}: {policy}");
        }
        let cached = answer.header("cache-control");
        let public = what.starts_with("/data/") && cached == "public, no-cache";
        assert!(public || cached == "no-store", "{what}: {cached}");
    }

    pub(super) fn every_answer_has_the_headers_that_browsers_keep_to(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("administrator", None);
        let paths = [
            "/health",
            "/data/indicator.csv",
            "/problems/not-found",
            "/api/openapi.json",
            "/api/v1/rules/CTX-09",
            "/api/v1/users",
            "/api/v1/users?after=x",
            "/api/v1/returns/XDA/2025",
            "/nowhere",
        ];
        for path in paths {
            let headers = [("Origin", "https://elsewhere.example")];
            has_the_headers(path, &service.request("GET", path, Some(&token), &headers, Vec::new()));
            has_the_headers(path, &service.get(path, None));
        }
        has_the_headers("another method", &service.post("/health", None, "text/plain", b""));
    }

    pub(super) fn nothing_that_is_not_in_the_table_is_there(backend: Backend) {
        let service = TestService::start(backend);
        for path in
            ["/.git/config", "/.env", "/data/", "/data", "/api/v1/", "/debug", "/../Cargo.toml", "/%2e%2e/"]
        {
            let answer = service.get(path, None);
            assert_eq!((answer.status, answer.code().as_str()), (404, "not-found"), "{path}");
        }
        for (path, status) in [("/health", 405), ("/api/v1/returns", 405), ("/", 404)] {
            let answer = service.request("TRACE", path, None, &[("X-Canary", "canary")], Vec::new());
            assert!(
                answer.status == status && !answer.text().contains("canary"),
                "{path}: {}",
                answer.text()
            );
        }
    }

    pub(super) fn a_parameter_that_stands_twice_is_refused(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("reviewer", None);
        for query in ["limit=1&limit=2", "year=2025&year=2024", "country=XDA&country=XDB"] {
            let answer = service.get(&format!("/api/v1/returns?{query}"), Some(&token));
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{query}");
        }
    }

    pub(super) fn what_no_query_and_no_number_can_be_is_refused(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("administrator", None);
        for path in ["returns?year=1899", "returns?year=2201", "users?after=", "users?after=x"] {
            let answer = service.get(&format!("/api/v1/{path}"), Some(&token));
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{path}");
        }
        let reviewer = service.token("reviewer", None);
        let asked = json!({ "place": "2025:SZ.TYPE", "text": "a\0b" });
        let answer = service.post_json("/api/v1/returns/XDA/2025/questions", Some(&reviewer), &asked);
        let detail = answer.json()["detail"].to_string();
        assert!(answer.status == 400 && detail.contains("`text` must hold no NUL character"), "{detail}");
    }
}
