//! The policy, and the routes of the program: each has a line of the other.

use std::collections::{BTreeMap, BTreeSet};

/// The columns of the policy.
pub(super) const CALLERS: [&str; 8] = [
    "anonymous",
    "contributor",
    "contributor elsewhere",
    "focal point",
    "focal point elsewhere",
    "reviewer",
    "publisher",
    "administrator",
];

/// What the policy says: by method, path and what is done there, a word for each caller.
pub(super) type Policy = BTreeMap<(String, String, String), Vec<String>>;

pub(super) fn policy() -> Policy {
    let text = include_str!("../../fixtures/policy.tsv");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let route = cells.next().unwrap();
        let mut words = route.split(' ').map(str::to_owned);
        let key = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or_default());
        (key, cells.collect::<Vec<_>>())
    };
    let policy: Policy = lines.map(row).collect();
    for (route, cells) in &policy {
        assert_eq!(cells.len(), CALLERS.len(), "{route:?}");
        let known = |cell: &String| ["ok", "401", "403", "404"].contains(&cell.as_str());
        assert!(cells.iter().all(known), "{route:?}");
    }
    policy
}

/// Where routes stand beside the table of the program, below the same address.
const FURTHER: [&str; 3] = ["fn accounts(", "fn merging(", "fn resumable("];

/// The routes of the program's own table: method and path.
pub(in crate::api) fn routes() -> BTreeSet<(String, String)> {
    let table = include_str!("../../../crates/service/src/http/routes.rs");
    let mut routes = BTreeSet::new();
    let mut scope = "";
    for line in table.lines().map(str::trim) {
        match line {
            "web::scope(\"/api/v1\")" => scope = "/api/v1",
            _ if FURTHER.iter().any(|further| line.starts_with(further)) => scope = "/api/v1",
            _ if line.starts_with(".default_service(") => scope = "",
            _ => {}
        }
        let called = ["read(\"", "write(\"", "both(\"", "several(\""]
            .into_iter()
            .find_map(|call| Some((call, line.split_once(call)?.1)));
        let Some((call, rest)) = called else { continue };
        let mut quoted = rest.split('"');
        let path = format!("{scope}{}", quoted.next().unwrap());
        let methods = match call {
            "read(\"" => "GET",
            "write(\"" => "POST",
            "both(\"" => "GET, POST",
            _ => quoted.nth(1).unwrap(),
        };
        let methods = methods.split(", ").filter(|method| *method != "HEAD");
        routes.extend(methods.map(|method| (method.to_owned(), path.clone())));
    }
    routes
}

#[test]
fn every_route_has_a_line_of_the_policy_and_a_description_and_there_are_no_others() {
    let routes = routes();
    assert!(routes.len() >= 56, "{routes:?}");
    let told: BTreeSet<_> = policy().into_keys().map(|(method, path, _)| (method, path)).collect();
    assert_eq!(told, routes);
    let api: serde_json::Value = serde_json::from_str(include_str!("../../../schemas/openapi.json")).unwrap();
    let mut described = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        described
            .extend(item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())));
    }
    // The description does not describe itself.
    described.insert(("GET".to_owned(), "/api/openapi.json".to_owned()));
    described.insert(("GET".to_owned(), "/api/reference".to_owned()));
    assert_eq!(described, routes);
}
