//! What the files of `crates/service/packaging` name exists in the program and in the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;

const FOLDER: &str = "crates/service/packaging";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join(FOLDER).join(name)).unwrap()
}

/// The arguments of a command and of all within it: flags, variables and names.
fn arguments(command: &Command, of: &dyn Fn(&clap::Arg) -> Option<String>) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(of);
    own.chain(command.get_subcommands().flat_map(|inner| arguments(inner, of))).collect()
}

fn variables() -> BTreeSet<String> {
    arguments(&service::command(), &|arg| Some(arg.get_env()?.to_str()?.to_owned()))
}

/// The words of a text that begin so, as long as letters, digits and these signs go on.
fn words(text: &str, beginning: &str) -> BTreeSet<String> {
    let within = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let ends = text.split(beginning).skip(1).map(|rest| rest.split(|letter| !within(letter)).next().unwrap());
    ends.map(|end| format!("{beginning}{end}")).collect()
}

#[test]
fn every_variable_that_is_set_for_the_service_is_a_setting() {
    let known = variables();
    for name in ["iafq.service", "Dockerfile", "iafq.toml", "README.md"] {
        let named = words(&file(name), "IAFQ_");
        assert!(!named.is_empty(), "{name}");
        let strange: Vec<_> = named.difference(&known).collect();
        assert!(strange.is_empty(), "{name}: {strange:?}");
    }
}

#[test]
fn every_command_that_is_run_is_one_of_the_program() {
    let program = service::command();
    let unit = file("iafq.service");
    let started = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/iafq ")).unwrap();
    let image = file("Dockerfile");
    let quoted = image.lines().filter(|line| line.contains("CMD [")).map(|line| {
        let words: Vec<_> = line.split('"').skip(1).step_by(2).filter(|word| *word != "iafq").collect();
        words.join(" ")
    });
    let commands: Vec<_> = quoted.chain([started.to_owned()]).collect();
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        let mut whole = vec!["iafq"];
        whole.extend(command.split(' '));
        assert!(program.clone().try_get_matches_from(&whole).is_ok(), "{whole:?}");
    }
    let text = file("README.md");
    for name in text.split("`iafq ").skip(1).map(|rest| rest.split('`').next().unwrap()) {
        assert!(program.find_subcommand(name).is_some(), "{name}");
    }
}

#[test]
fn every_setting_of_the_file_is_one_also_where_it_is_an_example() {
    let text = file("iafq.toml");
    let is_setting = |line: &&str| {
        let name = line.split(" = ").next().unwrap();
        line.contains(" = ") && name.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_')
    };
    let settings: Vec<_> =
        text.lines().map(|line| line.trim_start_matches("# ")).filter(is_setting).collect();
    assert!(settings.len() >= 10, "{settings:?}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("iafq.toml").display().to_string();
    for all in [settings.join("\n"), text.clone()] {
        fs::write(&path, all).unwrap();
        let outcome = support::iafq(&["config", "show", "--config", &path]);
        assert_eq!(outcome.code, 0, "{outcome:?}");
    }
}

#[test]
fn every_path_that_is_copied_is_in_the_repository() {
    let image = file("Dockerfile");
    let mut copied = 0;
    for line in image.lines().filter_map(|line| line.strip_prefix("COPY ")) {
        let mut paths: Vec<_> = line.split(' ').collect();
        paths.pop();
        if paths[0].starts_with("--from=") {
            assert_eq!(paths[1], "/src/target/release/iafq", "what cargo builds");
            continue;
        }
        for path in paths {
            assert!(root().join(path).exists(), "{path}");
            copied += 1;
        }
    }
    assert!(copied >= 6, "{image}");
    let readme = file("README.md");
    for path in
        words_with_slashes(&readme).filter(|path| path.starts_with("crates/") || path.starts_with("tests/"))
    {
        assert!(root().join(path).exists(), "{path}");
    }
    let toolchain = fs::read_to_string(root().join("rust-toolchain.toml")).unwrap();
    let channel = toolchain.split('"').nth(1).unwrap();
    assert!(image.contains(&format!("FROM rust:{channel}-")), "the image is built with {channel}");
}

/// The words of a text that may be paths.
fn words_with_slashes(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| letter.is_whitespace() || letter == '`').filter(|word| word.contains('/'))
}
