//! The one HTTP client of the program: it asks a provider of OpenID Connect, and nobody else.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};
use rustls::crypto::ring;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Error};

use super::is_this_machine;

/// How long an answer may take in all, from the question about the name of the machine to the last byte.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);
/// The most bytes of an answer: some hundred keys with their certificates.
const LARGEST_ANSWER: u64 = 256 * 1024;
/// The most bytes of the head of an answer.
const LARGEST_HEAD: usize = 16 * 1024;

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}", self.reason())]
pub(super) enum Silence {
    /// Nobody answers.
    NoAnswer,
    /// The answer takes too long.
    TooSlow,
    /// The answer is too large.
    TooLarge,
    /// The address is one that must not be asked.
    NotOverTls,
}

impl Silence {
    /// In words.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::NoAnswer => "the provider does not answer",
            Self::TooSlow => "the provider takes too long to answer",
            Self::TooLarge => "an answer of the provider is too large",
            Self::NotOverTls => "the provider names an address that is not over TLS",
        }
    }
}

/// The client.
pub(super) struct Client {
    agent: Agent,
    /// Whether the provider is on this machine, where addresses need no TLS.
    is_here: bool,
}

impl Client {
    /// A client that follows no redirect, waits for nobody for long, and takes no more than it can use. It asks through no
    /// proxy, and knows providers by the certificates of the machine.
    pub(super) fn new(is_here: bool) -> Self {
        let roots = rustls_native_certs::load_native_certs().certs;
        let roots = roots.iter().map(|root| Certificate::from_der(root.as_ref()).to_owned());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::from(roots.collect::<Vec<_>>()))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(LARGEST_HEAD)
            .max_idle_connections(0)
            .timeout_global(Some(LONGEST_ANSWER))
            .user_agent("iafq")
            .build();
        Self { agent: agent.into(), is_here }
    }

    /// Asks.
    ///
    /// # Errors
    /// Where there is no whole answer; any whole one is an answer, whatever its status.
    pub(super) fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Silence> {
        if !self.may_ask(request.uri().scheme_str(), request.uri().host()) {
            return Err(Silence::NotOverTls);
        }
        let answered = if request.body().is_empty() {
            self.agent.run(request.map(|_| ()))
        } else {
            self.agent.run(request)
        };
        let (head, mut body) = answered.map_err(|error| silence(&error))?.into_parts();
        let body = body.with_config().limit(LARGEST_ANSWER).read_to_vec();
        Ok(HttpResponse::from_parts(head, body.map_err(|error| silence(&error))?))
    }

    /// Whether an address may be asked.
    pub(super) fn may_ask(&self, scheme: Option<&str>, host: Option<&str>) -> bool {
        match scheme {
            Some("https") => true,
            Some("http") => self.is_here && host.is_some_and(is_this_machine),
            Some(_) | None => false,
        }
    }
}

fn silence(error: &Error) -> Silence {
    match error {
        Error::Timeout(_) => Silence::TooSlow,
        Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..) => Silence::TooLarge,
        _ => Silence::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_elsewhere_leads_to_no_address_without_tls() {
        let (here, elsewhere) = (Client::new(true), Client::new(false));
        for (scheme, host, by_here, by_elsewhere) in [
            (Some("https"), Some("provider.example"), true, true),
            (Some("http"), Some("127.0.0.1"), true, false),
            (Some("http"), Some("[::1]"), true, false),
            (Some("http"), Some("169.254.169.254"), false, false),
            (Some("file"), None, false, false),
            (None, None, false, false),
        ] {
            assert_eq!(here.may_ask(scheme, host), by_here, "{scheme:?} {host:?}");
            assert_eq!(elsewhere.may_ask(scheme, host), by_elsewhere, "{scheme:?} {host:?}");
        }
    }
}
