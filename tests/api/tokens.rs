//! Tokens of programs.

use support::on_both_databases;

on_both_databases!(a_token_does_what_its_scopes_say_until_it_is_revoked, a_token_makes_no_tokens);

mod run {
    use serde_json::json;
    use support::{Backend, TestService};

    const FOCAL: &str = "focal@example.org";

    pub(super) fn a_token_does_what_its_scopes_say_until_it_is_revoked(backend: Backend) {
        let service = TestService::with_mail(backend);
        let person = service.person(FOCAL, "focal-point", Some("XDA"));
        let made = |scopes: &[&str]| {
            let body = json!({ "label": "nightly", "scopes": scopes, "days": 30 });
            let answer = service.browse("POST", "/account/tokens", &person.cookie, Some(&body));
            assert_eq!(answer.status, 201, "{}", answer.text());
            let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
            (text("token"), text("id"))
        };
        let submit = json!({ "declaration": true });
        let does = |token: &str| {
            let reads = service.get("/api/v1/returns", Some(token)).status;
            let head = service.request("HEAD", "/api/v1/returns", Some(token), &[], Vec::new()).status;
            let writes = service.change("/api/v1/returns/XDA/2025/submit", Some(token), &submit).status;
            (reads, head, writes)
        };
        let ((read, id), (write, _), (both, _)) =
            (made(&["read"]), made(&["write"]), made(&["read", "write"]));
        assert_eq!(does(&read), (200, 200, 403));
        assert_eq!(
            does(&write),
            (403, 403, 404),
            "there is no return yet, and it is let through to find that out"
        );
        assert_eq!(does(&both), (200, 200, 404));
        let listed = service.browse("GET", "/account/tokens", &person.cookie, None);
        assert_eq!(listed.list("items").len(), 3);
        assert!(
            ![&read, &write, &both].iter().any(|token| listed.text().contains(token.as_str())),
            "told once"
        );
        let path = format!("/account/tokens/{id}");
        assert_eq!(service.browse("DELETE", &path, &person.cookie, None).status, 204);
        assert_eq!(service.get("/api/v1/returns", Some(&read)).status, 401);
        assert_eq!(service.browse("DELETE", &path, &person.cookie, None).status, 404);
        assert_eq!(does(&both).0, 200, "the others go on");
        for wrong in [
            json!({ "label": "", "scopes": ["read"], "days": 1 }),
            json!({ "label": "x", "scopes": [], "days": 1 }),
            json!({ "label": "x", "scopes": ["admin"], "days": 1 }),
            json!({ "label": "x", "scopes": ["read"], "days": 366 }),
        ] {
            let answer = service.browse("POST", "/account/tokens", &person.cookie, Some(&wrong));
            assert_eq!((answer.status, answer.code().as_str()), (400, "invalid-request"), "{wrong}");
        }
    }

    pub(super) fn a_token_makes_no_tokens(backend: Backend) {
        let service = TestService::with_mail(backend);
        let token = service.token("focal-point", Some("XDA"));
        let body = json!({ "label": "another", "scopes": ["read"], "days": 1 });
        let made = service.post_json("/api/v1/account/tokens", Some(&token), &body);
        assert_eq!((made.status, made.code().as_str()), (403, "not-allowed"));
        let body = json!({ "current": "", "new": "a later phrase of four words" });
        assert_eq!(service.post_json("/api/v1/account/password", Some(&token), &body).status, 403);
        assert_eq!(
            service.post_json("/api/v1/account/totp", Some(&token), &json!({ "password": "" })).status,
            401
        );
    }
}
