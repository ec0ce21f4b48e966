//! Settings: flags before variables before the file before what the program says.

use std::path::Path;

use serde_json::Value;
use support::Outcome;
use support::program::command;

/// Runs the program with variables.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    command(arguments).envs(variables.iter().copied()).output().unwrap().into()
}

fn file(folder: &Path, text: &str) -> String {
    let path = folder.join("iafq.toml");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The value of a setting and its origin.
fn setting(outcome: &Outcome, name: &str) -> (String, String) {
    let all: Value = serde_json::from_str(&outcome.out).unwrap();
    let found = all.as_array().unwrap().iter().find(|setting| setting["name"] == name).unwrap();
    let text = |member: &str| found[member].as_str().unwrap_or_default().to_owned();
    (text("value"), text("origin"))
}

#[test]
fn a_flag_goes_before_a_variable_before_the_file_before_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "uploads = 3\nreaders = 3\n\nbody_timeout = 3\ntrusted_proxy = true\n");
    let variables = [
        ("IAFQ_CONFIG", path.as_str()),
        ("IAFQ_UPLOADS", "4"),
        ("IAFQ_READERS", "4"),
        ("IAFQ_SIGN_INS", "4"),
    ];
    let outcome = run(&["config", "show", "--uploads", "5", "--format", "json"], &variables);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    for (name, value, origin) in [
        ("uploads", "5", "--uploads"),
        ("readers", "4", "environment IAFQ_READERS"),
        ("sign_ins", "4", "environment IAFQ_SIGN_INS"),
        ("body_timeout", "3", &format!("{path}:4")),
        ("trusted_proxy", "true", &format!("{path}:5")),
        ("listen", "127.0.0.1:8080", "default"),
        ("mail", "", "not set"),
    ] {
        assert_eq!(setting(&outcome, name), (value.to_owned(), origin.to_owned()), "{name}");
    }
    let off = run(&["config", "show", "--config", &path, "--trusted-proxy=false", "--format", "json"], &[]);
    assert_eq!(setting(&off, "trusted_proxy"), ("false".to_owned(), "--trusted-proxy".to_owned()));
}

#[test]
fn what_is_shown_holds_no_secret_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "database = \"postgresql://iafq:canary@127.0.0.1/x?password=canary\"\n");
    for format in ["text", "plain", "json"] {
        let mail = ("IAFQ_MAIL", "smtps://iafq:canary@mail.example.org");
        let outcome = run(&["config", "show", "--config", &path, "--format", format], &[mail]);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        for shown in ["postgresql://127.0.0.1/x", "smtps://mail.example.org", "environment IAFQ_MAIL"] {
            assert!(outcome.out.contains(shown), "{format}: {}", outcome.out);
        }
        assert!(!outcome.out.contains("canary") && !outcome.err.contains("canary"), "{outcome:?}");
    }
}

#[test]
fn a_file_with_mistakes_starts_nothing_and_names_them_all_at_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "listen = \"127.0.0.1:0\"\nreadres = 2\nuploads = \"many\"\n");
    for arguments in [&["serve", "--config", &path][..], &["config", "show", "--config", &path]] {
        let outcome = run(arguments, &[]);
        assert_eq!(outcome.code, 2, "{outcome:?}");
        for said in [":2: readres is no setting; was readers meant?", ":3: uploads: invalid value 'many'"] {
            assert!(outcome.err.contains(&format!("{path}{said}")), "{}", outcome.err);
        }
    }
    let missing = run(&["rules", "--config", "/nowhere/iafq.toml"], &[]);
    assert_eq!(missing.code, 3, "{missing:?}");
    let mail = run(&["config", "show", "--mail", "carrier pigeon canary"], &[]);
    assert!(mail.code == 2 && !mail.err.contains("canary"), "{mail:?}");
}

#[test]
fn every_command_takes_the_database_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("iafq.db").display().to_string();
    let path = file(folder.path(), &format!("database = \"sqlite:{database}\"\n"));
    let added = run(&["user", "add", "--name", "A", "--role", "reviewer", "--config", &path], &[]);
    assert_eq!(added.code, 0, "{added:?}");
    assert!(Path::new(&database).exists());
    assert_eq!(run(&["verify", "--config", &path], &[]).code, 0);
}
