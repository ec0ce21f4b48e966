//! Developer commands. `cargo xtask test` is the one that decides.
#![doc = include_str!("../README.md")]

mod bench;
mod fuzz;
mod generate;
mod new_edition;
mod new_migration;
mod new_rule;
mod postgresql;
mod real_data;
mod run;
mod scope_filters;
mod test;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Developer commands of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", arg_required_else_help = true)]
enum Command {
    /// Write what is generated from forms and types into `schemas/`.
    Generate {
        /// Change nothing; fail where a file is not what it should be.
        #[arg(long)]
        check: bool,
    },
    /// Everything a change must pass: format, lints, generated files, the suite on both databases, documentation.
    Test {
        /// With what takes long: hundreds of LibreOffice cases, kills and altered rows, a minute of sign-ins, and
        /// schemathesis with many examples on both databases.
        #[arg(long)]
        long: bool,
    },
    /// Ratios against raw limits, in one run.
    Bench,
    /// Fuzz targets on nightly, a table of what came of it; fails where something was found.
    Fuzz {
        /// How long each target runs.
        #[arg(long, default_value_t = 1)]
        minutes: u32,
        /// The targets; all without it.
        targets: Vec<String>,
    },
    /// Whether the isolation matrix notices each filter by scope that is left out.
    ScopeFilters,
    /// The checks that need a published data file, which never enters the repository.
    RealData {
        /// The portal's workbook or CSV file.
        file: PathBuf,
        /// Write the figures that are committed of it, instead of comparing with them.
        #[arg(long)]
        write: bool,
    },
    /// Start an edition: a copy of another, with a file for what became of its fields.
    NewEdition {
        /// The id, e.g. `2027`.
        id: String,
        /// The edition it is copied from.
        #[arg(long, default_value = "2018")]
        from: String,
        /// The first reference year it collects.
        #[arg(long)]
        first_year: u16,
        /// The folder of editions; `forms/` without it.
        #[arg(long)]
        into: Option<PathBuf>,
    },
    /// Start a rule: its file, its page, its words in every language.
    NewRule {
        /// The code, e.g. `SEI-17`; never one that was used.
        code: String,
        /// What is wrong, in kebab case.
        name: String,
    },
    /// Run a PostgreSQL server for a test until standard input is closed.
    #[command(hide = true)]
    Postgresql(postgresql::How),
    /// Start a migration: the same name in both folders.
    NewMigration {
        /// What it does, in kebab or snake case.
        name: String,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Generate { check: true } => generate::check(),
        Command::Generate { check: false } => generate::write(),
        Command::Test { long } => test::run(if long { test::Length::Long } else { test::Length::Short }),
        Command::Bench => bench::run_all(),
        Command::Fuzz { minutes, targets } => fuzz::run(minutes, &targets),
        Command::ScopeFilters => scope_filters::run_all(),
        Command::RealData { file, write } => real_data::run(&file, write),
        Command::NewEdition { id, from, first_year, into } => {
            new_edition::NewEdition { id, from, first_year, into }.make()
        }
        Command::NewRule { code, name } => new_rule::run(&code, &name),
        Command::Postgresql(how) => postgresql::serve(how),
        Command::NewMigration { name } => new_migration::run(&name),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            run::say(&format!("xtask: {failure}"));
            ExitCode::FAILURE
        }
    }
}
