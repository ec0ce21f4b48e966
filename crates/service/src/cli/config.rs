//! `iafq config show`: every setting with its value, and whence it has it.

use std::io::Write;
use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Subcommand};
use serde::Serialize;
use storage::DatabaseUrl;

use super::configuration::{File, settings};
use super::failure::printed;
use super::{Failure, OutputFormat, serve};
use crate::mail;

/// Arguments of `iafq config`.
#[derive(Args)]
pub(super) struct Config {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print each setting of the service with its value and its origin; secrets are only said to be set.
    Show(Show),
}

/// Arguments of `iafq config show`: those of `iafq serve`.
#[derive(Args)]
struct Show {
    #[command(flatten)]
    serve: serve::Serve,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
}

/// A setting.
#[derive(Serialize)]
struct Setting {
    /// Its name, and its key in a file.
    name: String,
    /// The flag.
    flag: String,
    /// The variable.
    variable: String,
    /// What it is.
    what: String,
    /// Its value; of secrets, that there is one.
    value: Option<String>,
    /// Whence it has it.
    origin: String,
    /// Whether its value may hold a secret.
    secret: bool,
}

impl Config {
    pub(super) fn run(self, matches: &ArgMatches, file: &File) -> Result<ExitCode, Failure> {
        let ConfigCommand::Show(show) = self.command;
        let shown = list(matches, file);
        let out = &mut std::io::stdout().lock();
        printed(match show.format {
            OutputFormat::Text => text(&shown, out),
            OutputFormat::Plain => plain(&shown, out),
            OutputFormat::Json => serde_json::to_string_pretty(&shown)
                .map_err(Into::into)
                .and_then(|text| writeln!(out, "{text}")),
        })?;
        show.serve.check()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Every setting of `iafq serve`, as this command line has it.
fn list(matches: &ArgMatches, file: &File) -> Vec<Setting> {
    let command = super::command();
    let mut innermost = matches;
    while let Some((_, inner)) = innermost.subcommand() {
        innermost = inner;
    }
    let of_service = command.find_subcommand("serve").map(settings).unwrap_or_default();
    let common = settings(&command)
        .into_iter()
        .filter(|(name, _)| command.get_arguments().any(|arg| arg.get_id().as_str() == name));
    let mut all: Vec<_> = common.chain(of_service).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let shown = |(name, arg): (String, clap::Arg)| {
        let value = innermost.get_raw(&name).and_then(|mut values| values.next());
        let variable = arg.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let flag = format!("--{}", arg.get_long().unwrap_or_default());
        let origin = match innermost.value_source(&name) {
            Some(ValueSource::CommandLine) => flag.clone(),
            Some(ValueSource::EnvVariable) => format!("environment {variable}"),
            Some(_) => file.place(&name).unwrap_or_else(|| "default".to_owned()),
            None => "not set".to_owned(),
        };
        Setting {
            value: value.map(|value| without_secrets(&name, &value.to_string_lossy())),
            what: arg.get_help().map(ToString::to_string).unwrap_or_default(),
            secret: arg.is_hide_env_values_set(),
            name,
            flag,
            variable,
            origin,
        }
    };
    all.into_iter().map(shown).collect()
}

/// A value as it may be shown: addresses without who signs in there, and with what.
fn without_secrets(name: &str, value: &str) -> String {
    let set = || "set".to_owned();
    match name {
        "database" | "migration_database" => {
            DatabaseUrl::parse(value).map_or_else(|_| set(), |url| url.to_string())
        }
        "mail" => mail::shown(value).unwrap_or_else(set),
        _ => value.to_owned(),
    }
}

fn text(settings: &[Setting], out: &mut impl Write) -> std::io::Result<()> {
    let value = |setting: &Setting| setting.value.clone().unwrap_or_else(|| "–".to_owned());
    let width = |of: &dyn Fn(&Setting) -> usize| settings.iter().map(of).max().unwrap_or_default();
    let names = width(&|setting| setting.name.len());
    let values = width(&|setting| value(setting).chars().count()).min(40);
    for setting in settings {
        let value = value(setting);
        writeln!(out, "{:<names$}  {value:<values$}  {}", setting.name, setting.origin)?;
    }
    Ok(())
}

fn plain(settings: &[Setting], out: &mut impl Write) -> std::io::Result<()> {
    for Setting { name, value, origin, .. } in settings {
        match value {
            Some(value) => writeln!(out, "{name} is {value}, from: {origin}.")?,
            None => writeln!(out, "{name} is not set.")?,
        }
    }
    Ok(())
}
