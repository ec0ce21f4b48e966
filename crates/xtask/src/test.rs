//! Everything a change must pass, in the order in which it fails fastest.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::postgresql::{How, Server, VARIABLE};
use crate::run::{self, Failure, cargo, say};
use crate::{generate, tools};

/// proptest reads its seed here.
const SEED: &str = "PROPTEST_RNG_SEED";

/// How much is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// What every change runs.
    Short,
    /// With what takes long.
    Long,
}

/// Runs it all.
pub(crate) fn run(length: Length) -> Result<(), Failure> {
    format_and_lints()?;
    generate::check()?;
    tools::nextest()?;
    let office = tools::libreoffice()?;
    let schemathesis = tools::schemathesis()?;
    let (server, url) = if let Ok(url) = std::env::var(VARIABLE) {
        (None, url)
    } else {
        let server = Server::start(How::default())?;
        let url = server.url();
        (Some(server), url)
    };
    let mut tests = cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]);
    tests.env(VARIABLE, &url).env("IAFQ_TEST_LIBREOFFICE", &office);
    tests.env("IAFQ_TEST_SCHEMATHESIS", &schemathesis);
    tests.env("IAFQ_TEST_XTASK", std::env::current_exe()?);
    if length == Length::Long {
        tests.env("IAFQ_TEST_LONG", "1");
    }
    let seed = seed(length);
    say(&format!("random cases are drawn from {SEED}={seed}"));
    tests.env(SEED, seed);
    let tested = run_suite(tests);
    drop(server);
    tested
}

/// What random cases are drawn from: the same in every short run, so that a change is judged by its own merits; others in
/// each long run. Who sets the variable repeats a run.
fn seed(length: Length) -> String {
    let by_time = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    std::env::var(SEED).unwrap_or_else(|_| match length {
        Length::Short => "164".to_owned(),
        Length::Long => by_time().to_string(),
    })
}

fn run_suite(mut tests: std::process::Command) -> Result<(), Failure> {
    run::run(&mut tests)?;
    run::run(&mut cargo(&["test", "--quiet", "--workspace", "--doc"]))
}

fn format_and_lints() -> Result<(), Failure> {
    run::run(&mut cargo(&["fmt", "--all", "--check"]))?;
    run::run(&mut cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    // The suite asks for every feature: what people build who ask for none is looked at by itself.
    run::run(&mut cargo(&["clippy", "--quiet", "--package", "service", "--", "-D", "warnings"]))
}
