//! `iafq check`: every finding of a file, each at its cell.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use intake::Limits;
use schema::{Lang, Severity};

use super::failure::printed;
use super::{Common, Failure, OutputFormat, lang, reading};
use crate::forms;
use crate::render::{Report, json, plain, text};
use crate::upload::read_file;

/// Arguments of `iafq check`.
#[derive(Args)]
pub(super) struct Check {
    /// The workbook (.xlsx) or JSON document; `-` reads standard input.
    file: PathBuf,
    /// The language of the messages; the file's own by default.
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
    /// Exit with 1 for warnings as well.
    #[arg(long)]
    warnings_as_errors: bool,
}

impl Check {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let file = read_file(&self.file, common.limits(Limits::bulk))?;
        let (received, _) = reading::read(common, &catalogue, &file)?;
        let lang = self.lang.unwrap_or(received.submission.header.language);
        let report = Report { file: &file.name, received: &received, lang };
        let mut out = BufWriter::new(std::io::stdout().lock());
        let written = match self.format {
            OutputFormat::Text => text::write(&report, &mut out),
            OutputFormat::Plain => plain::write(&report, &mut out),
            OutputFormat::Json => json::write(&report, &mut out),
        };
        printed(written.and_then(|()| out.flush()))?;
        let worst = if self.warnings_as_errors { Severity::Warning } else { Severity::Error };
        let bad = received.findings.list.iter().any(|finding| finding.severity <= worst);
        Ok(ExitCode::from(u8::from(bad)))
    }
}
