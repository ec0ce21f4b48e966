//! A token of another State finds nothing on any route that takes a country.

use support::on_both_databases;

on_both_databases!(a_token_of_another_state_gets_404_on_every_route_that_takes_a_country);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, TestService};

    /// Every path of the committed description that takes a country, with its methods.
    fn routes() -> Vec<(String, String)> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/openapi.json");
        let api: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut routes = Vec::new();
        for (path, item) in api["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys().filter(|_| path.contains("{country}")) {
                routes.push((method.clone(), path.clone()));
            }
        }
        routes
    }

    /// What a route takes, `None` for one that is only read.
    fn body(method: &str, path: &str, document: &Value) -> Option<Value> {
        match (method, path.rsplit('/').next().unwrap()) {
            ("get", _) => None,
            ("post", "submit") => Some(json!({ "declaration": true })),
            ("post", "explanations") => {
                Some(json!({ "code": "CTX-05", "place": "2025:SZ.CTX/FATRAFF", "text": "Because" }))
            }
            ("post", "decision") => Some(json!({ "decision": "accepted" })),
            ("post", "2026") => Some(document.clone()),
            (other, _) => panic!("{other} {path} is new: say here how it is called"),
        }
    }

    pub(super) fn a_token_of_another_state_gets_404_on_every_route_that_takes_a_country(backend: Backend) {
        let service = TestService::start(backend);
        let (own, other) =
            (service.token("focal-point", Some("XDA")), service.token("focal-point", Some("XDB")));
        let contributor = service.token("contributor", Some("XDB"));
        let document = document(&full("XDA", 2025));
        let stored = service.post_json("/api/v1/submissions/XDA/2026", Some(&own), &document);
        assert_eq!(stored.status, 201, "{}", stored.text());
        let routes = routes();
        assert!(routes.len() >= 9, "{routes:?}");
        for (method, path) in routes {
            let path = path
                .replace("{country}", "XDA")
                .replace("{cycle}", "2026")
                .replace("{year}", "2025")
                .replace("{number}", "1")
                .replace("{id}", "0");
            for token in [&other, &contributor] {
                let answer = match body(&method, &path, &document) {
                    Some(body) => service.post_json(&path, Some(token), &body),
                    None => service.get(&path, Some(token)),
                };
                assert_eq!((answer.status, answer.code().as_str()), (404, "not-found"), "{method} {path}");
            }
        }
        let list = service.get("/api/v1/returns", Some(&other)).json();
        assert_eq!(list["items"], json!([]), "a list shows one's own only");
    }
}
