//! Whether a forgotten filter would be noticed: in a copy of the tree each filter by scope is made one that can be switched
//! off, and the tests of every door of the store and the isolation matrix of every route are run with each of them off in
//! turn. On SQLite, which has no second net below.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::run::{Failure, cargo, output, root, say};

/// The variable that names the filter which is off.
const VARIABLE: &str = "IAFQ_SCOPE_FILTER_OFF";

/// The function that is added to the copy of `storage`.
const SWITCH: &str = "
/// Whether a filter is switched off.
pub fn is_off(number: usize) -> bool {
    std::env::var(\"IAFQ_SCOPE_FILTER_OFF\").is_ok_and(|off| off == number.to_string())
}
";

/// Filters below which another one stands that refuses the same: nobody notices that they are off. What they are for.
const SECOND: [(&str, &str, &str); 3] = [
    (
        "http/routes/contributions.rs",
        "caller.of(&country)?;",
        "a stranger takes no place of a State's uploads",
    ),
    ("http/routes/submissions.rs", "caller.of(&country)?;", "a stranger takes no place of a State's uploads"),
    ("http/routes/templates.rs", "caller.of(&country)?;", "a stranger has no workbook made"),
];

/// A filter that can be switched off.
struct Filter {
    file: String,
    line: usize,
    text: String,
}

/// Switches each filter off in turn; fails where no test notices.
pub(crate) fn run_all() -> Result<(), Failure> {
    let tree = root().join("target/scope-filters");
    copy(&tree)?;
    let filters = rewrite(&tree)?;
    let (doors, matrix) = build(&tree)?;
    let misses = |off| Ok::<_, Failure>(if passes(&doors, off)? { passes(&matrix, off)? } else { false });
    if !misses(None)? {
        return Err("the tests fail with every filter in its place".into());
    }
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<String>, String> {
        let mut unnoticed = Vec::new();
        while let Some((number, filter)) = {
            let number = next.fetch_add(1, Ordering::Relaxed);
            filters.get(number).map(|filter| (number, filter))
        } {
            let noticed = !misses(Some(number)).map_err(|error| error.to_string())?;
            let Filter { file, line, text } = filter;
            let second = SECOND.iter().find(|(place, what, _)| file.ends_with(place) && text == what);
            let said = match (noticed, second) {
                (true, _) => "noticed".to_owned(),
                (false, Some((.., what_for))) => format!("second ({what_for})"),
                (false, None) => "NOT NOTICED".to_owned(),
            };
            say(&format!("{said:<12}{file}:{line}: {text}"));
            if !noticed && second.is_none() {
                unnoticed.push(format!("{file}:{line}"));
            }
        }
        Ok(unnoticed)
    };
    let unnoticed = std::thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        let done = workers.map(|worker| worker.join().unwrap_or_else(|_| Err("a worker stopped".to_owned())));
        done.into_iter().collect::<Result<Vec<_>, _>>()
    })?;
    let unnoticed = unnoticed.concat();
    say(&format!(
        "{} filters; {} of them are not missed where they are off, and have no other behind them",
        filters.len(),
        unnoticed.len()
    ));
    if unnoticed.is_empty() {
        Ok(())
    } else {
        Err(format!("without these the tests pass: {}", unnoticed.join(", ")).into())
    }
}

/// A program of tests, and which of them are run.
struct Tests {
    program: PathBuf,
    filters: &'static [&'static str],
}

/// Builds the tests of the copy: those of every door of the store, which take no time, and the matrix of every route.
/// They are built in a folder of their own: a build of this tree must never embed the forms of the copy.
fn build(tree: &Path) -> Result<(Tests, Tests), Failure> {
    let build = ["test", "--package", "storage", "--package", "tests", "--no-run", "--message-format"];
    let mut command = cargo(&build);
    command
        .arg("json-render-diagnostics")
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", root().join("target/scope-filters-build"));
    let told = output(&mut command)?;
    let messages = told.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let messages: Vec<_> = messages.collect();
    let tests = |name: &str, filters| {
        let named = |one: &&serde_json::Value| one.pointer("/target/name").is_some_and(|said| said == name);
        let program = messages.iter().filter(named).find_map(|one| one.get("executable")?.as_str());
        let program = program.ok_or_else(|| format!("cargo names no program of the tests {name}"))?.into();
        Ok::<_, Failure>(Tests { program, filters })
    };
    let doors = &["scopes::", "contributions::", "workflow::only_what_its_state_has_cleared"];
    Ok((tests("store", doors)?, tests("suite", &["api::matrix::everybody"])?))
}

/// Whether tests pass with a filter switched off, on SQLite.
fn passes(tests: &Tests, off: Option<usize>) -> Result<bool, Failure> {
    let mut command = Command::new(&tests.program);
    command.args(tests.filters).args(["--skip", "postgresql"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.current_dir(root().join("target/scope-filters/tests"));
    command.envs(off.map(|number| (VARIABLE, number.to_string())));
    Ok(command.status()?.success())
}

/// The files of the tree, as they are now.
fn copy(tree: &Path) -> Result<(), Failure> {
    if tree.exists() {
        fs::remove_dir_all(tree)?;
    }
    let listed = output(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(root()),
    )?;
    for name in listed.lines().filter(|name| root().join(name).is_file()) {
        let to = tree.join(name);
        fs::create_dir_all(to.parent().unwrap_or(tree))?;
        fs::copy(root().join(name), to)?;
    }
    Ok(())
}

/// Makes every filter one that can be switched off.
fn rewrite(tree: &Path) -> Result<Vec<Filter>, Failure> {
    let mut filters = Vec::new();
    for (folder, krate) in [("crates/storage/src", "crate"), ("crates/service/src", "storage")] {
        let mut files = Vec::new();
        sources(&tree.join(folder), &mut files)?;
        files.sort();
        for path in files.iter().filter(|path| !path.ends_with("scope.rs")) {
            let name = path.strip_prefix(tree)?.display().to_string();
            let text = fs::read_to_string(path)?;
            let mut lines = Vec::new();
            for (number, line) in (1..).zip(text.lines()) {
                let off = format!("{krate}::is_off({})", filters.len());
                match switched(line, &off) {
                    Some(new) => {
                        let text = line.trim().to_owned();
                        filters.push(Filter { file: name.clone(), line: number, text });
                        lines.push(new);
                    }
                    None => lines.push(line.to_owned()),
                }
            }
            fs::write(path, lines.join("\n") + "\n")?;
        }
    }
    append(&tree.join("crates/storage/src/lib.rs"), SWITCH)?;
    let program = tree.join("tests/support/program.rs");
    let (before, after) = ("\"TMPDIR\"]", format!("\"TMPDIR\", \"{VARIABLE}\"]"));
    let text = fs::read_to_string(&program)?;
    if !text.contains(before) {
        return Err("tests/support/program.rs does not say which variables a program is given".into());
    }
    fs::write(program, text.replace(before, &after))?;
    Ok(filters)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

fn append(path: &Path, text: &str) -> Result<(), Failure> {
    Ok(fs::write(path, fs::read_to_string(path)? + text)?)
}

/// A line with its filter behind a switch; `None` where it has none.
fn switched(line: &str, off: &str) -> Option<String> {
    let statement = line.trim();
    if statement.starts_with("//") || statement.contains("fn ") {
        return None;
    }
    let asks = ["scope.must_see", "visible(connection, scope", "caller.of(", "contributions::must_see"];
    if asks.iter().any(|ask| statement.starts_with(ask)) {
        return Some(match statement.strip_suffix("?;") {
            Some(asked) => format!("if !{off} {{ {asked}?; }}"),
            None => format!("if {off} {{ Ok(()) }} else {{ {statement} }}"),
        });
    }
    let (before, asked) = line.split_once("scope.sees(")?;
    let (argument, after) = asked.split_once(')')?;
    // Arguments are names and fields, or one call without arguments.
    let (argument, after) = match after.strip_prefix(')') {
        Some(rest) if argument.ends_with('(') => (format!("{argument})"), rest),
        _ => (argument.to_owned(), after),
    };
    Some(format!("{before}({off} || scope.sees({argument})){after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_put_behind_a_switch_wherever_they_stand() {
        for (line, expected) in [
            ("    scope.must_see(&country)?;", "if !off { scope.must_see(&country)?; }"),
            ("    scope.must_see(&country)", "if off { Ok(()) } else { scope.must_see(&country) }"),
            ("  visible(connection, scope, id)?;", "if !off { visible(connection, scope, id)?; }"),
            ("let own = scope.sees(country.as_str());", "let own = (off || scope.sees(country.as_str()));"),
            (
                "x.filter(|row| scope.sees(&row.country));",
                "x.filter(|row| (off || scope.sees(&row.country)));",
            ),
        ] {
            assert_eq!(switched(line, "off").as_deref(), Some(expected));
        }
        assert_eq!(switched("pub(crate) fn visible(connection: &mut Backend, scope: &Scope)", "off"), None);
        assert_eq!(switched("let a = b;", "off"), None);
    }
}
