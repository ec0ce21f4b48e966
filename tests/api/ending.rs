//! A service that is asked to end finishes what it began, and takes nothing new.

use support::on_both_databases;

on_both_databases!(an_upload_on_its_way_is_answered_before_the_service_ends);

mod run {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use support::samples::{document, full};
    use support::{Backend, TestService};

    pub(super) fn an_upload_on_its_way_is_answered_before_the_service_ends(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let body = document(&full("XDA", 2025)).to_string();
        let (first, rest) = body.as_bytes().split_at(body.len() / 2);
        let mut upload = TcpStream::connect(service.address()).unwrap();
        let head = format!(
            "POST /api/v1/submissions/XDA/2026 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        upload.write_all(&[head.as_bytes(), first].concat()).unwrap();
        // It has begun: the place of the upload is taken once its head was read.
        std::thread::sleep(Duration::from_millis(500));
        service.stop();
        let start = Instant::now();
        while TcpStream::connect(service.address()).is_ok() {
            assert!(start.elapsed() < Duration::from_secs(10), "new connections are taken");
            std::thread::sleep(Duration::from_millis(20));
        }
        upload.write_all(rest).unwrap();
        let mut answer = String::new();
        upload.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        service.ends_within(Duration::from_secs(20));
        assert!(start.elapsed() < Duration::from_secs(20), "it ends when there is nothing left to do");
    }
}
