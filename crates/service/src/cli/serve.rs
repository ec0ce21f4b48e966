//! `iafq serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum};
use intake::Limits;
use schema::Catalogue;
use storage::{MOST_CONNECTIONS, Store};
use tracing_subscriber::EnvFilter;

use super::openid::OpenId;
use super::secret::secret;
use super::{Common, Failure};
use crate::http::{Addresses, Budgets, Choices, Cookies, Crowd, Settings, Uploads};
use crate::mail::Mailer;
use crate::openid::Provider;
use crate::reading::Readers;
use crate::secret::Secret;
use crate::signing::Signer;
use crate::tls::Certificate;
use crate::{database, forms, http, memory, tls};

/// After how many seconds without a byte the body of a request is given up, where nothing else is said: longer than any
/// network that works pauses, short enough that who says nothing holds no connection.
pub(super) const LONGEST_SILENCE: u64 = 45;
/// How many files are read at a time, where nothing else is said.
pub(super) const READERS: u16 = 2;
/// How many uploads there are at a time, where nothing else is said.
pub(super) const UPLOADS: u16 = 16;
/// How often an address may try to sign in each minute, where nothing else is said.
pub(super) const SIGN_INS: u16 = 30;

/// Arguments of `iafq serve`.
#[derive(Args)]
pub(super) struct Serve {
    /// Where it listens.
    #[arg(long, env = "IAFQ_LISTEN", default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
    /// After how many seconds without a byte the body of a request is given up.
    #[arg(long, env = "IAFQ_BODY_TIMEOUT", default_value_t = LONGEST_SILENCE, value_name = "SECONDS")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=600))]
    body_timeout: u64,
    /// How many files are read at a time, each by a process of its own.
    #[arg(long, env = "IAFQ_READERS", default_value_t = READERS, value_name = "NUMBER")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) readers: u16,
    /// How many uploads arrive, wait or are read at a time; further ones are asked to come again.
    #[arg(long, env = "IAFQ_UPLOADS", default_value_t = UPLOADS, value_name = "NUMBER")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    uploads: u16,
    /// How many requests a minute a person, or an address where nobody is signed in, may send: what differs from
    /// `reading=600,writing=120,uploads=30,public=300`.
    #[arg(long, env = "IAFQ_BUDGETS", value_name = "BUDGETS", value_parser = Budgets::parse)]
    budgets: Option<Budgets>,
    #[command(flatten)]
    pub(super) accounts: Accounts,
    #[command(flatten)]
    pub(super) openid: OpenId,
    #[command(flatten)]
    pub(super) tls: Tls,
    /// Where metrics are told, and `/health` and `/ready`, to whoever operates the service: another address than people
    /// have.
    #[arg(long, env = "IAFQ_METRICS", value_name = "ADDRESS")]
    pub(super) metrics: Option<SocketAddr>,
    /// How lines of the log, on standard error, are written; `RUST_LOG` chooses which.
    #[arg(long, env = "IAFQ_LOG", value_enum, default_value = "json")]
    log: LogForm,
    /// The program that reads files, where it is not this one.
    #[arg(long, env = "IAFQ_PARSE_WORKER", value_name = "PROGRAM", hide_short_help = true)]
    pub(super) parse_worker: Option<PathBuf>,
}

impl Serve {
    /// Looks whether the settings are such as a service can have.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.accounts.mailer()?;
        self.openid.named()?;
        self.tls.files().map(drop)
    }

    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        settle()?;
        let catalogue = forms::load(common.forms.as_deref())?;
        let store = common.store(&catalogue)?;
        if store.setting(database::KIND)?.as_deref() == Some(database::DEMO) {
            let text = "this database holds a demonstration with invented data; `iafq demo` serves it, `iafq serve` does not";
            return Err(Failure::Usage(text.to_owned()));
        }
        logs(self.log);
        let crowd = Crowd { readers: self.readers.into(), uploads: self.uploads.into() };
        let silence = Duration::from_secs(self.body_timeout);
        let secret = secret(common)?;
        let signer = Signer::new(&secret);
        let provider = self.openid.provider(&self.accounts.public_url)?;
        let accounts = self.accounts.choices(secret, provider)?;
        let mut settings = settings(common, self.parse_worker, crowd, silence, (accounts, signer))?;
        settings.budgets = self.budgets.unwrap_or_default();
        let doors = Doors { people: self.listen, operators: self.metrics, tls: self.tls.certificate()? };
        run(doors, store, catalogue, settings, |address| tracing::info!(%address, "listening"))
    }
}

/// How lines of the log are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogForm {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// TLS of the service itself; without it a proxy terminates TLS.
#[derive(Args)]
pub(super) struct Tls {
    /// The certificate, in PEM, with those that lead to its root; read again when it changes, and on SIGHUP.
    #[arg(long, env = "IAFQ_TLS_CERTIFICATE", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// The key of the certificate, in PEM.
    #[arg(long, env = "IAFQ_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

impl Tls {
    /// The files, where both are named.
    pub(super) fn files(&self) -> Result<Option<tls::Files>, Failure> {
        match (&self.tls_certificate, &self.tls_key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                Ok(Some(tls::Files { certificate: certificate.clone(), key: key.clone() }))
            }
            (Some(_), None) | (None, Some(_)) => {
                Err(Failure::Usage("TLS needs both: --tls-certificate and --tls-key".to_owned()))
            }
        }
    }

    fn certificate(&self) -> Result<Option<Arc<Certificate>>, Failure> {
        let Some(files) = self.files()? else { return Ok(None) };
        let read = Certificate::read(files).map_err(|error| Failure::World(format!("TLS: {error}")))?;
        Ok(Some(Arc::new(read)))
    }
}

/// What can be chosen about accounts.
#[derive(Args)]
pub(super) struct Accounts {
    /// The address of the service as people see it; links in mails begin with it.
    #[arg(long, env = "IAFQ_PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub(super) public_url: String,
    /// Where mails go: `folder:PATH`, `smtp://HOST` or `smtps://USER:PASSWORD@HOST`.
    #[arg(long, env = "IAFQ_MAIL", value_name = "WAY", hide_env_values = true)]
    pub(super) mail: Option<String>,
    /// From whom mails come: `Name <name@example.org>`.
    #[arg(long, env = "IAFQ_MAIL_FROM", value_name = "ADDRESS")]
    pub(super) mail_from: Option<String>,
    /// Sessions also over plain HTTP: for development.
    #[arg(long, env = "IAFQ_INSECURE_COOKIES", action = ArgAction::Set, value_name = "BOOL")]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "false", default_missing_value = "true")]
    #[arg(value_parser = BoolishValueParser::new())]
    pub(super) insecure_cookies: bool,
    /// A proxy stands before the service and says in `X-Forwarded-For` who calls; without it anybody could.
    #[arg(long, env = "IAFQ_TRUSTED_PROXY", action = ArgAction::Set, value_name = "BOOL")]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "false", default_missing_value = "true")]
    #[arg(value_parser = BoolishValueParser::new())]
    pub(super) trusted_proxy: bool,
    /// How often an address may try to sign in or ask for a link each minute.
    #[arg(long, env = "IAFQ_SIGN_INS", default_value_t = SIGN_INS, value_name = "NUMBER")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) sign_ins: u16,
}

impl Accounts {
    pub(super) fn mailer(&self) -> Result<Option<Mailer>, Failure> {
        let mailer = self.mail.as_deref().map(|way| Mailer::parse(way, self.mail_from.as_deref()));
        mailer.transpose().map_err(Failure::Usage)
    }

    pub(super) fn choices(&self, secret: Secret, provider: Option<Provider>) -> Result<Choices, Failure> {
        Ok(Choices {
            mailer: self.mailer()?,
            public_url: self.public_url.trim_end_matches('/').to_owned(),
            cookies: if self.insecure_cookies { Cookies::Insecure } else { Cookies::Secure },
            addresses: Addresses::new(self.sign_ins, self.trusted_proxy),
            provider,
            secret,
        })
    }
}

pub(super) fn settle() -> Result<(), Failure> {
    let again = |error| Failure::World(format!("the service cannot start itself anew: {error}"));
    memory::settle().map_err(again)
}

pub(super) fn settings(
    common: &Common,
    program: Option<PathBuf>,
    crowd: Crowd,
    longest_silence: Duration,
    (accounts, signer): (Choices, Signer),
) -> Result<Settings, Failure> {
    let limits = common.limits(Limits::interactive);
    let file_bytes = limits.file_bytes;
    let readers = Readers::new(program, common.forms.clone(), limits)
        .map_err(|error| Failure::World(format!("the program that reads files cannot be found: {error}")))?;
    Ok(Settings {
        file_bytes,
        longest_silence,
        uploads: Uploads::new(readers, crowd),
        accounts,
        signer,
        budgets: Budgets::default(),
    })
}

/// Where a service is met.
pub(super) struct Doors {
    /// By people.
    pub(super) people: SocketAddr,
    /// By whoever operates it.
    pub(super) operators: Option<SocketAddr>,
    /// The certificate it shows to people, where it speaks TLS itself.
    pub(super) tls: Option<Arc<Certificate>>,
}

pub(super) fn run(
    doors: Doors,
    store: Store,
    catalogue: Catalogue,
    settings: Settings,
    ready: impl FnOnce(SocketAddr),
) -> Result<ExitCode, Failure> {
    let listener = http::listener(doors.people).map_err(Failure::World)?;
    let bound = listener.local_addr().map_err(|error| Failure::World(error.to_string()))?;
    let operators = doors.operators.map(http::listener).transpose().map_err(Failure::World)?;
    let tls = doors.tls.as_ref().map(Certificate::config).transpose();
    let tls = tls.map_err(|error| Failure::World(format!("TLS: {error}")))?;
    let served = actix_web::rt::System::new().block_on(async move {
        let state = http::State::new(store, Arc::new(catalogue), MOST_CONNECTIONS, settings);
        if let Some(certificate) = doors.tls {
            actix_web::rt::spawn(certificate.follow()?);
        }
        let server = http::server(listener, state.clone(), tls)?;
        let operators = operators.map(|listener| http::management(listener, state.clone())).transpose()?;
        let operators = operators.map(|server| (server.handle(), actix_web::rt::spawn(server)));
        actix_web::rt::spawn(state.clone().seal_on());
        actix_web::rt::spawn(state.clone().keep_house());
        actix_web::rt::spawn(state.clone().told_to_end()?);
        ready(bound);
        let served = server.await;
        state.finish_jobs().await;
        state.seal().await;
        if let Some((handle, _)) = operators {
            handle.stop(true).await;
        }
        served
    });
    served.map_err(|error| Failure::World(format!("the service stopped: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

/// Logs on standard error; `RUST_LOG` chooses.
fn logs(form: LogForm) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let done = match form {
        LogForm::Text => lines.try_init(),
        LogForm::Json => lines.json().try_init(),
    };
    // A second initialisation in one process (tests) changes nothing.
    drop(done);
}
