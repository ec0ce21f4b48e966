//! A provider of OpenID Connect that a test starts, which can be told to lie; and browsers that sign in by it.
#![expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]

mod browser;
mod server;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokens::Key;

/// As what the provider knows the service.
pub const CLIENT: &str = "iafq";
/// What the provider shares with the service.
pub const SECRET: &str = "canary-of-the-client-secret";
/// A certificate of `localhost`, and its key, of nobody.
const CERTIFICATE: (&str, &str) =
    (include_str!("../fixtures/tls/one.pem"), include_str!("../fixtures/tls/one.key"));
/// Another one.
const ANOTHER: (&str, &str) =
    (include_str!("../fixtures/tls/two.pem"), include_str!("../fixtures/tls/two.key"));

/// Who sits before the browser, as the provider knows them.
#[derive(Clone, Debug)]
pub struct AtProvider {
    /// Whom the provider names; never another person's.
    pub subject: String,
    /// Their address.
    pub mail: Option<String>,
    /// Whether it is theirs.
    pub mail_is_verified: bool,
    /// How they showed who they are.
    pub methods: Vec<String>,
    /// Where the address stands: in the token, or in what is asked for beside it.
    pub mail_in_token: bool,
}

impl AtProvider {
    /// Somebody with a verified address, who showed a password.
    #[must_use]
    pub fn new(subject: &str, mail: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            mail: Some(mail.to_owned()),
            mail_is_verified: true,
            methods: vec!["pwd".to_owned()],
            mail_in_token: true,
        }
    }

    /// The same, who showed a second factor.
    #[must_use]
    pub fn with_second_factor(mut self) -> Self {
        self.methods = vec!["pwd".to_owned(), "mfa".to_owned()];
        self
    }
}

/// What is wrong with what the provider does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lie {
    /// The token is of another sign-in.
    Nonce,
    /// The token is of no sign-in.
    NoNonce,
    /// The token is for another client.
    Audience,
    /// The token is for another client too.
    Audiences,
    /// The token was made for another client.
    Party,
    /// The token is of another provider.
    Issuer,
    /// The token is good no more.
    Expired,
    /// The token was made an hour ago.
    Old,
    /// The token will be made in an hour.
    Early,
    /// The token names nobody.
    Nobody,
    /// The token is not signed.
    Unsigned,
    /// The token is signed with what provider and service share.
    SharedSecret,
    /// The token is signed with the public key as if it were a shared secret.
    PublicKeyAsSecret,
    /// The token is signed with another key of the same name.
    ForeignKey,
    /// The token is signed with a key that nobody knows.
    UnknownKey,
    /// The token was altered after it was signed.
    Altered,
    /// The token brings the key along with which it is signed.
    KeyInToken,
    /// The token is an access token.
    OtherKind,
    /// The token asks for something that nobody understands.
    Critical,
    /// The token belongs to another access token.
    OtherAccess,
    /// There is no token.
    NoToken,
    /// The answer is no JSON.
    NoJson,
    /// The address of tokens leads elsewhere.
    Redirect,
    /// The answer is 100 MB long.
    Endless,
    /// The answer comes a byte a second.
    Slow,
    /// The code is not taken.
    NoCode,
    /// The provider says no.
    Denied,
    /// Somebody else says that the code is theirs.
    OtherReturn,
    /// Nobody says whose the code is.
    NamelessReturn,
    /// Beside the token, the provider speaks of somebody else.
    OtherUser,
    /// The provider names itself otherwise.
    OtherName,
    /// The address of tokens is not over TLS, and on another machine.
    PlainTokens,
    /// There is no key.
    NoKeys,
}

/// A code that was given out.
#[derive(Clone)]
struct Given {
    nonce: String,
    challenge: String,
    back: String,
    person: AtProvider,
}

struct State {
    is_away: bool,
    takes_secrets_in_the_body: bool,
    person: AtProvider,
    lie: Option<Lie>,
    key: Key,
    given: BTreeMap<String, Given>,
    used: BTreeSet<String>,
    asked: BTreeMap<String, usize>,
    secrets: Vec<String>,
}

/// A running provider, until the test ends.
pub struct Provider {
    issuer: String,
    address: String,
    shared: Arc<Mutex<State>>,
    over_tls: bool,
}

impl Provider {
    /// Starts one on this machine, without TLS.
    ///
    /// # Panics
    /// Where it cannot listen.
    #[must_use]
    pub fn start() -> Self {
        Self::listening(None)
    }

    /// Starts one that speaks TLS, with a certificate that [`Self::certificate`] makes known.
    ///
    /// # Panics
    /// Where it cannot listen.
    #[must_use]
    pub fn over_tls() -> Self {
        Self::showing(CERTIFICATE)
    }

    /// The same with a certificate that nobody knows.
    ///
    /// # Panics
    /// Where it cannot listen.
    #[must_use]
    pub fn over_tls_of_another() -> Self {
        Self::showing(ANOTHER)
    }

    fn showing((certificate, key): (&str, &str)) -> Self {
        let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(ring);
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        Self::listening(Some(Arc::new(config.with_single_cert(chain, key).unwrap())))
    }

    fn listening(tls: Option<Arc<rustls::ServerConfig>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let over_tls = tls.is_some();
        let issuer =
            if over_tls { format!("https://localhost:{port}") } else { format!("http://127.0.0.1:{port}") };
        let shared = Arc::new(Mutex::new(State {
            is_away: false,
            takes_secrets_in_the_body: false,
            person: AtProvider::new("nobody", "nobody@example.org"),
            lie: None,
            key: Key::new(),
            given: BTreeMap::new(),
            used: BTreeSet::new(),
            asked: BTreeMap::new(),
            secrets: Vec::new(),
        }));
        server::serve(listener, issuer.clone(), Arc::clone(&shared), tls);
        Self { issuer, address: format!("127.0.0.1:{port}"), shared, over_tls }
    }

    /// How it names itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The certificate, in PEM, of one that speaks TLS.
    #[must_use]
    pub fn certificate() -> &'static str {
        CERTIFICATE.0
    }

    /// Who sits before the browser from now on.
    pub fn before_it_sits(&self, person: AtProvider) {
        self.state().person = person;
    }

    /// Lies from now on, or no more.
    pub fn lies(&self, lie: Option<Lie>) {
        self.state().lie = lie;
    }

    /// Answers nobody from now on, or everybody again.
    pub fn is_away(&self, is_away: bool) {
        self.state().is_away = is_away;
    }

    /// Takes the secret of the service in the body of a request alone, and says so.
    pub fn takes_secrets_in_the_body(&self) {
        self.state().takes_secrets_in_the_body = true;
    }

    /// Signs with another key from now on; the one before is known no more.
    pub fn takes_another_key(&self) {
        self.state().key = Key::new();
    }

    /// How often it was asked at a path.
    #[must_use]
    pub fn asked(&self, path: &str) -> usize {
        self.state().asked.get(path).copied().unwrap_or_default()
    }

    /// Every code and token that it gave out.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        self.state().secrets.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.lock().unwrap()
    }
}
