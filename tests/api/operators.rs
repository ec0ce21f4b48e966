//! What whoever operates a service is told: whether it is ready, what it counts, and no word of anybody.

use support::on_both_databases;

on_both_databases!(
    a_service_whose_database_is_another_programs_lives_and_is_not_ready,
    what_is_counted_and_logged_holds_nobodys_word,
);

mod run {
    use std::collections::BTreeSet;
    use std::time::{Duration, Instant};

    use serde_json::{Value, json};
    use support::people::PASSWORD;
    use support::samples::{document, full};
    use support::service::free_address;
    use support::stages::{People, Stage, bring};
    use support::{Backend, TestService, iafq};

    pub(super) fn a_service_whose_database_is_another_programs_lives_and_is_not_ready(backend: Backend) {
        let operators = free_address();
        let service = TestService::start_with(backend, &["--metrics", &operators]);
        let people = service.address().to_owned();
        let health = |arguments: &[&str]| iafq(&[&["health"], arguments].concat()).code;
        assert_eq!(service.get("/ready", None).status, 200);
        assert_eq!((health(&["--listen", &people]), health(&["--metrics", &operators])), (0, 0));
        service.database.tamper("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
        let told = service.get("/ready", None);
        assert_eq!((told.status, told.code().as_str()), (503, "not-ready"), "{}", told.text());
        assert!(!told.text().contains("2999"), "what stands in the database stays there");
        assert_eq!(service.get("/problems/not-ready", None).status, 200);
        assert_eq!(service.get("/health", None).status, 200);
        assert_eq!((health(&["--listen", &people]), health(&["--metrics", &operators])), (4, 4));
        service.database.tamper("DELETE FROM __diesel_schema_migrations WHERE version = '29990101000000'");
        assert_eq!(service.get("/ready", None).status, 200);
    }

    fn metrics(address: &str) -> String {
        let mut answer = ureq::get(format!("http://{address}/metrics")).call().unwrap();
        assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4");
        answer.body_mut().read_to_string().unwrap()
    }

    /// The value of a measure.
    fn value(metrics: &str, name: &str) -> Option<f64> {
        metrics.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    }

    /// Words that belong to a State, a person or a sender, and stand in everything that is sent.
    const WORDS: [&str; 8] =
        ["Kanarie", "XDA", "XDB", "canary", "focal@example.org", "iafq_pat_", PASSWORD, "observations.csv?"];

    /// A workflow from the first upload to clearance, with words of its State wherever one can be said.
    fn workflow(service: &TestService) -> People {
        let people = People::of(service, "XDA");
        for (year, stage) in (2020..).zip(Stage::ALL) {
            let mut sent = document(&full("XDA", year));
            let rows = &mut sent["tables"]["SZ.CTX"]["rows"];
            let count = |row: &Value| row["COUNT"].as_u64().unwrap();
            let (less, more) = (count(&rows["FATRAFF"]) - 2, count(&rows["FAOTHER"]) + 2);
            rows["FATRAFF"]["COUNT"] = json!(less);
            rows["FAOTHER"]["COUNT"] = json!(more);
            rows["FAOTHER"]["note"] = json!("Kanarie");
            let sent = bring(service, &people, ("XDA", year), (&sent, "Kanarie"), stage);
            let body = json!({ "place": format!("{year}:SZ.TYPE/PISTOL"), "text": "Kanarie" });
            let asked = service.post_json(&format!("{}/questions", sent.path), Some(&people.reviewer), &body);
            assert_eq!(asked.status, if stage == Stage::Draft { 400 } else { 201 }, "{}", asked.text());
        }
        people
    }

    /// What is refused, in every way that can be.
    fn refused(service: &TestService, people: &People) {
        let token = Some(people.focal_point.as_str());
        for (path, body) in [
            ("/api/v1/submissions/XDA/2026?canary", &b"Kanarie, no workbook"[..]),
            ("/api/v1/submissions/XDB/2026", b"{}"),
            ("/api/v1/submissions/XDA/2026", b"{\"Kanarie\": 01}"),
        ] {
            assert!(service.post(path, token, "application/json", body).status >= 400);
        }
        for path in ["/api/v1/canary", "/data/observations.csv?canary=1", "/api/v1/returns/XDA/2020?canary"] {
            let _ = service.get(path, token);
        }
        let strange = [("User-Agent", "canary"), ("X-Request-Id", "canary"), ("Referer", "http://canary/")];
        let _ = service.request("CANARY", "/api/v1/returns", token, &strange, Vec::new());
        let _ = service.get("/api/v1/returns", Some("iafq_pat_canary"));
        assert_eq!(service.try_sign_in("focal@example.org", PASSWORD).status, 401);
    }

    pub(super) fn what_is_counted_and_logged_holds_nobodys_word(backend: Backend) {
        let address = free_address();
        let service = TestService::start_with(backend, &["--metrics", &address]);
        let people = workflow(&service);
        refused(&service, &people);
        let told = metrics(&address);
        let upload = "route=\"/api/v1/submissions/{country}/{cycle}\"";
        let counted = format!("iafq_http_requests_total{{{upload},method=\"POST\",status=\"2xx\"}}");
        assert_eq!(value(&told, &counted), Some(5.0), "{told}");
        assert_eq!(value(&told, "iafq_uploads_total{outcome=\"stored\"}"), Some(5.0));
        assert_eq!(value(&told, "iafq_uploads_total{outcome=\"not-found\"}"), Some(1.0), "of another State");
        assert_eq!(value(&told, "iafq_sign_ins_refused_total{code=\"wrong-credentials\"}"), Some(1.0));
        let count = format!("iafq_http_request_duration_seconds_count{{{upload}}}");
        assert_eq!(value(&told, &count), Some(8.0));
        assert!(value(&told, "process_resident_memory_bytes").unwrap() > 1e6);
        assert!(value(&told, "iafq_database_connections").unwrap() >= 1.0);
        assert_eq!(value(&told, "iafq_readers_running"), Some(0.0));
        let log = service.log();
        for word in WORDS {
            assert!(!told.contains(word), "counted: {word}");
            assert!(!log.contains(word), "logged: {word}");
        }
        only_what_may_be_said(&log);
        assert_eq!(service.get("/metrics", None).status, 404, "not where people are");
    }

    /// The members of the lines of requests are a closed list, and each line has an id of its own.
    fn only_what_may_be_said(log: &str) {
        let members = ["message", "request", "method", "route", "status", "code", "duration_ms"];
        let (mut ids, mut routes) = (BTreeSet::new(), BTreeSet::new());
        for line in log.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let fields = line["fields"].as_object().unwrap();
            if fields["message"] != "request" {
                continue;
            }
            assert!(fields.keys().all(|member| members.contains(&member.as_str())), "{line}");
            assert!(ids.insert(fields["request"].to_string()), "{line}");
            routes.insert(fields["route"].as_str().unwrap().to_owned());
        }
        assert!(ids.len() > 40, "{}", ids.len());
        assert!(routes.contains("/api/v1/returns/{country}/{year}/steps"), "{routes:?}");
    }

    #[test]
    fn a_log_for_people_says_the_same_in_lines_of_text() {
        let service = TestService::start_with(Backend::Sqlite, &["--log", "text"]);
        assert_eq!(service.get("/api/v1/returns/XDA/2025?canary", Some("iafq_pat_canary")).status, 401);
        let log = service.log();
        let line = log.lines().find(|line| line.contains("status=401")).unwrap();
        for said in ["method=\"GET\"", "route=\"/api/v1/returns/{country}/{year}\"", "code=\"not-signed-in\""]
        {
            assert!(line.contains(said), "{line}");
        }
        assert!(!log.contains("canary") && !log.contains("XDA"), "{log}");
    }

    #[test]
    fn a_service_that_cannot_reach_its_operators_does_not_start() {
        let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("iafq.db").display());
        let start = Instant::now();
        let listen = free_address();
        let serve = ["serve", "--database", &database, "--listen", &listen, "--metrics", &address];
        let outcome = support::iafq(&serve);
        assert!(outcome.code == 4 && outcome.err.contains("cannot listen on"), "{outcome:?}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
