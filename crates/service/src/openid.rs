//! Sign-in with OpenID Connect: with what a provider is asked, what is remembered meanwhile, and what it vouches for. Who
//! asks it is the cargo feature `oidc`: nothing else of the service calls another machine but mail.

#[cfg(feature = "oidc")]
mod client;
#[cfg(feature = "oidc")]
mod provider;
#[cfg(feature = "oidc")]
mod token;
#[cfg(not(feature = "oidc"))]
mod without;

use std::fs;
use std::io::Read as _;
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use actix_web::http::Uri;

use crate::secret::OTHERS;
use crate::token as random;

#[cfg(feature = "oidc")]
pub(crate) use provider::Provider;
#[cfg(not(feature = "oidc"))]
pub(crate) use without::Provider;

/// What is said of a program that can ask no provider.
pub(crate) const WITHOUT: &str =
    "this program was built without OpenID Connect; build it with `--features oidc`";
/// Where people come back to from a provider, below the address of the service.
pub(crate) const RETURN: &str = "/api/v1/session/openid/return";
/// For how many seconds a sign-in that was begun may be finished.
pub(crate) const LONGEST: i64 = 600;
/// The most bytes of the file of a client's secret.
const LONGEST_SECRET: u64 = 4096;

/// With what a provider is asked. It says nothing of the secret where it is printed.
#[derive(Clone)]
pub(crate) struct Settings {
    /// The provider, exactly as it names itself.
    pub(crate) issuer: String,
    /// As what it knows this service.
    pub(crate) client_id: String,
    /// What it shares with this service.
    pub(crate) client_secret: String,
    /// What it says in `acr` or `amr` of who showed a second factor.
    pub(crate) second_factor: Vec<String>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Settings of {}", self.issuer)
    }
}

/// Whether an address may be one of a provider: over TLS, or on this machine.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn issuer(address: &str) -> Result<String, String> {
    let expected = || "expected https://HOST as the provider names itself, without ? and #".to_owned();
    let uri: Uri = address.parse().map_err(|_| expected())?;
    let plain = uri.query().is_none() && !address.contains(['#', '@']);
    let host = uri.host().filter(|host| plain && !host.is_empty()).ok_or_else(expected)?;
    match uri.scheme_str() {
        Some("https") => Ok(address.to_owned()),
        Some("http") if is_this_machine(host) => Ok(address.to_owned()),
        Some("http") => Err("a provider on another machine is asked over https alone".to_owned()),
        Some(_) | None => Err(expected()),
    }
}

/// Whether a host is this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse();
    host == "localhost" || address.is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Reads the secret of a client from its file.
///
/// # Errors
/// Where there is no such file, others than its owner may open it, or it holds no line of visible signs.
pub(crate) fn client_secret(path: &Path) -> std::io::Result<String> {
    let file = fs::File::open(path)?;
    if file.metadata()?.permissions().mode() & OTHERS != 0 {
        let why = "others than its owner may open it; take their rights away: chmod 600";
        return Err(std::io::Error::other(why));
    }
    let mut text = String::new();
    file.take(LONGEST_SECRET).read_to_string(&mut text)?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(std::io::Error::other("it holds no secret: one line of visible ASCII signs"));
    }
    Ok(secret.to_owned())
}

/// What is remembered of a sign-in that was begun, by the browser, which cannot read it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    /// What the provider sends back as it is.
    pub(crate) state: String,
    /// What the provider writes into the token of this sign-in.
    pub(crate) nonce: String,
    /// What shows to the provider that who takes the token is who asked for it (PKCE).
    pub(crate) verifier: String,
    /// Until when, in seconds since 1970.
    until: i64,
}

impl Pending {
    /// A sign-in that begins.
    pub(crate) fn new(now: i64) -> Self {
        let [state, nonce, verifier] = [(); 3].map(|()| random::random());
        Self { state, nonce, verifier, until: now.saturating_add(LONGEST) }
    }

    /// As it is sealed.
    pub(crate) fn text(&self) -> String {
        let Self { state, nonce, verifier, until } = self;
        format!("{state} {nonce} {verifier} {until}")
    }

    /// As it was sealed, while it may be finished.
    pub(crate) fn read(text: &str, now: i64) -> Option<Self> {
        let mut words = text.split(' ').map(str::to_owned);
        let (state, nonce, verifier) = (words.next()?, words.next()?, words.next()?);
        let until = words.next()?.parse().ok()?;
        (now < until).then_some(Self { state, nonce, verifier, until })
    }
}

/// Whom a provider vouches for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Identity {
    /// The provider.
    pub(crate) issuer: String,
    /// Whom it names; never another person's.
    pub(crate) subject: String,
    /// An address, in lower case, of which the provider says that it is theirs.
    pub(crate) verified_mail: Option<String>,
    /// Whether they showed a second factor to the provider.
    pub(crate) second_factor: bool,
}

/// Why a provider vouches for nobody. The words go to the log: they hold nothing that came with a request or an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    /// It cannot be asked now.
    Unavailable(&'static str),
    /// What came back is not to be believed.
    Refused(&'static str),
}

impl Failure {
    /// Why, in words.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Unavailable(reason) | Self::Refused(reason) => reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_asked_over_tls_or_on_this_machine() {
        for address in [
            "https://provider.example",
            "https://provider.example/realm/",
            "http://127.0.0.1:1",
            "http://[::1]:1",
        ] {
            assert_eq!(
                issuer(address).unwrap(),
                address,
                "as it is: it is compared with what the provider says"
            );
        }
        for address in [
            "http://provider.example",
            "http://127.0.0.1.provider.example",
            "ftp://provider.example",
            "provider.example",
            "https://",
            "https://provider.example?realm=1",
            "https://provider.example#1",
            "https://user:canary@provider.example",
            "",
        ] {
            let why = issuer(address).unwrap_err();
            assert!(!why.contains("canary"), "{why}");
        }
    }

    #[test]
    fn what_is_remembered_comes_back_as_it_was_and_not_for_long() {
        let pending = Pending::new(1_000);
        assert_ne!(pending.state, pending.nonce);
        assert!(pending.verifier.len() >= 43, "RFC 7636, 4.1");
        assert!(Pending::read(&pending.text(), 1_000 + LONGEST - 1) == Some(pending.clone()));
        assert!(Pending::read(&pending.text(), 1_000 + LONGEST).is_none());
        for wrong in ["", "a b c", "a b c d"] {
            assert!(Pending::read(wrong, 0).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_secret_of_a_client_is_one_line_of_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let write = |text: &str, mode: u32| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            client_secret(&path).map_err(|error| error.to_string())
        };
        assert_eq!(write("s3cret~\n", 0o600).unwrap(), "s3cret~");
        assert!(write("s3cret~\n", 0o640).unwrap_err().contains("chmod 600"));
        for wrong in ["", "\n", "two words", "two\nlines", "é"] {
            assert!(write(wrong, 0o600).is_err(), "{wrong}");
        }
    }
}
