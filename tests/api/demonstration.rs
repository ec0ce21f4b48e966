//! The demonstration as the README tells it.

use support::on_both_databases;

on_both_databases!(the_five_minutes_of_the_readme_end_with_a_receipt);

mod run {
    use serde_json::json;
    use support::{Backend, TestService};

    pub(super) fn the_five_minutes_of_the_readme_end_with_a_receipt(backend: Backend) {
        let service = TestService::demonstration(backend);
        let folder = service.database.folder.path().join("demo");
        let tokens = std::fs::read_to_string(folder.join("tokens.txt")).unwrap();
        let line = tokens.lines().find(|line| line.starts_with("focal point of Sampleland (XDB)")).unwrap();
        let (_, token) = line.split_once('\t').unwrap();
        let book = std::fs::read(folder.join("files/good.xlsx")).unwrap();
        // What curl says of bytes where nobody tells it better.
        let kind = "application/x-www-form-urlencoded";
        let uploaded = service.post("/api/v1/submissions/XDB/2026", Some(token), kind, &book);
        assert_eq!(uploaded.status, 201, "{}", uploaded.text());
        let counts = &uploaded.json()["counts"];
        assert_eq!((&counts["error"], &counts["warning"]), (&json!(0), &json!(0)), "{}", uploaded.text());
        let path = "/api/v1/returns/XDB/2025";
        assert!(!service.get(&format!("{path}/observations"), Some(token)).list("items").is_empty());
        let submitted =
            service.change(&format!("{path}/submit"), Some(token), &json!({ "declaration": true }));
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        assert_eq!(submitted.json()["year"], 2025, "a receipt: {}", submitted.text());
        assert!(service.get("/data/indicator.csv", None).text().contains("\"XDB\",2023,"));
    }
}
