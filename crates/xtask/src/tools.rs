//! What the tests need besides Rust: found, installed where that is allowed, or named exactly.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Failure, cargo, root, run, say, succeeds};

/// A program the tests need, and the Debian packages that bring it.
struct Tool {
    /// What it is for, in the message.
    purpose: &'static str,
    packages: &'static [&'static str],
}

const POSTGRESQL: Tool = Tool { purpose: "the suite runs on PostgreSQL too", packages: &["postgresql"] };
const LIBREOFFICE: Tool = Tool {
    purpose: "workbooks are opened and saved by LibreOffice",
    packages: &["libreoffice-calc", "fonts-dejavu-core"],
};
const PYTHON: Tool =
    Tool { purpose: "schemathesis asks what the description promises", packages: &["python3-venv"] };

/// cargo-nextest, installed where it is missing.
pub(crate) fn nextest() -> Result<(), Failure> {
    if succeeds(&mut cargo(&["nextest", "--version"])) {
        return Ok(());
    }
    say("cargo-nextest is missing; installing it");
    run(&mut cargo(&["install", "cargo-nextest", "--locked"]))
}

/// cargo-fuzz, installed where it is missing, and the nightly toolchain, which is not installed unasked.
pub(crate) fn cargo_fuzz() -> Result<(), Failure> {
    let is_nightly = |command: &mut Command| {
        succeeds(command.arg("+nightly").arg("--version").env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN"))
    };
    if !is_nightly(&mut Command::new("cargo")) {
        return Err(
            "fuzzers need a nightly toolchain: `rustup toolchain install nightly --profile minimal`, and a \
                    C++ compiler (Debian package g++), then run this again"
                .into(),
        );
    }
    if succeeds(&mut cargo(&["fuzz", "--version"])) {
        return Ok(());
    }
    say("cargo-fuzz is missing; installing it");
    run(&mut cargo(&["install", "cargo-fuzz", "--locked"]))
}

/// The folder of the PostgreSQL server programs.
pub(crate) fn postgresql() -> Result<PathBuf, Failure> {
    find_or_install(&POSTGRESQL, || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let folders = versions.flatten().map(|version| version.path().join("bin"));
        let on_path = std::env::var_os("PATH");
        let paths: Vec<_> = on_path.iter().flat_map(std::env::split_paths).collect();
        folders.chain(paths).find(|folder| folder.join("initdb").is_file())
    })
}

/// The LibreOffice program.
pub(crate) fn libreoffice() -> Result<PathBuf, Failure> {
    find_or_install(&LIBREOFFICE, || {
        let paths = std::env::var_os("PATH")?;
        std::env::split_paths(&paths).map(|folder| folder.join("soffice")).find(|program| program.is_file())
    })
}

/// The schemathesis program: in an environment of its own under `target`, at the versions that are written down.
pub(crate) fn schemathesis() -> Result<PathBuf, Failure> {
    let wanted = root().join("tests/schemathesis/requirements.txt");
    let folder = root().join("target/schemathesis");
    let (program, installed) = (folder.join("bin/schemathesis"), folder.join("installed.txt"));
    let is_current =
        fs::read(&installed).is_ok_and(|found| fs::read(&wanted).is_ok_and(|text| text == found));
    if program.is_file() && is_current {
        return Ok(program);
    }
    let python = find_or_install(&PYTHON, || {
        let python = PathBuf::from("python3");
        succeeds(Command::new(&python).args(["-c", "import ensurepip, venv"])).then_some(python)
    })?;
    say("schemathesis is missing, or another version; installing it from PyPI");
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut install = Command::new(folder.join("bin/python"));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]);
    run(install.arg("--requirement").arg(&wanted))?;
    fs::copy(&wanted, &installed)?;
    Ok(program)
}

fn find_or_install(tool: &Tool, find: impl Fn() -> Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let packages = tool.packages.join(" ");
    let by_hand = format!(
        "{}: install the Debian packages {packages} (apt-get install {packages}) or the like and run this again",
        tool.purpose
    );
    if !Path::new("/usr/bin/apt-get").exists() || !is_root() {
        return Err(by_hand.into());
    }
    say(&format!("{}; installing {packages}", tool.purpose));
    run(apt(&["update", "--quiet"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    install.extend(tool.packages);
    run(apt(&install).env("DEBIAN_FRONTEND", "noninteractive"))?;
    find().ok_or_else(|| by_hand.into())
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments);
    command
}

/// Whether this process runs as root.
pub(crate) fn is_root() -> bool {
    crate::run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
