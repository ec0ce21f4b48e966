//! TLS of the service itself.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};
use support::Outcome;
use support::program::{command, iafq};
use support::service::free_address;

const ONE: (&str, &str) = (include_str!("../fixtures/tls/one.pem"), include_str!("../fixtures/tls/one.key"));
const TWO: (&str, &str) = (include_str!("../fixtures/tls/two.pem"), include_str!("../fixtures/tls/two.key"));

/// A service that shows a certificate of a folder; ended when dropped.
struct Service {
    folder: tempfile::TempDir,
    address: String,
    child: Child,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        write(&folder, ONE);
        let (address, database) = (free_address(), format!("sqlite:{}", path("iafq.db")));
        let (certificate, key) = (path("tls.pem"), path("tls.key"));
        let serve = ["serve", "--listen", &address, "--database", &database];
        let tls = ["--tls-certificate", &certificate, "--tls-key", &key];
        let child = command(&[&serve[..], &tls].concat()).stderr(Stdio::null()).spawn().unwrap();
        let service = Self { folder, address, child };
        let start = Instant::now();
        while TcpStream::connect(&service.address).is_err() || service.get(ONE, &TLS13).is_none() {
            assert!(start.elapsed() < Duration::from_mins(1), "it does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        service
    }

    /// The answer to a request by who trusts one certificate; `None` where that is not the one that is shown.
    fn get(&self, trusted: (&str, &str), version: &'static SupportedProtocolVersion) -> Option<String> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(trusted.0.as_bytes()).unwrap()).unwrap();
        let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let client = client.with_protocol_versions(&[version]).unwrap();
        let client = client.with_root_certificates(roots).with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let client = ClientConnection::new(Arc::new(client), name).unwrap();
        let mut stream = StreamOwned::new(client, TcpStream::connect(&self.address).unwrap());
        stream.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }
}

fn write(folder: &tempfile::TempDir, (certificate, key): (&str, &str)) {
    fs::write(folder.path().join("tls.pem"), certificate).unwrap();
    fs::write(folder.path().join("tls.key"), key).unwrap();
}

#[test]
fn a_service_speaks_tls_alone_and_says_so() {
    let service = Service::start();
    for version in [&TLS12, &TLS13] {
        let answer = service.get(ONE, version).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(
            answer.contains("strict-transport-security: max-age=31536000; includeSubDomains\r\n"),
            "{answer}"
        );
    }
    assert_eq!(service.get(TWO, &TLS13), None, "who trusts another certificate says no");
    let mut plain = TcpStream::connect(&service.address).unwrap();
    plain.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "plain HTTP gets no answer");
}

#[test]
fn a_certificate_that_was_renewed_is_shown_without_a_new_start_and_a_broken_one_is_not() {
    let service = Service::start();
    let told = |trusted| {
        let process = service.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-HUP", &process]).status().unwrap().success());
        let start = Instant::now();
        loop {
            let answer = service.get(trusted, &TLS13);
            if answer.is_some() || start.elapsed() > Duration::from_secs(10) {
                return answer.is_some();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    write(&service.folder, TWO);
    assert!(told(TWO), "the renewed one is shown");
    write(&service.folder, (ONE.0, TWO.1));
    assert!(told(TWO), "two that do not belong together change nothing");
    std::thread::sleep(Duration::from_millis(300));
    assert!(service.get(TWO, &TLS13).is_some() && service.get(ONE, &TLS13).is_none());
}

/// What comes of starting with certificate and key.
fn refused(folder: &tempfile::TempDir, arguments: &[&str]) -> Outcome {
    let database = format!("sqlite:{}", folder.path().join("iafq.db").display());
    let address = free_address();
    iafq(&[&["serve", "--listen", &address, "--database", &database], arguments].concat())
}

#[test]
fn a_certificate_without_its_key_starts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    write(&folder, (ONE.0, TWO.1));
    let (certificate, key) = (path("tls.pem"), path("tls.key"));
    let alone = refused(&folder, &["--tls-certificate", &certificate]);
    assert!(alone.code == 2 && alone.err.contains("--tls-key"), "{alone:?}");
    let both = ["--tls-certificate", &certificate, "--tls-key", &key];
    let mixed = refused(&folder, &both);
    assert!(mixed.code == 4 && mixed.err.contains("do not belong together"), "{mixed:?}");
    let doctor = iafq(&[&["doctor"][..], &both].concat());
    assert!(doctor.code == 1 && doctor.out.contains("failed   TLS"), "{doctor:?}");
}
