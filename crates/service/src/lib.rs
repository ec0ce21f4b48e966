//! The service: REST, command line, configuration. It composes the stages; it is the only crate that knows the
//! clock, the environment, files and the network.
#![doc = include_str!("../README.md")]

mod accounts;
mod anchor;
mod annotate;
mod assessed;
mod backup;
mod cli;
mod confine;
mod contribution;
mod corrections;
mod database;
mod datasets;
mod demo;
mod doctor;
mod explanations;
mod forms;
mod http;
mod imports;
mod mail;
mod memory;
mod merge;
#[cfg_attr(
    not(feature = "oidc"),
    expect(dead_code, reason = "the feature reads settings and finds failures")
)]
mod openid;
mod passwords;
mod pipeline;
mod reading;
mod receipt;
mod render;
mod rules;
pub mod samples;
mod sealed;
mod secret;
mod signing;
mod submission;
mod tls;
mod token;
mod totp;
mod upload;
mod workbook;

use std::io::Write as _;
use std::panic;
use std::process::ExitCode;

pub use cli::command;
pub use http::openapi;
pub use rules::{RuleEntry, catalogue};

/// Runs the command line and gives its exit code: 0 no errors, 1 findings of severity error, 2 wrong usage,
/// 3 file unreadable, 4 server, network or database, 70 a fault of the program itself.
pub fn main() -> ExitCode {
    let default_hook = panic::take_hook();
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(|_| {}));
    } else {
        panic::set_hook(default_hook);
    }
    if let Ok(code) = panic::catch_unwind(cli::run) {
        code
    } else {
        let told = writeln!(
            std::io::stderr(),
            "iafq met a fault of its own and stopped; nothing half-done was kept. Please report it with the \
             command you ran. RUST_BACKTRACE=1 shows where it happened."
        );
        drop(told);
        ExitCode::from(70)
    }
}
