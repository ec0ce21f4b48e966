//! What every answer bears, whatever it answers.

use support::on_both_databases;

on_both_databases!(every_answer_of_every_route_bears_what_keeps_browsers_safe);

mod run {
    use std::collections::BTreeSet;

    use support::samples::{document, full};
    use support::{Answer, Backend, TestService};

    use crate::api::matrix::table::routes;

    const ALWAYS: [(&str, &str); 6] = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];

    fn bears(answer: &Answer, what: &str) {
        let is_page = what == "GET /api/reference" && answer.status == 200;
        for (name, value) in ALWAYS {
            if is_page && name == "content-security-policy" {
                let own = answer.header(name);
                assert!(
                    own.starts_with("default-src 'none'; style-src 'sha256-")
                        && own.contains("base-uri 'none'")
                );
                continue;
            }
            assert_eq!(answer.header(name), value, "{name} of {what}: {}", answer.status);
        }
        let id = answer.header("x-request-id");
        assert!(uuid::Uuid::parse_str(id).is_ok(), "{what} has an id: {id}");
        assert_eq!(answer.header("server"), "", "{what}");
        let kept = answer.header("cache-control");
        let is_public = what.starts_with("GET /data/") && [200, 304].contains(&answer.status);
        assert_eq!(kept, if is_public { "public, no-cache" } else { "no-store" }, "{what}");
    }

    fn address(path: &str) -> String {
        let id = "00000000-0000-7000-8000-000000000000";
        path.replace("{country}", "XDA")
            .replace("{cycle}", "2026")
            .replace("{year}", "2025")
            .replace("{number}", "1")
            .replace("{id}", id)
            .replace("{kind}", "reset")
            .replace("{edition}", "2018")
            .replace("{code}", if path.starts_with("/problems") { "not-found" } else { "CTX-09" })
            .replace("{file}", "observations.csv")
    }

    pub(super) fn every_answer_of_every_route_bears_what_keeps_browsers_safe(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let sent =
            service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document(&full("XDA", 2025)));
        assert_eq!(sent.status, 201);
        let mut statuses = BTreeSet::new();
        for (method, path) in routes() {
            let address = address(&path);
            let callers = [None, Some(token.as_str())];
            // No body, a method that is none of it, and who comes without a token: all bear them.
            for method in [method.as_str(), "OPTIONS"] {
                for caller in
                    callers.into_iter().filter(|caller| caller.is_none() || !path.starts_with("/data/"))
                {
                    let answer = service.request(method, &address, caller, &[], Vec::new());
                    statuses.insert(answer.status);
                    bears(&answer, &format!("{method} {path}"));
                    assert_eq!(answer.header("strict-transport-security"), "", "nobody said TLS");
                }
            }
        }
        bears(&service.get("/nowhere", None), "GET /nowhere");
        bears(&service.get("/api/v1/nowhere", None), "GET /api/v1/nowhere");
        for status in [200, 401, 403, 404, 405, 415] {
            assert!(statuses.contains(&status), "{status} is none of {statuses:?}");
        }
    }
}

#[test]
fn whoever_is_met_over_tls_says_so_for_a_year() {
    let service =
        support::TestService::start_with(support::Backend::Sqlite, &["--public-url", "https://iafq.example"]);
    for path in ["/health", "/nowhere", "/api/v1/returns"] {
        let said = service.get(path, None).header("strict-transport-security").to_owned();
        assert_eq!(said, "max-age=31536000; includeSubDomains", "{path}");
    }
}
