//! Requests whose end can be read in two ways: a proxy before the service must not read another one.

use support::on_both_databases;

on_both_databases!(a_request_of_two_lengths_is_one_request_or_none);

mod run {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::Duration;

    use support::{Backend, TestService};

    /// Sends the head with a second request in the place of a body, and gives all that is answered.
    fn answered(service: &TestService, head: &str) -> String {
        let mut connection = TcpStream::connect(service.address()).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let body = "0\r\n\r\nGET /problems/conflict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let request = format!("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n{body}");
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A connection that is closed with something unread may be reset behind the answer.
        let _ = connection.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(super) fn a_request_of_two_lengths_is_one_request_or_none(backend: Backend) {
        let service = TestService::start(backend);
        for head in [
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5, 6",
            "Content-Length: +5",
            "Content-Length: -5",
            "Content-Length: 0x5",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding : chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        ] {
            let answer = answered(&service, head);
            assert!(answer.starts_with("HTTP/1.1 400"), "{head}: {answer}");
            assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{head}: {answer}");
        }
        // Of both, only the encoding counts, as RFC 9112 says: what follows its end is the next request.
        let both = answered(&service, "Content-Length: 100\r\nTransfer-Encoding: chunked");
        assert!(both.starts_with("HTTP/1.1 4"), "{both}");
        assert!(both.matches("HTTP/1.1 ").count() == 1 || both.contains("conflict (409"), "{both}");
    }
}
