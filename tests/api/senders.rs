//! Senders that send too much, or too slowly.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use support::{Backend, TestService, on_both_databases};

on_both_databases!(who_sends_too_much_hears_why);

const PATH: &str = "/api/v1/submissions/XDA/2026";

fn head(token: &str, kind: &str, length: usize) -> String {
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
}

mod run {
    use super::*;

    pub(super) fn who_sends_too_much_hears_why(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let form = "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
        for (kind, start) in [("application/octet-stream", ""), ("multipart/form-data; boundary=edge", form)]
        {
            let body = [start.as_bytes(), &vec![b'x'; 40 << 20]].concat();
            let mut connection = TcpStream::connect(service.address()).unwrap();
            connection.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            connection.write_all(head(&token, kind, body.len()).as_bytes()).unwrap();
            connection.write_all(&body).unwrap();
            let mut answer = String::new();
            connection.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with("HTTP/1.1 413"), "{kind}: {answer}");
            assert!(answer.contains("more than 10 MiB"), "{kind}: {answer}");
        }
    }
}

mod alone {
    use super::*;

    /// Milliseconds that 99 of 100 requests were answered in.
    fn p99(mut waited: Vec<Duration>) -> u128 {
        waited.sort_unstable();
        waited[waited.len() * 99 / 100].as_millis()
    }

    #[test]
    fn five_hundred_slow_senders_keep_nobody_waiting() {
        let service = TestService::start(Backend::Sqlite);
        let token = service.token("focal-point", Some("XDA"));
        let slow = |index: usize| {
            let mut connection = TcpStream::connect(service.address()).unwrap();
            let head = head(&token, "application/json", 1_000);
            // One half never ends its head, the other its body.
            let sent = if index.is_multiple_of(2) { head.trim_end() } else { &head };
            connection.write_all(sent.as_bytes()).unwrap();
            connection
        };
        let mut senders: Vec<TcpStream> = (0..500).map(slow).collect();
        let begun = Instant::now();
        let mut waited = Vec::new();
        while begun.elapsed() < Duration::from_secs(5) {
            for sender in &mut senders {
                // A byte at a time; some are given up by now.
                let _ = sender.write_all(b" ");
            }
            for _ in 0..20 {
                let asked = Instant::now();
                assert_eq!(service.get("/health", None).status, 200);
                waited.push(asked.elapsed());
            }
        }
        assert!(waited.len() >= 100, "{}", waited.len());
        assert!(p99(waited.clone()) < 500, "{} ms", p99(waited));
        let answer = service.post(PATH, Some(&token), "application/json", b"{}");
        assert_eq!((answer.status, answer.header("retry-after")), (503, "5"), "their places are taken");
        drop(senders);
        let begun = Instant::now();
        while service.post(PATH, Some(&token), "application/json", b"{}").status == 503 {
            assert!(begun.elapsed() < Duration::from_secs(20), "their places are free again");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
