//! `iafq convert`: workbook to JSON and back; both say the same.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use intake::Limits;
use schema::Lang;

use super::failure::printed;
use super::{Common, Failure, lang, output};
use crate::upload::read_file;
use crate::{forms, workbook};

/// Arguments of `iafq convert`.
#[derive(Args)]
pub(super) struct Convert {
    /// The workbook or JSON document; `-` reads standard input.
    file: PathBuf,
    /// What to make of it.
    #[arg(long, value_enum)]
    to: Target,
    /// The language of a workbook; the file's own by default.
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
    /// The file to write; JSON goes to standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is already there.
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    Json,
    Xlsx,
}

impl Convert {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let file = read_file(&self.file, common.limits(Limits::bulk))?;
        let draft =
            intake::read(&file.upload(), &catalogue, &file.limits).map_err(|error| file.unreadable(error))?;
        let edition = draft.header().edition.clone();
        let Some(questionnaire) = catalogue.get(edition.as_str()) else {
            return Err(Failure::Usage(format!("there is no edition {edition}")));
        };
        let (submission, findings) = intake::normalise(draft, questionnaire);
        let bytes = match self.to {
            Target::Json => {
                let document = schema::document::document(questionnaire, &submission);
                let mut text = serde_json::to_vec_pretty(&document)
                    .map_err(|error| Failure::World(error.to_string()))?;
                text.push(b'\n');
                text
            }
            Target::Xlsx => {
                let lang = self.lang.unwrap_or(submission.header.language);
                workbook::filled(questionnaire, &submission, lang, None, &[])
                    .map_err(|source| Failure::Export { path: self.file.clone(), source })?
            }
        };
        self.write(&bytes)?;
        if !findings.list.is_empty() {
            let told = writeln!(
                std::io::stderr(),
                "{}: {} remark(s) while reading; `iafq check` shows them",
                file.name,
                findings.list.len()
            );
            drop(told);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        match (&self.output, self.to) {
            (Some(path), Target::Xlsx) if path.as_path() != Path::new("-") => {
                output::workbook(path, bytes, self.force)
            }
            (Some(path), Target::Json) if path.as_path() != Path::new("-") => {
                output::write(path, bytes, self.force)
            }
            (None, Target::Xlsx) => {
                Err(Failure::Usage("name the workbook to write: -o FILE.xlsx".to_owned()))
            }
            _ => printed(std::io::stdout().lock().write_all(bytes)),
        }
    }
}
