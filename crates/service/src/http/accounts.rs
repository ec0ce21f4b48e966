//! What the routes of accounts share: the queue of hashing, throttles, mail, and the keys of second factors.

use std::future::Future;

use actix_web::HttpRequest;
use chrono::Utc;
use schema::Lang;
use storage::LinkKind;

use super::addresses::Addresses;
use super::asking::Asking;
use super::cookie::Cookies;
use super::hashing::Hashing;
use crate::mail::{Letter, MailError, Mailer, Occasion, Reminder};
use crate::openid::{self, Pending, Provider};
use crate::secret::Secret;
use crate::{accounts, sealed};

/// For how many seconds a proposed second factor may be confirmed.
const PROPOSED: i64 = 15 * 60;
/// To whom a sign-in that was begun belongs: nobody is known yet.
const PENDING: &str = "whoever begins";

/// What can be chosen about accounts.
pub(crate) struct Choices {
    /// Where mails go, where they go anywhere.
    pub(crate) mailer: Option<Mailer>,
    /// The address of the service as people see it, without a slash at the end.
    pub(crate) public_url: String,
    /// What kind of cookies it sets.
    pub(crate) cookies: Cookies,
    /// From how many attempts a minute an address has to wait, and whether a proxy says who calls.
    pub(crate) addresses: Addresses,
    /// The provider of OpenID Connect, where there is one.
    pub(crate) provider: Option<Provider>,
    /// The secret that keys are derived from.
    pub(crate) secret: Secret,
}

/// What the routes of accounts share.
pub(crate) struct Accounts {
    mailer: Option<Mailer>,
    /// The address of the service as people see it.
    pub(crate) public_url: String,
    /// What kind of cookies it sets.
    pub(crate) cookies: Cookies,
    /// Who calls how often.
    pub(crate) addresses: Addresses,
    /// The queue of hashing.
    pub(crate) hashing: Hashing,
    /// The provider of OpenID Connect, where there is one, and who asks it now.
    pub(crate) asking: Option<Asking>,
    seeds: [u8; 32],
    proposals: [u8; 32],
    pending: [u8; 32],
}

impl Accounts {
    pub(super) fn new(choices: Choices) -> Self {
        Self {
            mailer: choices.mailer,
            public_url: choices.public_url,
            cookies: choices.cookies,
            addresses: choices.addresses,
            hashing: Hashing::default(),
            asking: choices.provider.map(Asking::new),
            seeds: choices.secret.key("totp"),
            proposals: choices.secret.key("totp-proposal"),
            pending: choices.secret.key("openid-pending"),
        }
    }

    /// Whether mails go anywhere.
    pub(crate) fn sends_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// The work of sending a link; done after the answer, so that the answer tells nothing about it.
    pub(crate) fn mail(
        &self,
        to: String,
        lang: Lang,
        kind: LinkKind,
        token: &str,
    ) -> impl Future<Output = ()> + 'static {
        let occasion = match kind {
            LinkKind::Invitation => Occasion::Invitation,
            LinkKind::Reset => Occasion::Reset,
        };
        let link = accounts::address(&self.public_url, kind, token);
        let (mailer, letter) = (self.mailer.clone(), Letter { occasion, link, hours: accounts::hours(kind) });
        async move {
            let Some(mailer) = mailer else { return };
            let sent = actix_web::web::block(move || mailer.send(&to, lang, &letter)).await;
            match sent {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a mail was not sent"),
                Err(_) => tracing::error!("a mail was not sent: its worker stopped"),
            }
        }
    }

    /// Sends a reminder; done where its mail was handed over.
    pub(crate) async fn remind(&self, to: String, lang: Lang, letter: Reminder) -> Result<(), MailError> {
        let Some(mailer) = self.mailer.clone() else { return Ok(()) };
        let sent = actix_web::web::block(move || mailer.send(&to, lang, &letter)).await;
        sent.unwrap_or(Err(MailError::Message("its worker stopped")))
    }

    /// Seals the seed of a user for the database.
    pub(crate) fn seal_seed(&self, user: &str, seed: &[u8]) -> Option<String> {
        sealed::seal(&self.seeds, user, seed)
    }

    /// Opens the seed of a user.
    pub(crate) fn open_seed(&self, user: &str, sealed: &str) -> Option<Vec<u8>> {
        sealed::open(&self.seeds, user, sealed)
    }

    /// A seed proposed to a user: they bring it back with a code, and nothing is kept until then.
    pub(crate) fn propose(&self, user: &str, seed: &[u8]) -> Option<String> {
        let until = (Utc::now().timestamp() + PROPOSED).to_be_bytes();
        sealed::seal(&self.proposals, user, &[&until, seed].concat())
    }

    /// The seed of a proposal to a user, while it may be confirmed.
    pub(crate) fn proposed(&self, user: &str, proposal: &str) -> Option<Vec<u8>> {
        let opened = sealed::open(&self.proposals, user, proposal)?;
        let (until, seed) = opened.split_first_chunk()?;
        (Utc::now().timestamp() < i64::from_be_bytes(*until)).then(|| seed.to_vec())
    }

    /// The header that lets a browser remember a sign-in that was begun.
    pub(crate) fn remember(&self, pending: &Pending) -> Option<String> {
        let sealed = sealed::seal(&self.pending, PENDING, pending.text().as_bytes())?;
        Some(self.cookies.set_pending(&sealed, openid::LONGEST))
    }

    /// The sign-in that the browser of a request began, while it may be finished.
    pub(crate) fn remembered(&self, request: &HttpRequest) -> Option<Pending> {
        let opened = sealed::open(&self.pending, PENDING, self.cookies.pending(request)?)?;
        Pending::read(std::str::from_utf8(&opened).ok()?, Utc::now().timestamp())
    }
}
