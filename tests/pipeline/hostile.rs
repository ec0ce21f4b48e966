//! Every hostile file ends as it must: refused with its code, or read for what it is. Each is read in a process of its
//! own, since what is hostile may end the process that reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use intake::{Limits, Upload};
use schema::{CellKey, Submission};
use serde_json::Value as Json;
use support::hostile::{Expected, Reads, Recipe, all, honest};
use support::program::executable;
use support::samples::{catalogue, document, edition};

/// The most bytes of an answer to a hostile file.
const MOST_SAID: usize = 10 << 20;

/// How a process that read a file ended.
enum Ended {
    Refused(String),
    Found(BTreeSet<String>),
    Badly(String),
}

/// Reads a file in a process with these limits, so much memory and so much time.
fn end(path: &Path, limits: &str, kibibytes: usize, time: Duration, most_said: usize) -> Ended {
    let mut command = Command::new("sh");
    command.args(["-c", &format!(r#"ulimit -v {kibibytes}; exec "$0" "$@""#)]).arg(executable());
    command.arg("check").arg(path).args(["--format", "json", "--limits", limits]).env_clear();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let started = Instant::now();
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        out.read_to_end(&mut text).unwrap();
        text
    });
    let failing = std::thread::spawn(move || {
        let mut text = String::new();
        err.read_to_string(&mut text).unwrap();
        text
    });
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if started.elapsed() > time {
            child.kill().unwrap();
            child.wait().unwrap();
            return Ended::Badly(format!("not done after {} s", time.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let (out, err) = (reading.join().unwrap(), failing.join().unwrap());
    if out.len() > most_said {
        return Ended::Badly(format!("an answer of {} bytes", out.len()));
    }
    judged(code, &out, &err)
}

fn judged(code: Option<i32>, out: &[u8], err: &str) -> Ended {
    match code {
        Some(0 | 1) => {
            let report: Json = serde_json::from_slice(out).unwrap();
            let findings = report["findings"].as_array().unwrap().iter();
            Ended::Found(findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect())
        }
        Some(3) => {
            let code = err.trim_end().strip_suffix(']').and_then(|text| text.rsplit_once('['));
            Ended::Refused(code.unwrap().1.to_owned())
        }
        _ => Ended::Badly(format!("ended with {code:?}: {}", err.lines().next().unwrap_or_default())),
    }
}

/// What a file says, read in this process; for files that a process of their own has read.
fn submission(bytes: &[u8]) -> Submission {
    let upload = Upload { bytes, file_name: None, media_type: None };
    let draft = intake::read(&upload, catalogue(), &Limits::bulk()).unwrap();
    intake::normalise(draft, edition()).0
}

/// What was read that must not have been, or was not read.
fn misread(reads: Reads, bytes: &[u8]) -> Option<String> {
    if matches!(reads, Reads::Anything) {
        return None;
    }
    let read = submission(bytes);
    let cell = |key: &CellKey| read.response.cell(key);
    let pistols = cell(&CellKey::count("SZ.TYPE", "PISTOL"));
    let day = || cell(&CellKey::field("M0.PERIOD", "START")).and_then(|cell| cell.value.clone());
    let (wrong, found) = match reads {
        Reads::Anything => return None,
        Reads::AsBefore => (document(&read) != document(&before()), "other answers".to_owned()),
        Reads::Count(count) => {
            let found = pistols.and_then(schema::Observation::count);
            (found != Some(count), format!("{found:?} instead of {count}"))
        }
        Reads::NoCount => {
            let found = pistols.and_then(schema::Observation::count);
            (found.is_some(), format!("{found:?} instead of no number"))
        }
        Reads::Day(wanted) => {
            (day().map(|day| day.to_string()).as_deref() != Some(wanted), format!("{:?}", day()))
        }
        Reads::NoDay => (day().is_some(), format!("{:?} instead of no day", day())),
        Reads::Note(wanted) => {
            let found = pistols.and_then(|cell| cell.note.as_ref()).map(|note| note.chars().count());
            (found != Some(wanted), format!("a note of {found:?} characters instead of {wanted}"))
        }
    };
    wrong.then(|| format!("reads {found}"))
}

/// What the untouched return says.
fn before() -> Submission {
    support::samples::sample("XDA", 2025, schema::Lang::En, schema::Profile::Core)
}

/// What became of a file, where that is not what must.
fn fault(recipe: &Recipe, folder: &Path) -> Option<String> {
    let bytes = recipe.bytes();
    if bytes.len() > 10 << 20 {
        return Some(format!("is of {} bytes", bytes.len()));
    }
    let path = folder.join(recipe.name);
    std::fs::write(&path, &bytes).unwrap();
    let ended = end(&path, "interactive", 1 << 20, Duration::from_secs(10), MOST_SAID);
    std::fs::remove_file(&path).unwrap();
    match (ended, recipe.expected) {
        (Ended::Badly(how), _) => Some(how),
        (Ended::Refused(code), Expected::Refused(wanted)) => (code != wanted).then_some(code),
        (Ended::Refused(code), Expected::Finds(..)) => Some(code),
        (Ended::Found(codes), Expected::Refused(_)) => Some(format!("is read, with {}", listed(&codes))),
        (Ended::Found(codes), Expected::Finds(wanted, reads)) => {
            if wanted.iter().any(|code| !codes.contains(*code)) {
                return Some(format!("finds {}", listed(&codes)));
            }
            misread(reads, &bytes)
        }
    }
}

fn listed(codes: &BTreeSet<String>) -> String {
    if codes.is_empty() { "nothing".to_owned() } else { codes.iter().cloned().collect::<Vec<_>>().join(", ") }
}

/// The faults of all files, by name; two are read at a time.
fn faults(recipes: &[Recipe]) -> BTreeMap<&'static str, String> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let folder = tempfile::tempdir().unwrap();
    let work = || {
        while let Some(recipe) = recipes.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(fault) = fault(recipe, folder.path()) {
                found.lock().unwrap().insert(recipe.name, fault);
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    found.into_inner().unwrap()
}

#[test]
fn hostile_files_have_names_of_their_own_and_cover_the_threats() {
    let recipes = all();
    let names: BTreeSet<_> = recipes.iter().map(|recipe| recipe.name).collect();
    assert_eq!(names.len(), recipes.len(), "each has its name");
    assert!(recipes.len() >= 120, "{}", recipes.len());
    for row in 20..=36 {
        let many = recipes.iter().filter(|recipe| recipe.row == row).count();
        assert!(many >= 2, "row {row} has {many}");
    }
    assert!(recipes.iter().all(|recipe| (20..=36).contains(&recipe.row)));
}

#[test]
fn every_hostile_file_can_be_made_and_is_small_enough_to_be_sent() {
    let wrong = |recipe: Recipe| {
        let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| recipe.bytes().len()));
        let size = made.unwrap_or(usize::MAX);
        (size > 10 << 20).then(|| format!("{} is of {size} bytes", recipe.name))
    };
    let wrong: Vec<_> = all().into_iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

mod alone {
    use super::*;

    #[test]
    fn every_hostile_file_ends_as_it_must() {
        let recipes = all();
        let faults = faults(&recipes);
        let mut table = String::new();
        for recipe in &recipes {
            if let Some(fault) = faults.get(recipe.name) {
                let (row, name, expected) = (recipe.row, recipe.name, recipe.expected);
                let _ = writeln!(table, "{row} | {name} | {expected:?} | {fault}");
            }
        }
        assert!(table.is_empty(), "{} of {} hostile files:\n{table}", faults.len(), recipes.len());
    }

    #[test]
    fn every_honest_file_is_read_though_it_looks_hostile() {
        let folder = tempfile::tempdir().unwrap();
        let mut table = String::new();
        for file in honest() {
            let bytes = file.bytes();
            let path = folder.path().join(file.name);
            std::fs::write(&path, &bytes).unwrap();
            let fault = match end(&path, file.limits(), 4 << 20, Duration::from_mins(5), usize::MAX) {
                Ended::Refused(code) => Some(code),
                Ended::Badly(how) => Some(how),
                Ended::Found(_) => match file.cases {
                    None => misread(Reads::AsBefore, &bytes),
                    Some(cases) => {
                        let read = submission(&bytes).response.records.values().map(Vec::len).max();
                        (read < Some(cases)).then(|| format!("reads {read:?} cases"))
                    }
                },
            };
            if let Some(fault) = fault {
                let _ = writeln!(table, "{} | {fault}", file.name);
            }
        }
        assert!(table.is_empty(), "{table}");
    }
}
