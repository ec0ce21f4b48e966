//! `iafq export`: data sets as files.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aggregation::disclosure::Audience;
use clap::{Args, ValueEnum};
use export::data::Format;
use schema::Response;
use storage::Scope;

use super::failure::printed;
use super::{Common, Failure};
use crate::datasets::{self, DataError, DataSet, Wanted};
use crate::forms;

/// Arguments of `iafq export`.
#[derive(Args)]
pub(super) struct Export {
    /// Which data set.
    #[arg(long, value_enum)]
    what: DataSet,
    /// How it is written.
    #[arg(long, value_enum, default_value = "csv")]
    format: FileFormat,
    /// The method of the indicator: P2-MEAN (default), P1-POOL or META18-ALL.
    #[arg(long)]
    method: Option<String>,
    /// The year of the published file whose labels the portal's layout has.
    #[arg(long, default_value = datasets::VINTAGE)]
    vintage: String,
    /// For whom: the public gets what is published and may leave, the secretariat everything but personal data.
    #[arg(long, value_enum, default_value = "public")]
    audience: For,
    /// The file to write; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FileFormat {
    Csv,
    Json,
}

/// For whom a data set is written.
#[derive(Clone, Copy, ValueEnum)]
enum For {
    Public,
    Secretariat,
}

impl For {
    /// Whose eyes choose the returns, and what of them may leave.
    fn eyes(self) -> (Scope, Audience) {
        match self {
            Self::Public => (Scope::Public, Audience::Public),
            Self::Secretariat => (Scope::secretariat("command line"), Audience::Secretariat),
        }
    }
}

impl Export {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        common.database()?;
        let (scope, audience) = self.audience.eyes();
        let wanted = Wanted {
            set: self.what,
            format: match self.format {
                FileFormat::Csv => Format::Csv,
                FileFormat::Json => Format::Json,
            },
            method: self.method,
            vintage: self.vintage,
            audience,
            now: chrono::Utc::now(),
        };
        let failed = |error| match error {
            DataError::Method(..) | DataError::Vintage(..) => Failure::Usage(error.to_string()),
            DataError::Edition(_) => Failure::World(error.to_string()),
            DataError::Write(source) => {
                Failure::Export { path: self.output.clone().unwrap_or_default(), source }
            }
        };
        wanted.check(&catalogue).map_err(failed)?;
        let current = common.store(&catalogue)?.current(&scope)?;
        let responses: Vec<Response> = current.into_iter().map(|current| current.response).collect();
        let mut bytes = Vec::new();
        datasets::write(&catalogue, responses, &wanted, &mut bytes).map_err(failed)?;
        match self.output.as_deref().filter(|path| *path != Path::new("-")) {
            Some(path) => {
                let mut file = BufWriter::new(File::create(path).map_err(Failure::file(path))?);
                file.write_all(&bytes).and_then(|()| file.flush()).map_err(Failure::file(path))?;
            }
            None => printed(std::io::stdout().lock().write_all(&bytes))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
