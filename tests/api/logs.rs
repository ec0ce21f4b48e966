//! The log: lines that programs read.

use support::on_both_databases;

on_both_databases!(each_line_of_the_log_is_json_and_its_time_utc);

mod run {
    use serde_json::Value;
    use support::{Backend, TestService};

    pub(super) fn each_line_of_the_log_is_json_and_its_time_utc(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        for path in ["/api/v1/returns/XDA/2025", "/api/v1/returns/XDA/2025%0A%7B%22level%22:%22canary%22%7D"]
        {
            assert_eq!(service.get(path, Some(&token)).status, 404, "{path}");
        }
        let headers = [("User-Agent", "canary"), ("X-Forwarded-For", "canary")];
        let refused = service.request("GET", "/api/v1/users", Some(&token), &headers, Vec::new());
        assert_eq!(refused.status, 403);
        let log = service.log();
        assert!(!log.contains("canary"), "{log}");
        let mut requests = Vec::new();
        for line in log.lines() {
            let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            let time = line["timestamp"].as_str().unwrap();
            assert!(time.starts_with("20") && time.ends_with('Z'), "{line}");
            assert!(line["level"].is_string() && line["target"].is_string(), "{line}");
            if line["fields"]["message"] == "request" {
                requests.push(line["fields"].clone());
            }
        }
        let of_returns = |one: &&Value| one["route"] == "/api/v1/returns/{country}/{year}";
        assert_eq!(requests.iter().filter(of_returns).count(), 2, "{requests:?}");
        assert!(requests.iter().all(|one| one["method"] == "GET" && one["status"].is_u64()), "{requests:?}");
    }
}
