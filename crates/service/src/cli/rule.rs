//! `iafq explain` and `iafq rules`.

use std::io::{BufWriter, Write as _};
use std::process::ExitCode;

use clap::Args;

use super::failure::printed;
use super::{Common, Failure, OutputFormat};
use crate::{forms, rules};

/// Arguments of `iafq explain`.
#[derive(Args)]
pub(super) struct Explain {
    /// The rule's code, e.g. CTX-09.
    code: String,
}

impl Explain {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let rule = catalogue.editions.values().rev().find_map(|edition| rules::find(edition, &self.code));
        let Some(rule) = rule else {
            let text = format!("there is no rule {}; `iafq rules` lists all", self.code);
            return Err(Failure::Usage(text));
        };
        let mut out = std::io::stdout().lock();
        printed(writeln!(
            out,
            "{}\n\nSeverity: {} · gate: {} · since {}",
            rule.page.trim_end(),
            rule.severities.join(", "),
            rule.gate,
            rule.since
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Arguments of `iafq rules`.
#[derive(Args)]
pub(super) struct Rules {
    /// The edition; the latest by default.
    #[arg(long)]
    edition: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
}

impl Rules {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let edition = match &self.edition {
            Some(edition) => catalogue.get(edition),
            None => catalogue.editions.values().next_back(),
        };
        let Some(edition) = edition else {
            return Err(Failure::Usage("there is no such edition".to_owned()));
        };
        let rules = rules::catalogue(edition);
        let mut out = BufWriter::new(std::io::stdout().lock());
        let written = if self.format == OutputFormat::Json {
            serde_json::to_writer_pretty(&mut out, &rules).map_err(Into::into).and_then(|()| writeln!(out))
        } else {
            rules.iter().try_for_each(|rule| {
                writeln!(
                    out,
                    "{:<8} {:<8} {:<24} {}",
                    rule.code,
                    rule.gate,
                    rule.severities.join(", "),
                    rule.name
                )
            })
        };
        printed(written.and_then(|()| out.flush()))?;
        Ok(ExitCode::SUCCESS)
    }
}
