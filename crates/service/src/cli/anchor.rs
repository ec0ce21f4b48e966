//! `iafq anchor`: the signed head of the record.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::failure::printed;
use super::output;
use super::secret::secret;
use super::{Common, Failure};
use crate::anchor::Anchor as Signed;
use crate::database;
use crate::signing::Signer;

/// Arguments of `iafq anchor`.
#[derive(Args)]
pub(super) struct Anchor {
    /// The file to write; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Anchor {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let store = database::existing(common.database()?)?;
        let anchor = Signed::new(store.chain_head()?, chrono::Utc::now(), &Signer::new(&secret(common)?));
        let text = serde_json::to_string_pretty(&anchor)
            .map_err(|error| Failure::World(format!("the anchor cannot be written: {error}")))?;
        match &self.output {
            Some(path) => output::write(path, format!("{text}\n").as_bytes(), false)?,
            None => printed(writeln!(std::io::stdout().lock(), "{text}"))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
