//! The access log: whoever is let in and reads is recorded, by whatever route.

use support::on_both_databases;

on_both_databases!(
    every_route_that_needs_a_token_records_what_is_read,
    what_was_read_last_is_sealed_when_the_service_ends
);

mod run {
    use std::time::{Duration, Instant};

    use serde_json::{Value, json};
    use storage::{Access, DatabaseUrl, Store};
    use support::samples::{document, full};
    use support::{Backend, TestService, iafq};

    /// What has an id.
    struct Ids {
        upload: String,
        job: String,
        transfer: String,
    }

    /// A submitted return to which an institution contributed, with a job and a transfer of its focal point, whose token
    /// is given.
    fn submitted(service: &TestService) -> (String, Ids) {
        let token = service.token("focal-point", Some("XDA"));
        let document = document(&full("XDA", 2025));
        let uploaded = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document).json();
        let declared = json!({ "declaration": true });
        let submitted =
            service.change_of("/api/v1/returns/XDA/2025/submit", Some(&token), "\"1\"", &declared);
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        let customs = service.contributor("XDA", "Customs");
        assert_eq!(service.post_json("/api/v1/submissions/XDA/2026", Some(&customs), &document).status, 201);
        let made = |path: &str, headers: &[(&str, &str)]| {
            let body = document.to_string().into_bytes();
            service.request("POST", path, Some(&token), headers, body).json()
        };
        let job = [("Content-Type", "application/json"), ("Prefer", "respond-async")];
        let job = made("/api/v1/submissions/XDA/2026", &job);
        let transfer = [("Tus-Resumable", "1.0.0"), ("Upload-Length", "8")];
        let transfer = made("/api/v1/transfers/XDA/2026", &transfer);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let ids =
            Ids { upload: text(&uploaded["upload"]), job: text(&job["id"]), transfer: text(&transfer["id"]) };
        (token, ids)
    }

    /// The addresses of all routes that are read with a token.
    fn confidential(ids: &Ids) -> Vec<(String, String)> {
        let api = service::openapi().unwrap();
        let paths = api["paths"].as_object().unwrap().iter();
        let read = paths.filter(|(path, methods)| !of_others(path) && is_confidential(&methods["get"]));
        let named = |path: &String| {
            let (country, year) = (path.replace("{country}", "XDA"), "2025");
            let id = match path.split('/').nth(3) {
                Some("jobs") => &ids.job,
                Some("transfers") => &ids.transfer,
                _ => &ids.upload,
            };
            country
                .replace("{year}", year)
                .replace("{number}", "1")
                .replace("{id}", id)
                .replace("{file}", "indicator.csv")
        };
        read.map(|(path, _)| (path.clone(), named(path))).collect()
    }

    /// Accounts are no figures of a State, and their routes are for sessions or administrators; the board is for the
    /// secretariat.
    fn of_others(path: &str) -> bool {
        let accounts = ["/api/v1/session", "/api/v1/account/", "/api/v1/users"];
        accounts.iter().any(|start| path.starts_with(start)) || path.ends_with("/board")
    }

    fn is_confidential(operation: &Value) -> bool {
        operation["security"].as_array().is_some_and(|security| !security.is_empty())
    }

    fn sealed(service: &TestService, object: &str) -> Vec<Access> {
        let store = Store::open(&DatabaseUrl::parse(&service.database.url).unwrap()).unwrap();
        store.accesses(object).unwrap()
    }

    fn sealed_soon(service: &TestService, object: &str) -> Vec<Access> {
        let start = Instant::now();
        loop {
            let found = sealed(service, object);
            if !found.is_empty() || start.elapsed() > Duration::from_secs(10) {
                return found;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    pub(super) fn every_route_that_needs_a_token_records_what_is_read(backend: Backend) {
        let service = TestService::start(backend);
        let (token, ids) = submitted(&service);
        let addresses = confidential(&ids);
        assert!(addresses.len() >= 10, "{addresses:?}");
        for (_, address) in &addresses {
            let answered = service.get(address, Some(&token));
            assert_eq!(answered.status, 200, "{address}: {}", answered.text());
        }
        assert_eq!(service.get("/api/v1/rules", None).status, 200);
        assert_eq!(service.get("/api/v1/returns/XDB/2025", Some(&token)).status, 404);
        for (route, address) in &addresses {
            let found = sealed_soon(&service, address);
            let routes: Vec<_> = found.iter().map(|access| access.route.clone()).collect();
            assert_eq!(routes, [format!("GET {route}")], "{address}");
            assert!(uuid::Uuid::parse_str(&found[0].actor).is_ok(), "an account, never a name: {found:?}");
        }
        for nothing in ["/api/v1/rules", "/api/v1/returns/XDB/2025"] {
            assert_eq!(sealed(&service, nothing), [], "{nothing}");
        }
        let verified = iafq(&["verify", "--database", &service.database.url]);
        assert_eq!(verified.code, 0, "while it serves: {verified:?}");
    }

    pub(super) fn what_was_read_last_is_sealed_when_the_service_ends(backend: Backend) {
        let service = TestService::start(backend);
        let (token, _) = submitted(&service);
        let address = "/api/v1/returns/XDA/2025/observations?revision=1";
        assert_eq!(service.get(address, Some(&token)).status, 200);
        service.stop();
        service.ends_within(Duration::from_secs(20));
        assert_eq!(sealed(&service, address).len(), 1);
    }
}
