//! What needs no token.

use support::on_both_databases;

on_both_databases!(
    rules_questionnaire_and_health_need_no_token,
    the_public_sees_nothing_that_is_not_published,
    what_is_confidential_or_not_consented_to_stays_inside,
);

mod run {
    use serde_json::json;
    use support::samples::{document, full};
    use support::{Backend, TestService, iafq};

    pub(super) fn rules_questionnaire_and_health_need_no_token(backend: Backend) {
        let service = TestService::start(backend);
        assert_eq!(service.get("/health", None).json()["status"], "ok");
        let rules = service.get("/api/v1/rules", None).json();
        assert!(rules.as_array().unwrap().iter().any(|rule| rule["code"] == "CTX-09"));
        assert!(service.get("/api/v1/rules/CTX-09", None).text().starts_with("# CTX-09"));
        let schema = service.get("/api/v1/questionnaires/2018", None).json();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(service.get("/api/v1/rules/CTX-99", None).status, 404);
        assert_eq!(service.get("/api/v1/nothing", None).code(), "not-found");
        assert_eq!(service.get("/api/openapi.json", None).json()["openapi"], "3.1.0");
    }

    pub(super) fn the_public_sees_nothing_that_is_not_published(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let uploaded =
            service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document(&full("XDA", 2025)));
        assert_eq!(uploaded.status, 201);
        let submitted =
            service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &json!({ "declaration": true }));
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        for what in ["observations", "portal", "context", "indicator"] {
            let public = service.get(&format!("/data/{what}.csv"), None);
            assert_eq!(public.status, 200, "{what}");
            assert!(!public.text().contains("XDA"), "{what} shows what is not published");
        }
        assert!(service.get("/data/observations.csv", Some(&token)).text().contains("XDA"));
        let staff = service.token("reviewer", None);
        assert!(service.get("/data/observations.json", Some(&staff)).text().contains("XDA"));
        let other = service.token("focal-point", Some("XDB"));
        assert!(!service.get("/data/observations.csv", Some(&other)).text().contains("XDA"));
        assert_eq!(service.get("/data/everything.csv", None).status, 404);
    }

    pub(super) fn what_is_confidential_or_not_consented_to_stays_inside(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let staff = service.token("reviewer", None);
        let mut document = document(&full("XDA", 2025));
        let terrorism = &mut document["tables"]["SZ.CTX"]["rows"]["TERR"];
        terrorism["confidentiality"] = json!("CNF");
        terrorism["note"] = json!("From intelligence.");
        document["tables"]["SZ.MARK"]["consent"] = json!("UN_ONLY");
        let stored = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document);
        assert_eq!(stored.status, 201, "{}", stored.text());
        let submitted =
            service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &json!({ "declaration": true }));
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        // The State itself gets what the public would get of its return.
        let public = service.get("/data/observations.csv", Some(&token)).text();
        let of = |text: &str, part: &str| {
            let plain = text.replace('"', "");
            plain.lines().find(|line| line.contains(part)).map(str::to_owned)
        };
        let withheld = of(&public, ",TERR,").unwrap();
        assert!(withheld.contains(",Q,N,") && !withheld.contains("intelligence"), "{withheld}");
        assert_eq!(of(&public, "SZ.MARK,"), None);
        let inside = service.get("/data/observations.csv", Some(&staff)).text();
        assert!(of(&inside, ",TERR,").unwrap().contains("From intelligence."));
        assert!(of(&inside, "SZ.MARK,").unwrap().contains(",N,"));
        for token in [&token, &staff] {
            assert!(!service.get("/data/portal.csv?vintage=2022", Some(token)).text().contains("Terrorism"));
        }
        let unknown = service.get("/data/indicator.csv?method=P3", Some(&staff));
        assert_eq!((unknown.status, unknown.code().as_str()), (400, "invalid-request"));
        let shares = service.get("/data/indicator.csv?method=META18-ALL", Some(&staff)).text();
        assert!(of(&shares, "XDA,2025,").unwrap().contains("META18-ALL"), "{shares}");
        let export = |arguments: &[&str]| {
            let base = ["export", "--what", "observations", "--database", &service.database.url];
            let outcome = iafq(&[&base, arguments].concat());
            assert_eq!(outcome.code, 0, "{outcome:?}");
            outcome.out
        };
        assert!(!export(&[]).contains("XDA"), "public by default: nothing of it is published");
        assert!(!export(&["--audience", "public"]).contains("XDA"));
        assert!(export(&["--audience", "secretariat"]).contains("From intelligence."));
    }
}
