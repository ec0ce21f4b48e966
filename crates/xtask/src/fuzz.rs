//! The fuzz targets of `tests/fuzz`, each for some minutes, and a table of what came of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::run::{Failure, root, say};
use crate::tools;

/// A target: its name, the feature of `tests/fuzz` it needs, the dictionary that helps it, the longest input.
struct Target {
    name: &'static str,
    feature: Option<&'static str>,
    dictionary: Option<&'static str>,
    most_bytes: usize,
}

const TARGETS: [Target; 6] = [
    Target { name: "workbook", feature: None, dictionary: Some("ooxml.dict"), most_bytes: 65_536 },
    Target { name: "sheet", feature: None, dictionary: None, most_bytes: 1_024 },
    Target { name: "document", feature: None, dictionary: Some("json.dict"), most_bytes: 16_384 },
    Target { name: "values", feature: None, dictionary: None, most_bytes: 128 },
    Target { name: "csv", feature: Some("data"), dictionary: None, most_bytes: 2_048 },
    Target { name: "audit", feature: Some("record"), dictionary: None, most_bytes: 1_024 },
];

/// What a run said.
#[derive(Default, Debug, PartialEq, Eq)]
struct Figures {
    executions: u64,
    per_second: u64,
    edges: u64,
}

/// Runs targets; without names all of them.
pub(crate) fn run(minutes: u32, names: &[String]) -> Result<(), Failure> {
    let known = |name: &&String| TARGETS.iter().all(|target| target.name != **name);
    if let Some(unknown) = names.iter().find(known) {
        let all: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        return Err(format!("there is no target {unknown}; the targets are {}", all.join(", ")).into());
    }
    tools::cargo_fuzz()?;
    let head = format!("{:<10}{:>14}{:>9}{:>9}{:>9}", "target", "executions", "exec/s", "edges", "crashes");
    let mut table = vec![head];
    let mut found = Vec::new();
    for target in
        TARGETS.iter().filter(|target| names.is_empty() || names.iter().any(|name| name == target.name))
    {
        let (figures, crashes) = fuzz(target, minutes)?;
        let Figures { executions, per_second, edges } = figures;
        let row = format!("{:<10}{executions:>14}{per_second:>9}{edges:>9}{:>9}", target.name, crashes.len());
        // Also at once: a run of an hour may be broken off.
        say(&row);
        table.push(row);
        found.extend(crashes.into_iter().map(|crash| reproduce(target, &crash)));
    }
    say(&table.join("\n"));
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("findings; to reproduce:\n{}", found.join("\n")).into())
    }
}

/// How somebody sees a crash again.
fn reproduce(target: &Target, crash: &Path) -> String {
    let features = target.feature.map(|feature| format!("--features {feature} ")).unwrap_or_default();
    let crash = crash.strip_prefix(root()).unwrap_or(crash).display().to_string();
    format!("  cargo +nightly fuzz run --fuzz-dir tests/fuzz {features}{} {crash}", target.name)
}

/// Runs one target; the inputs it found fault with.
fn fuzz(target: &Target, minutes: u32) -> Result<(Figures, Vec<PathBuf>), Failure> {
    let folder = root().join("tests/fuzz");
    let corpus = folder.join("corpus").join(target.name);
    std::fs::create_dir_all(&corpus)?;
    let artifacts = folder.join("artifacts").join(target.name);
    let before = files(&artifacts);
    let mut command = nightly(target);
    command.arg(&corpus).arg(folder.join("seeds").join(target.name)).arg("--");
    command.arg(format!("-max_total_time={}", u64::from(minutes) * 60));
    command.arg(format!("-max_len={}", target.most_bytes));
    command.args(["-rss_limit_mb=2048", "-malloc_limit_mb=1024", "-timeout=5", "-print_final_stats=1"]);
    if let Some(dictionary) = target.dictionary {
        command.arg(format!("-dict={}", folder.join(dictionary).display()));
    }
    say(&format!("{}, {minutes} min …", target.name));
    let output = command.stderr(Stdio::piped()).stdout(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let crashes: Vec<_> = files(&artifacts).into_iter().filter(|file| !before.contains(file)).collect();
    let figures = figures(&said);
    if figures.executions == 0 || (!output.status.success() && crashes.is_empty()) {
        let last: Vec<_> = said.lines().rev().take(30).collect();
        let last: Vec<_> = last.into_iter().rev().collect();
        return Err(format!("{} did not run to its end:\n{}", target.name, last.join("\n")).into());
    }
    Ok((figures, crashes))
}

/// `cargo +nightly fuzz run` for a target. The proxy of rustup takes the toolchain; the cargo that runs this program cannot.
fn nightly(target: &Target) -> Command {
    let mut command = Command::new("cargo");
    command.args(["+nightly", "fuzz", "run", "--fuzz-dir", "tests/fuzz"]).current_dir(root());
    for variable in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC", "RUSTFLAGS"] {
        command.env_remove(variable);
    }
    command.args(target.feature.iter().flat_map(|feature| ["--features", feature]));
    command.arg(target.name);
    command
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// The figures libFuzzer prints: `cov:` as it goes, the others at its end; those so far where a finding ends it.
fn figures(said: &str) -> Figures {
    let mut figures = Figures::default();
    for line in said.lines() {
        let number = |after: &str| -> Option<u64> {
            line.split_once(after)?.1.split_whitespace().next()?.parse().ok()
        };
        let as_it_goes = line.strip_prefix('#').and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        figures.executions =
            as_it_goes.or(number("stat::number_of_executed_units:")).unwrap_or(figures.executions);
        figures.per_second =
            number("exec/s:").or(number("stat::average_exec_per_sec:")).unwrap_or(figures.per_second);
        figures.edges = number("cov:").unwrap_or(figures.edges);
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_at_the_end() {
        let said = "INFO: seed corpus: files: 2\n#3\tINITED cov: 90 ft: 91 corp: 1/6b exec/s: 0 rss: 40Mb\n\
                    #2048\tpulse  cov: 120 ft: 400 corp: 9/60b lim: 8 exec/s: 1024 rss: 50Mb\n\
                    Done 4100 runs in 4 second(s)\nstat::number_of_executed_units: 4100\n\
                    stat::average_exec_per_sec:     1025\n";
        assert_eq!(figures(said), Figures { executions: 4_100, per_second: 1_025, edges: 120 });
        assert_eq!(figures("error: no nightly"), Figures::default());
    }

    #[test]
    fn every_target_has_a_file_seeds_and_its_dictionary() {
        let folder = root().join("tests/fuzz");
        for target in &TARGETS {
            assert!(folder.join(format!("targets/{}.rs", target.name)).is_file(), "{}", target.name);
            assert!(
                !files(&folder.join("seeds").join(target.name)).is_empty(),
                "{} has no seeds",
                target.name
            );
            assert!(target.dictionary.is_none_or(|name| folder.join(name).is_file()), "{}", target.name);
        }
        assert_eq!(files(&folder.join("targets")).len(), TARGETS.len());
    }
}
