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

    /// A submitted return with a warning that is explained; gives the explanation.
    fn submitted(service: &TestService, own: &str, document: &Value) -> String {
        let stored = service.post_json("/api/v1/submissions/XDA/2026", Some(own), document);
        assert_eq!(stored.status, 201, "{}", stored.text());
        let mut ids = Vec::new();
        for one in stored.list("findings").iter().filter(|one| one["severity"] == "warning") {
            let body = json!({ "code": one["code"], "place": one["places"][0]["place"], "text": "Because" });
            let given = service.post_json("/api/v1/returns/XDA/2025/explanations", Some(own), &body);
            assert_eq!(given.status, 201, "{}", given.text());
            ids.push(given.json()["id"].as_str().unwrap().to_owned());
        }
        let declared = json!({ "declaration": true });
        let receipt = service.post_json("/api/v1/returns/XDA/2025/submit", Some(own), &declared);
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        ids.remove(0)
    }

    /// A return whose context differs from the justification: a warning.
    fn strange() -> Value {
        let mut document = document(&full("XDA", 2025));
        let rows = &mut document["tables"]["SZ.CTX"]["rows"];
        let count = |row: &Value| row["COUNT"].as_u64().unwrap();
        let (less, more) = (count(&rows["FATRAFF"]) - 2, count(&rows["FAOTHER"]) + 2);
        rows["FATRAFF"]["COUNT"] = json!(less);
        rows["FAOTHER"]["COUNT"] = json!(more);
        document
    }

    pub(super) fn a_token_of_another_state_gets_404_on_every_route_that_takes_a_country(backend: Backend) {
        let service = TestService::start(backend);
        let (own, other) =
            (service.token("focal-point", Some("XDA")), service.token("focal-point", Some("XDB")));
        let (contributor, reviewer) =
            (service.token("contributor", Some("XDB")), service.token("reviewer", None));
        let document = strange();
        let explanation = submitted(&service, &own, &document);
        let routes = routes();
        assert!(routes.len() >= 9, "{routes:?}");
        for (method, path) in routes {
            let path = path
                .replace("{country}", "XDA")
                .replace("{cycle}", "2026")
                .replace("{year}", "2025")
                .replace("{number}", "1")
                .replace("{id}", &explanation);
            let call = |token: &str| match body(&method, &path, &document) {
                Some(body) => service.post_json(&path, Some(token), &body),
                None => service.get(&path, Some(token)),
            };
            for token in [&other, &contributor] {
                let answer = call(token);
                assert_eq!((answer.status, answer.code().as_str()), (404, "not-found"), "{method} {path}");
            }
            // Only a reviewer decides; everything else is the State's own.
            let entitled = if path.ends_with("/decision") { &reviewer } else { &own };
            let answer = call(entitled);
            assert!([200, 201].contains(&answer.status), "{method} {path}: {}", answer.text());
        }
        let list = service.get("/api/v1/returns", Some(&other)).json();
        assert_eq!(list["items"], json!([]), "a list shows one's own only");
        assert_eq!(service.get("/api/v1/returns", Some(&own)).list("items").len(), 1);
    }
}
