//! The settings of sign-in with OpenID Connect.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::openid::{self, Provider, Settings};

/// A provider by whom people with an account may sign in.
#[derive(Args)]
#[expect(clippy::struct_field_names, reason = "a field is called as its setting")]
pub(super) struct OpenId {
    /// The provider of OpenID Connect by whom people may sign in, exactly as it names itself: `https://HOST/…`.
    #[arg(long, env = "IAFQ_OPENID_ISSUER", value_name = "URL", value_parser = openid::issuer)]
    openid_issuer: Option<String>,
    /// As what the provider knows this service.
    #[arg(long, env = "IAFQ_OPENID_CLIENT_ID", value_name = "ID")]
    openid_client_id: Option<String>,
    /// The file of the secret that the provider shares with this service: one line, its owner's alone.
    #[arg(long, env = "IAFQ_OPENID_CLIENT_SECRET_FILE", value_name = "FILE")]
    openid_client_secret_file: Option<PathBuf>,
    /// What the provider says in `acr` or `amr` of who showed it a second factor, with commas between; without it everybody is
    /// asked for the code of the service's own.
    #[arg(long, env = "IAFQ_OPENID_SECOND_FACTOR", value_name = "VALUES")]
    openid_second_factor: Option<String>,
}

/// A provider that is named whole.
pub(super) struct Named {
    issuer: String,
    client_id: String,
    secret_file: PathBuf,
    second_factor: Vec<String>,
}

impl OpenId {
    /// The provider, where one is named.
    ///
    /// # Errors
    /// Where something is missing, or this program can ask none.
    pub(super) fn named(&self) -> Result<Option<Named>, Failure> {
        let all = (&self.openid_issuer, &self.openid_client_id, &self.openid_client_secret_file);
        let (issuer, client_id, secret_file) = match all {
            (Some(issuer), Some(id), Some(file)) => (issuer.clone(), id.clone(), file.clone()),
            (None, None, None) if self.openid_second_factor.is_none() => return Ok(None),
            _ => {
                let what = "OpenID Connect needs three settings: --openid-issuer, --openid-client-id and \
                            --openid-client-secret-file";
                return Err(Failure::Usage(what.to_owned()));
            }
        };
        if !Provider::IS_THERE {
            return Err(Failure::Usage(openid::WITHOUT.to_owned()));
        }
        let words = self.openid_second_factor.iter().flat_map(|words| words.split(','));
        let words = words.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
        Ok(Some(Named { issuer, client_id, secret_file, second_factor: words.collect() }))
    }

    /// The provider with its secret, for a service at an address.
    ///
    /// # Errors
    /// As [`Self::named`], and where there is no secret.
    pub(super) fn provider(&self, public_url: &str) -> Result<Option<Provider>, Failure> {
        self.named()?.map(|named| named.provider(public_url)).transpose()
    }
}

impl Named {
    fn provider(self, public_url: &str) -> Result<Provider, Failure> {
        let Self { issuer, client_id, secret_file, second_factor } = self;
        let client_secret = openid::client_secret(&secret_file).map_err(Failure::file(&secret_file))?;
        let settings = Settings { issuer, client_id, client_secret, second_factor };
        Provider::new(settings, public_url.trim_end_matches('/')).map_err(Failure::Usage)
    }
}
