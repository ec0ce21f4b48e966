//! The command line: what can be asked, in the manner of clig.dev.

mod anchor;
mod annotate;
mod backup;
mod check;
mod config;
mod configuration;
mod convert;
mod data;
mod demo;
mod doctor;
mod failure;
mod health;
mod import;
mod openid;
mod output;
mod parse_worker;
mod reading;
mod restore;
mod rule;
mod secret;
mod serve;
mod template;
mod user;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgMatches, Args, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use intake::Limits;
use schema::{Catalogue, Lang, Profile};
use storage::Store;

use crate::database;

pub(crate) use failure::Failure;

/// Collects, validates and publishes the Illicit Arms Flows Questionnaire.
#[derive(Parser)]
#[command(name = "iafq", version, arg_required_else_help = true)]
#[command(about = "Collects, validates and publishes the Illicit Arms Flows Questionnaire", long_about = None)]
#[command(after_help = "Examples:
  iafq demo                                              try everything on invented data
  iafq template --country XDA --year 2025 -o return.xlsx a workbook to fill
  iafq check return.xlsx                                 every finding, each at its cell
  iafq annotate return.xlsx -o marked.xlsx               the same in the workbook, with room to explain
  iafq explain CTX-09                                    what a rule says, and why
  iafq serve --database sqlite:iafq.db                   the service")]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
pub(crate) struct Common {
    /// A file with settings, `name = value` a line; flags and variables go before it.
    #[arg(long, global = true, env = "IAFQ_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// A folder with questionnaire definitions laid over those built in.
    #[arg(long, global = true, env = "IAFQ_FORMS", value_name = "FOLDER")]
    forms: Option<PathBuf>,
    /// The database: `sqlite:PATH` or `postgresql://…`.
    #[arg(long, global = true, env = "IAFQ_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// The same PostgreSQL database by who owns its tables: migrates it, and lets the role of `--database` work with
    /// them.
    #[arg(long, global = true, env = "IAFQ_MIGRATION_DATABASE", value_name = "URL", hide_env_values = true)]
    #[arg(hide_short_help = true)]
    migration_database: Option<String>,
    /// The file of the service's secret, from which its keys are derived; made where there is none. Beside a SQLite
    /// database it is `PATH.secret` where nothing is said.
    #[arg(long, global = true, env = "IAFQ_SECRET_FILE", value_name = "FILE", hide_short_help = true)]
    secret_file: Option<PathBuf>,
    /// How much of a file is read: a profile and what differs from it, e.g. `bulk,cells=5000000`. The service reads
    /// `interactive`, the other commands `bulk` where nothing is said.
    #[arg(long, global = true, env = "IAFQ_LIMITS", value_name = "LIMITS", value_parser = Limits::parse)]
    #[arg(hide_short_help = true)]
    limits: Option<Limits>,
}

impl Common {
    /// The limits, or those of a profile where nothing is said.
    fn limits(&self, profile: fn() -> Limits) -> Limits {
        self.limits.clone().unwrap_or_else(profile)
    }

    /// The database, which the command cannot do without.
    fn database(&self) -> Result<&str, Failure> {
        let missing = "name the database: --database sqlite:PATH, --database postgresql://… or IAFQ_DATABASE";
        self.database.as_deref().ok_or_else(|| Failure::Usage(missing.to_owned()))
    }

    /// The database, ready to be worked with.
    fn store(&self, catalogue: &Catalogue) -> Result<Store, Failure> {
        Ok(database::open(self.database()?, self.migration_database.as_deref(), catalogue)?)
    }
}

#[derive(Subcommand)]
enum Command {
    /// Build a demonstration with fictional States and serve it on this machine only.
    Demo(demo::Demo),
    /// Serve the REST interface.
    Serve(serve::Serve),
    /// Show the configuration, and whence each value comes.
    Config(config::Config),
    /// Look whether a service can do its work here, and say what to do.
    Doctor(doctor::Doctor),
    /// Ask the service on this machine whether it is ready.
    Health(health::Health),
    /// Check a workbook or JSON document and print every finding at its cell.
    Check(check::Check),
    /// Give a file back as a workbook with every finding at its cell and room to explain.
    Annotate(annotate::Annotate),
    /// Write a workbook to fill.
    Template(template::Template),
    /// Turn a workbook into JSON, or JSON into a workbook.
    Convert(convert::Convert),
    /// Import a published data file (portal workbook or CSV).
    Import(import::Import),
    /// Write observations, the portal's layout, criminal context or the indicator.
    Export(data::Export),
    /// Show what a rule says, why, and what to do.
    Explain(rule::Explain),
    /// List all rules.
    Rules(rule::Rules),
    /// Manage users and their tokens.
    User(user::User),
    /// Say whether the record holds: the chain, and every row and file it speaks of.
    Verify(verify::Verify),
    /// Write the signed head of the record, to be kept elsewhere.
    Anchor(anchor::Anchor),
    /// Save the whole database in one sealed file, as it is at one moment.
    Backup(backup::Backup),
    /// Restore a backup into an empty database.
    Restore(restore::Restore),
    /// Read one file from standard input for the service.
    #[command(hide = true)]
    ParseWorker,
}

/// How findings and lists are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people at a terminal.
    Text,
    /// One sentence a line: for screen readers, mail and search.
    Plain,
    /// For programs.
    Json,
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| "expected one of ar, en, es, fr, ru, zh".to_owned())
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::from_code(text).ok_or_else(|| "expected core or full".to_owned())
}

/// The command line's definition, for documentation and tests.
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// Runs what the process was asked.
pub(crate) fn run() -> ExitCode {
    let done = configuration::parse(&command()).and_then(|(matches, file)| {
        let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        cli.run(&matches, &file)
    });
    done.unwrap_or_else(|failure| failure.report())
}

impl Cli {
    fn run(self, matches: &ArgMatches, file: &configuration::File) -> Result<ExitCode, Failure> {
        let common = &self.common;
        match self.command {
            Command::Demo(demo) => demo.run(common),
            Command::Serve(serve) => serve.run(common),
            Command::Config(config) => config.run(matches, file),
            Command::Doctor(doctor) => doctor.run(common, file),
            Command::Health(health) => health.run(),
            Command::Check(check) => check.run(common),
            Command::Annotate(annotate) => annotate.run(common),
            Command::Template(template) => template.run(common),
            Command::Convert(convert) => convert.run(common),
            Command::Import(import) => import.run(common),
            Command::Export(export) => export.run(common),
            Command::Explain(explain) => explain.run(common),
            Command::Rules(rules) => rules.run(common),
            Command::User(user) => user.run(common),
            Command::Verify(verify) => verify.run(common),
            Command::Anchor(anchor) => anchor.run(common),
            Command::Backup(backup) => backup.run(common),
            Command::Restore(restore) => restore.run(common),
            Command::ParseWorker => parse_worker::run(common),
        }
    }
}
