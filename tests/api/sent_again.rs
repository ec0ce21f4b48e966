//! Requests that are sent again with their `Idempotency-Key`: answered again, done once.

use support::on_both_databases;

on_both_databases!(
    a_request_that_is_sent_again_with_its_key_is_answered_again_and_done_once,
    a_key_belongs_to_one_request_of_one_person,
    of_requests_with_one_key_at_the_same_moment_one_is_done,
    whoever_goes_away_finds_the_answer_when_they_come_back,
    what_was_refused_did_nothing_and_gives_the_key_back,
    what_shows_a_secret_takes_no_key,
);

mod run {
    use std::io::Write as _;
    use std::net::TcpStream;
    use std::time::Duration;

    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Answer, Backend, TestService};

    const UPLOAD: &str = "/api/v1/submissions/XDA/2026";
    const JSON: (&str, &str) = ("Content-Type", "application/json");

    fn with_key(service: &TestService, path: &str, token: &str, key: &str, body: &str) -> Answer {
        let headers = [JSON, ("Idempotency-Key", key)];
        service.request("POST", path, Some(token), &headers, body.as_bytes().to_vec())
    }

    fn file(text: &str) -> String {
        let mut document = document(&full("XDA", 2025));
        document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!(text);
        document.to_string()
    }

    fn uploads(service: &TestService) -> usize {
        let url = storage::DatabaseUrl::parse(&service.database.url).unwrap();
        let entries = storage::Store::open(&url).unwrap().audit(0, 1000).unwrap();
        entries.iter().filter(|entry| entry.action == "upload.received").count()
    }

    pub(super) fn a_request_that_is_sent_again_with_its_key_is_answered_again_and_done_once(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let file = file("One text");
        let first = with_key(&service, UPLOAD, &token, "a-1", &file);
        assert_eq!((first.status, first.header("idempotent-replayed")), (201, ""), "{}", first.text());
        let second = with_key(&service, UPLOAD, &token, "a-1", &file);
        assert_eq!((second.status, second.header("idempotent-replayed")), (201, "true"), "{}", second.text());
        assert_eq!(second.body, first.body);
        for name in ["content-type", "location", "etag", "link"] {
            assert_eq!(second.header(name), first.header(name), "{name}");
        }
        assert_eq!(uploads(&service), 1);
        let tag = service.get("/api/v1/returns/XDA/2025", Some(&token)).header("etag").to_owned();
        let submit = || {
            let headers = [JSON, ("Idempotency-Key", "a-2"), ("If-Match", &tag)];
            let body = br#"{"declaration":true}"#.to_vec();
            service.request("POST", "/api/v1/returns/XDA/2025/submit", Some(&token), &headers, body)
        };
        let (receipt, again) = (submit(), submit());
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        assert_eq!((again.status, &again.body), (200, &receipt.body), "the receipt, not a 412");
        let read = service.request(
            "GET",
            "/api/v1/returns/XDA/2025",
            Some(&token),
            &[("Idempotency-Key", "a-1")],
            Vec::new(),
        );
        assert_eq!(read.status, 200, "reading takes no key");
    }

    pub(super) fn a_key_belongs_to_one_request_of_one_person(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        assert_eq!(with_key(&service, UPLOAD, &token, "b", &file("One")).status, 201);
        for (path, body) in [(UPLOAD, file("Two")), ("/api/v1/submissions/XDA/2027", file("One"))] {
            let reused = with_key(&service, path, &token, "b", &body);
            assert_eq!((reused.status, reused.code().as_str()), (422, "idempotency-key-reused"));
        }
        let colleague = service.token("focal-point", Some("XDA"));
        let own = with_key(&service, UPLOAD, &colleague, "b", &file("Two"));
        assert_eq!((own.status, own.header("idempotent-replayed")), (201, ""), "{}", own.text());
        for wrong in [" ", "with space", &"k".repeat(256)] {
            let refused = with_key(&service, UPLOAD, &token, wrong, &file("One"));
            assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{wrong}");
        }
        assert_eq!(uploads(&service), 2);
        let nobody = with_key(&service, UPLOAD, "iafq_pat_nobody", "b", &file("One"));
        assert_eq!(nobody.status, 401, "a stranger finds nothing by a key");
    }

    pub(super) fn of_requests_with_one_key_at_the_same_moment_one_is_done(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let file = file("At once");
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let senders: Vec<_> =
                (0..8).map(|_| scope.spawn(|| with_key(&service, UPLOAD, &token, "c", &file))).collect();
            senders.into_iter().map(|sender| sender.join().unwrap()).collect()
        });
        for answer in &answers {
            match answer.status {
                201 => {}
                409 => assert_eq!(answer.code(), "idempotency-key-in-use"),
                _ => panic!("{} {}", answer.status, answer.text()),
            }
        }
        let done = answers
            .iter()
            .filter(|answer| answer.status == 201 && answer.header("idempotent-replayed").is_empty());
        assert_eq!((done.count(), uploads(&service)), (1, 1));
    }

    pub(super) fn whoever_goes_away_finds_the_answer_when_they_come_back(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let file = file("Gone");
        let mut stream = TcpStream::connect(service.address()).unwrap();
        let head = format!(
            "POST {UPLOAD} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Idempotency-Key: d\r\nContent-Length: {}\r\n\r\n",
            file.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(file.as_bytes()).unwrap();
        // The whole request is on its way, and nobody waits for the answer.
        drop(stream);
        let mut answer = with_key(&service, UPLOAD, &token, "d", &file);
        for _ in 0..100 {
            if answer.status == 201 {
                break;
            }
            assert_eq!(answer.code(), "idempotency-key-in-use");
            std::thread::sleep(Duration::from_millis(200));
            answer = with_key(&service, UPLOAD, &token, "d", &file);
        }
        assert_eq!((answer.status, uploads(&service)), (201, 1), "{}", answer.text());
    }

    pub(super) fn what_was_refused_did_nothing_and_gives_the_key_back(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        assert_eq!(with_key(&service, UPLOAD, &token, "e", "no JSON").status, 415);
        let repaired = with_key(&service, UPLOAD, &token, "e", &file("Good"));
        assert_eq!(
            (repaired.status, repaired.header("idempotent-replayed")),
            (201, ""),
            "{}",
            repaired.text()
        );
    }

    pub(super) fn what_shows_a_secret_takes_no_key(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("administrator", None);
        let bodies: [(&str, Value); 4] = [
            ("/api/v1/account/tokens", json!({ "label": "A token" })),
            ("/api/v1/session", json!({ "mail": "a@example.org", "password": "not this one" })),
            ("/api/v1/links/reset", json!({ "mail": "a@example.org" })),
            ("/api/v1/account/totp", json!({ "password": "not this one" })),
        ];
        for (path, body) in bodies {
            let refused = with_key(&service, path, &token, "f", &body.to_string());
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (400, "idempotency-key-not-taken"),
                "{path}"
            );
        }
    }
}
