//! Bodies that are too long, in too many parts, or never end.

use support::on_both_databases;

on_both_databases!(a_form_is_counted_over_all_its_parts, a_body_that_stops_arriving_is_given_up);

mod run {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use support::{Answer, Backend, TestService};

    const PATH: &str = "/api/v1/submissions/XDA/2026";

    /// Sends a form with parts of so many bytes.
    fn form(service: &TestService, token: &str, parts: &[usize]) -> Answer {
        let mut body = Vec::new();
        for (part, bytes) in parts.iter().copied().enumerate() {
            let head = format!("--edge\r\nContent-Disposition: form-data; name=\"part{part}\"\r\n\r\n");
            body.extend(head.as_bytes());
            body.extend(std::iter::repeat_n(b'x', bytes));
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        service.post(PATH, Some(token), "multipart/form-data; boundary=edge", &body)
    }

    pub(super) fn a_form_is_counted_over_all_its_parts(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        // No part is too long; the last byte is one too many.
        let long = form(&service, &token, &[&[1 << 20; 10][..], &[1]].concat());
        assert_eq!((long.status, long.code().as_str()), (413, "too-large"), "{}", long.text());
        let many = form(&service, &token, &[10; 17]);
        assert_eq!((many.status, many.code().as_str()), (400, "invalid-request"), "{}", many.text());
        assert!(many.text().contains("more than 16 parts"), "{}", many.text());
        let without = form(&service, &token, &[10; 2]);
        assert!(without.text().contains("no part named `file`"), "{}", without.text());
    }

    pub(super) fn a_body_that_stops_arriving_is_given_up(backend: Backend) {
        let service = TestService::start_with(backend, &["--body-timeout", "1"]);
        let token = service.token("focal-point", Some("XDA"));
        for (path, kind, start) in [
            (PATH, "application/octet-stream", "P"),
            (
                PATH,
                "multipart/form-data; boundary=edge",
                "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nP",
            ),
            ("/api/v1/returns/XDA/2025/submit", "application/json", "{"),
        ] {
            let mut connection = TcpStream::connect(service.address()).unwrap();
            connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {kind}\r\n\
                 Content-Length: 1000\r\n\r\n{start}"
            );
            connection.write_all(head.as_bytes()).unwrap();
            let begun = Instant::now();
            let mut answer = String::new();
            connection.read_to_string(&mut answer).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(10), "{kind}: {:?}", begun.elapsed());
            assert!(answer.starts_with("HTTP/1.1 408"), "{kind}: {answer}");
            assert!(answer.contains("\"code\":\"request-timeout\""), "{kind}: {answer}");
        }
    }
}
