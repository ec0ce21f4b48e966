//! `iafq demo`.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use storage::DatabaseUrl;

use super::failure::printed;
use super::secret::secret_of;
use super::serve::{Accounts, Doors, LONGEST_SILENCE, READERS, SIGN_INS, UPLOADS, run, settings, settle};
use super::{Common, Failure};
use crate::http::{Choices, Crowd};
use crate::secret::Secret;
use crate::signing::Signer;
use crate::{demo, forms};

/// Arguments of `iafq demo`.
#[derive(Args)]
pub(super) struct Demo {
    /// The folder for database and files; delete it to start anew.
    #[arg(long, default_value = "demo-data", value_name = "FOLDER")]
    folder: PathBuf,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Build the data and stop.
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        settle()?;
        let catalogue = forms::load(common.forms.as_deref())?;
        let url = match &common.database {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.folder.join("iafq.db").display()),
        };
        let built = demo::build(&self.folder, &DatabaseUrl::parse(&url)?, &catalogue)?;
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), self.port);
        printed(built.describe(address, &mut std::io::stdout().lock()))?;
        if self.no_serve {
            return Ok(ExitCode::SUCCESS);
        }
        let crowd = Crowd { readers: READERS.into(), uploads: UPLOADS.into() };
        let secret = secret_of(common, &url)?;
        let signer = Signer::new(&secret);
        let accounts = self.accounts(address, secret)?;
        let doors = Doors { people: address, operators: None, tls: None };
        let silence = Duration::from_secs(LONGEST_SILENCE);
        let settings = settings(common, None, crowd, silence, (accounts, signer))?;
        run(doors, built.store, catalogue, settings, |address| {
            // Nothing can be done where standard output is closed.
            let _ = writeln!(std::io::stdout(), "listening on http://{address}; stop with Ctrl-C");
        })
    }
}

impl Demo {
    /// Mails go to the folder of the demonstration, and sessions go over plain HTTP.
    fn accounts(&self, address: SocketAddr, secret: Secret) -> Result<Choices, Failure> {
        let choices = Accounts {
            public_url: format!("http://{address}"),
            mail: Some(format!("folder:{}", self.folder.join("mail").display())),
            mail_from: None,
            insecure_cookies: true,
            trusted_proxy: false,
            sign_ins: SIGN_INS,
        };
        choices.choices(secret, None)
    }
}
