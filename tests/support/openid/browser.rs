//! Browsers that sign in to a service by a provider.

use super::{CLIENT, Provider, SECRET};
use crate::people::from_somewhere;
use crate::service::{Environment, free_address};
use crate::{Answer, Backend, TestDatabase, TestService};

/// What a browser holds after it was sent to the provider.
pub struct Begun {
    /// Where it was sent.
    pub address: String,
    /// `name=value` of the cookie it was given.
    pub cookie: String,
}

impl TestService {
    /// Starts one where people may sign in by a provider.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    #[must_use]
    pub fn with_provider(backend: Backend, provider: &Provider) -> Self {
        let database = TestDatabase::new(backend);
        let (address, url) = (free_address(), database.url.clone());
        let (secret, mail) = (secret_file(&database), format!("folder:{}", database.path("mail")));
        let serve = ["serve", "--listen", &address, "--database", &url, "--mail", &mail];
        let accounts = ["--public-url", "https://iafq.example", "--trusted-proxy"];
        let openid = ["--openid-issuer", provider.issuer(), "--openid-client-id", CLIENT];
        let further = ["--openid-client-secret-file", &secret, "--openid-second-factor", "mfa, urn:strong"];
        let mut environment = Environment::new();
        if provider.over_tls {
            let path = database.path("provider.pem");
            std::fs::write(&path, Provider::certificate()).unwrap();
            environment.push(("SSL_CERT_FILE".to_owned(), path.into()));
        }
        let all = [&serve[..], &accounts, &openid, &further].concat();
        Self::running_with(database, &address, &all, environment)
    }

    /// A request of a browser that follows a link, or a redirect, of a page of somebody else.
    #[must_use]
    pub fn follow(&self, path: &str, cookie: &str) -> Answer {
        let from = from_somewhere();
        let headers = [("Cookie", cookie), ("Sec-Fetch-Site", "cross-site"), ("X-Forwarded-For", &from)];
        self.request("GET", path, None, &headers, Vec::new())
    }

    /// Asks to be sent to the provider.
    #[must_use]
    pub fn ask_to_begin(&self) -> Answer {
        self.browse("GET", "/session/openid", "", None)
    }

    /// Begins to sign in by the provider.
    ///
    /// # Panics
    /// Where the service sends nobody there.
    #[must_use]
    pub fn begin(&self) -> Begun {
        let answer = self.ask_to_begin();
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookie = answer.cookies().first().map(|set| set.split(';').next().unwrap().to_owned());
        Begun { address: answer.header("location").to_owned(), cookie: cookie.unwrap() }
    }

    /// Comes back from the provider.
    #[must_use]
    pub fn come_back(&self, provider: &Provider, begun: &Begun) -> Answer {
        self.follow(&provider.sends_back(&begun.address), &begun.cookie)
    }

    /// Signs in by the provider, from beginning to end.
    #[must_use]
    pub fn sign_in_by(&self, provider: &Provider) -> Answer {
        self.come_back(provider, &self.begin())
    }
}

/// The file of the client's secret.
fn secret_file(database: &TestDatabase) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = database.path("client-secret");
    std::fs::write(&path, format!("{SECRET}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path
}

impl Provider {
    /// Where the browser is sent back to: path and query at the service.
    ///
    /// # Panics
    /// Where the provider sends it nowhere.
    #[must_use]
    pub fn sends_back(&self, address: &str) -> String {
        let path = address.strip_prefix(&self.issuer).unwrap();
        let location = if self.over_tls {
            self.location_over_tls(path)
        } else {
            let agent: ureq::Agent = ureq::Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .build()
                .into();
            let answer = agent.get(format!("http://{}{path}", self.address)).call().unwrap();
            answer.headers().get("location").unwrap().to_str().unwrap().to_owned()
        };
        location.strip_prefix("https://iafq.example").unwrap().to_owned()
    }

    /// The suite's own client speaks no TLS.
    fn location_over_tls(&self, path: &str) -> String {
        use std::io::{Read as _, Write as _};
        use std::sync::Arc;

        use rustls::pki_types::pem::PemObject as _;
        use rustls::pki_types::{CertificateDer, ServerName};
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(Self::certificate().as_bytes()).unwrap()).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let client = rustls::ClientConfig::builder_with_provider(ring);
        let client = client.with_safe_default_protocol_versions().unwrap();
        let client = client.with_root_certificates(roots).with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let client = rustls::ClientConnection::new(Arc::new(client), name).unwrap();
        let stream = std::net::TcpStream::connect(&self.address).unwrap();
        let mut stream = rustls::StreamOwned::new(client, stream);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        // The provider ends the connection without a goodbye.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        answer.lines().find_map(|line| line.strip_prefix("Location: ")).unwrap().trim().to_owned()
    }
}
