//! `iafq annotate`: the file back as a workbook, each cell in question coloured, with a sheet of findings.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use intake::Limits;
use schema::{Lang, Severity};

use super::{Common, Failure, lang, output, reading};
use crate::upload::read_file;
use crate::{annotate, forms, workbook};

/// Arguments of `iafq annotate`.
#[derive(Args)]
pub(super) struct Annotate {
    /// The workbook (.xlsx) or JSON document; `-` reads standard input.
    file: PathBuf,
    /// The workbook to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Write over a file that is already there.
    #[arg(long)]
    force: bool,
    /// The language of the workbook; the file's own by default.
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
}

impl Annotate {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let file = read_file(&self.file, common.limits(Limits::bulk))?;
        let (received, previous) = reading::read(common, &catalogue, &file)?;
        let suggestions = validation::suggest(received.questionnaire, &received.submission);
        let annotations = annotate::of_file(
            received.questionnaire,
            &received.findings,
            &received.submission.response,
            &received.submission.explanations,
            &suggestions,
        );
        let lang = self.lang.unwrap_or(received.submission.header.language);
        let bytes = workbook::filled(
            received.questionnaire,
            &received.submission,
            lang,
            previous.as_ref(),
            &annotations,
        )
        .map_err(|source| Failure::Export { path: self.output.clone(), source })?;
        output::workbook(&self.output, &bytes, self.force)?;
        let count = |severity| received.findings.count(severity);
        let told = writeln!(
            std::io::stderr(),
            "{}: {} error(s), {} warning(s), {} note(s); see the sheet Findings of {}",
            file.name,
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Note),
            self.output.display()
        );
        drop(told);
        Ok(ExitCode::from(u8::from(count(Severity::Error) > 0)))
    }
}
