//! Files whose senders do not wait: any service on the database tells how far they are, and what came of them.

use support::on_both_databases;

on_both_databases!(
    a_job_ends_with_the_answer_that_waiting_would_have_given,
    a_job_that_is_asked_for_with_a_key_is_named_again,
    another_service_on_the_database_tells_of_a_job,
    work_that_was_killed_is_told_as_interrupted_and_its_original_is_kept,
    events_come_as_they_happen_in_order_and_go_on_where_they_were_cut_off,
    who_is_disabled_hears_nothing_more,
    so_many_listen_at_a_time_and_so_many_jobs_run,
    a_service_that_is_asked_to_end_ends_its_jobs_before,
    nobody_but_its_sender_is_told_of_a_job,
);

pub(super) mod run {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use serde_json::{Value, json};
    use support::replicas::slow_reader;
    use support::samples::{document, full};
    use support::{Answer, Backend, TestService};

    const UPLOAD: &str = "/api/v1/submissions/XDA/2026";
    const ASYNC: (&str, &str) = ("Prefer", "respond-async");
    const JSON: (&str, &str) = ("Content-Type", "application/json");

    /// A return with a word that is nobody else's business.
    fn file() -> Vec<u8> {
        let mut document = document(&full("XDA", 2025));
        document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Kanarie");
        document.to_string().into_bytes()
    }

    fn send(service: &TestService, token: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        service.request("POST", UPLOAD, Some(token), &[&[JSON], headers].concat(), body)
    }

    /// Sends a file without waiting; gives the address of the job.
    fn begin(service: &TestService, token: &str, body: Vec<u8>) -> String {
        let answer = send(service, token, &[ASYNC], body);
        assert_eq!(answer.status, 202, "{}", answer.text());
        assert_eq!(answer.header("preference-applied"), "respond-async");
        assert!(!answer.header("retry-after").is_empty());
        assert_eq!(answer.json()["state"], "running");
        answer.header("location").to_owned()
    }

    /// A job as it stands once it fulfils something.
    fn until(service: &TestService, token: &str, job: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let answer = service.get(job, Some(token));
            assert_eq!(answer.status, 200, "{}", answer.text());
            let job = answer.json();
            if holds(&job) {
                return job;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{job}");
            assert_eq!(answer.header("retry-after").is_empty(), job["state"] != "running", "{job}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn ended(service: &TestService, token: &str, job: &str) -> Value {
        until(service, token, job, |job| job["state"] != "running")
    }

    fn reads(job: &Value) -> bool {
        job["step"] == "reading"
    }

    /// What does not differ from one upload of a file to the next.
    pub(in crate::api) fn lasting(mut answer: Value) -> Value {
        for own in ["submission", "upload"] {
            answer.as_object_mut().unwrap().remove(own);
        }
        for revision in answer["revisions"].as_array_mut().into_iter().flatten() {
            revision.as_object_mut().unwrap().remove("revision");
        }
        answer
    }

    fn steps(job: &Value) -> Vec<&str> {
        job["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect()
    }

    pub(super) fn a_job_ends_with_the_answer_that_waiting_would_have_given(backend: Backend) {
        let (service, other) = (TestService::start(backend), TestService::start(backend));
        let (token, waiting) =
            (service.token("focal-point", Some("XDA")), other.token("focal-point", Some("XDA")));
        for (body, state, reached) in [
            (file(), "done", &["kept", "reading", "checking", "storing"][..]),
            // Sent before.
            (file(), "done", &["kept", "reading", "checking", "storing"]),
            (b"{\"no\": return}".to_vec(), "failed", &["kept", "reading", "checking"]),
        ] {
            let waited = send(&other, &waiting, &[], body.clone());
            let job = ended(&service, &token, &begin(&service, &token, body.clone()));
            assert_eq!((job["state"].as_str().unwrap(), steps(&job)), (state, reached.to_vec()), "{job}");
            let answer = &job["answer"];
            assert_eq!(answer["status"], waited.status, "{answer}");
            assert_eq!(answer["location"].as_str().unwrap_or_default(), waited.header("location"));
            assert_eq!(lasting(answer["body"].clone()), lasting(waited.json()));
            let kept = format!("/api/v1/uploads/{}/original", job["upload"].as_str().unwrap());
            assert!(service.get(&kept, Some(&token)).body == body, "the original is kept");
            assert!(job["ended_at"].as_str().unwrap() >= job["steps"][0]["at"].as_str().unwrap());
        }
        assert!(!service.log().contains("Kanarie"), "the log tells of a return");
    }

    pub(super) fn a_job_that_is_asked_for_with_a_key_is_named_again(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let headers = [ASYNC, ("Idempotency-Key", "one")];
        let (first, second) =
            (send(&service, &token, &headers, file()), send(&service, &token, &headers, file()));
        assert_eq!((first.status, second.status), (202, 202), "{}", second.text());
        assert_eq!(second.header("idempotent-replayed"), "true");
        for name in ["location", "preference-applied", "retry-after"] {
            assert!(!first.header(name).is_empty(), "{name}");
            assert_eq!(first.header(name), second.header(name), "{name}");
        }
        assert_eq!(ended(&service, &token, first.header("location"))["answer"]["status"], 201);
    }

    pub(super) fn another_service_on_the_database_tells_of_a_job(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let service = TestService::start_with(backend, &["--parse-worker", &slow_reader(&folder, 3)]);
        let replica = service.replica();
        let token = service.token("focal-point", Some("XDA"));
        let job = begin(&service, &token, file());
        until(&replica, &token, &job, reads);
        let events = replica.get(&format!("{job}/events"), Some(&token)).text();
        assert!(events.contains("event: done"), "{events}");
        let (here, there) = (service.get(&job, Some(&token)), replica.get(&job, Some(&token)));
        assert_eq!(here.json(), there.json());
        assert_eq!(
            (&there.json()["state"], &there.json()["answer"]["status"]),
            (&json!("done"), &json!(201))
        );
    }

    pub(super) fn work_that_was_killed_is_told_as_interrupted_and_its_original_is_kept(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let service = TestService::start_with(backend, &["--parse-worker", &slow_reader(&folder, 60)]);
        let replica = service.replica();
        let token = service.token("focal-point", Some("XDA"));
        let job = begin(&service, &token, file());
        until(&replica, &token, &job, reads);
        service.kill();
        assert_eq!(replica.get(&job, Some(&token)).json()["state"], "running", "somebody may work on it");
        // As if its minute had passed.
        service.database.tamper("UPDATE job SET lease_until = '2026-01-01T00:00:00+00:00'");
        let told = ended(&replica, &token, &job);
        let problem = &told["answer"]["body"];
        assert_eq!(told["state"], "failed");
        assert_eq!((&problem["code"], &told["answer"]["status"]), (&json!("job-interrupted"), &json!(503)));
        assert!(problem["detail"].as_str().unwrap().contains("send the file again"), "{problem}");
        assert_eq!(problem["upload"], told["upload"]);
        let kept = format!("/api/v1/uploads/{}/original", told["upload"].as_str().unwrap());
        assert!(replica.get(&kept, Some(&token)).body == file(), "the original is kept");
        let events = replica.get(&format!("{job}/events"), Some(&token)).text();
        assert!(events.contains("\"state\":\"failed\""), "{events}");
        assert_eq!(send(&replica, &token, &[], file()).status, 201, "it is sent again");
    }

    /// An open stream of events.
    struct Stream(BufReader<TcpStream>);

    impl Stream {
        fn open(service: &TestService, job: &str, head: &str) -> Self {
            let mut stream = TcpStream::connect(service.address()).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            let head = format!("GET {job}/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            Self(BufReader::new(stream))
        }

        fn with_token(service: &TestService, job: &str, token: &str) -> Self {
            let head = format!("Authorization: Bearer {token}\r\nAccept-Encoding: gzip\r\n");
            Self::open(service, job, &head)
        }

        /// The next line that says something; `None` at the end.
        fn line(&mut self) -> Option<String> {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            (!line.is_empty()).then(|| line.trim_end().to_owned())
        }

        /// Lines until one begins so, that one included.
        fn until(&mut self, beginning: &str) -> Vec<String> {
            let mut lines = Vec::new();
            while let Some(line) = self.line() {
                let found = line.starts_with(beginning);
                lines.push(line);
                if found {
                    return lines;
                }
            }
            panic!("no {beginning}: {lines:#?}");
        }

        fn rest(&mut self) -> Vec<String> {
            std::iter::from_fn(|| self.line()).collect()
        }
    }

    pub(super) fn events_come_as_they_happen_in_order_and_go_on_where_they_were_cut_off(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let service = TestService::start_with(backend, &["--parse-worker", &slow_reader(&folder, 3)]);
        let token = service.token("focal-point", Some("XDA"));
        let job = begin(&service, &token, file());
        let mut stream = Stream::with_token(&service, &job, &token);
        let head: Vec<_> = stream.until("retry: ").into_iter().map(|line| line.to_lowercase()).collect();
        for line in ["content-type: text/event-stream", "cache-control: no-store", "x-accel-buffering: no"] {
            assert!(head.iter().any(|said| said == line), "{line}: {head:#?}");
        }
        assert!(head[0].starts_with("http/1.1 200"), "{head:#?}");
        assert!(!head.iter().any(|said| said.contains("gzip")), "nothing waits to be compressed: {head:#?}");
        stream.until("id: 2");
        let heard = Instant::now();
        stream.until("id: 5");
        assert!(heard.elapsed() > Duration::from_secs(1), "the second event came before the last happened");
        let rest = stream.rest().join("\n");
        assert!(rest.contains("event: done") && rest.contains("\"status\":201"), "{rest}");
        assert!(!rest.contains("Kanarie"), "{rest}");
        let events = |after: &str| {
            let headers = [("Last-Event-ID", after)];
            service.request("GET", &format!("{job}/events"), Some(&token), &headers, Vec::new())
        };
        for (after, numbers) in [("0", "12345"), ("2", "345"), ("4", "5"), ("-1", "12345"), ("9", "12345")] {
            let text = events(after).text();
            let told: String = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
            assert_eq!(told, numbers, "after {after}: {text}");
            assert_eq!(text.matches("event: done").count(), 1);
        }
        assert_eq!(events("5").status, 204, "a browser stops asking");
    }

    pub(super) fn who_is_disabled_hears_nothing_more(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let reader = slow_reader(&folder, 10);
        let mail = format!("folder:{}", folder.path().join("mail").display());
        let public = ["--mail", &mail, "--public-url", "https://iafq.example", "--trusted-proxy"];
        let service = TestService::start_with(backend, &[&["--parse-worker", &reader][..], &public].concat());
        let admin = service.token("administrator", None);
        let person = service.person("a@example.org", "focal-point", Some("XDA"));
        let headers = [JSON, ASYNC, ("Cookie", &person.cookie), ("Sec-Fetch-Site", "same-origin")];
        let begun = service.request("POST", UPLOAD, None, &headers, file());
        assert_eq!(begun.status, 202, "{}", begun.text());
        let cookie = format!("Cookie: {}\r\n", person.cookie);
        let mut stream = Stream::open(&service, begun.header("location"), &cookie);
        stream.until("id: 2");
        stream.until("data: ");
        let path = format!("/api/v1/users/{}", person.id);
        let body = json!({ "disabled": true }).to_string().into_bytes();
        let disabled = service.request("PATCH", &path, Some(&admin), &[JSON], body);
        assert_eq!(disabled.status, 200, "{}", disabled.text());
        let asked = Instant::now();
        let rest = stream.rest();
        assert!(asked.elapsed() < Duration::from_secs(5), "it goes on: {rest:#?}");
        assert!(!rest.iter().any(|line| line.starts_with("event:")), "{rest:#?}");
    }

    pub(super) fn so_many_listen_at_a_time_and_so_many_jobs_run(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["--parse-worker", &slow_reader(&folder, 8), "--readers", "1", "--uploads", "2"];
        let service = TestService::start_with(backend, &arguments);
        let token = service.token("focal-point", Some("XDA"));
        let jobs = [begin(&service, &token, file()), begin(&service, &token, file())];
        let third = send(&service, &token, &[ASYNC], file());
        assert_eq!((third.status, third.code().as_str()), (503, "unavailable"), "a job holds its place");
        let mut streams: Vec<_> = (0..4).map(|_| Stream::with_token(&service, &jobs[0], &token)).collect();
        for stream in &mut streams {
            stream.until("id: 1");
        }
        let fifth = service.get(&format!("{}/events", jobs[0]), Some(&token));
        assert_eq!((fifth.status, fifth.code().as_str()), (429, "too-many-requests"), "{}", fifth.text());
        drop(streams);
        let begun = Instant::now();
        while service.get(&format!("{}/events", jobs[0]), Some(&token)).status == 429 {
            assert!(begun.elapsed() < Duration::from_secs(30), "who goes away leaves room");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    pub(super) fn a_service_that_is_asked_to_end_ends_its_jobs_before(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let service = TestService::start_with(backend, &["--parse-worker", &slow_reader(&folder, 4)]);
        let replica = service.replica();
        let token = service.token("focal-point", Some("XDA"));
        let job = begin(&service, &token, file());
        until(&service, &token, &job, reads);
        let mut stream = Stream::with_token(&service, &job, &token);
        stream.until("id: 2");
        let asked = Instant::now();
        service.stop();
        assert!(!stream.rest().join("\n").contains("event: done"), "who listens is let go");
        service.ends_within(Duration::from_secs(25));
        assert!(asked.elapsed() > Duration::from_secs(1), "it did not wait for its job");
        assert!(asked.elapsed() < Duration::from_secs(20), "it ends when there is nothing left to do");
        let told = replica.get(&job, Some(&token)).json();
        assert_eq!((&told["state"], &told["answer"]["status"]), (&json!("done"), &json!(201)), "{told}");
    }

    pub(super) fn nobody_but_its_sender_is_told_of_a_job(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let job = begin(&service, &token, file());
        ended(&service, &token, &job);
        for (role, country) in
            [("focal-point", Some("XDA")), ("focal-point", Some("XDB")), ("reviewer", None)]
        {
            let other = service.token(role, country);
            for path in [job.clone(), format!("{job}/events")] {
                let told = service.get(&path, Some(&other));
                assert_eq!((told.status, told.code().as_str()), (404, "not-found"), "{role} {path}");
            }
        }
    }
}
