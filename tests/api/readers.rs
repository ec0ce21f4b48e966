//! The processes that read: what they have, what they may take, and what becomes of an upload whose reader dies.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use support::program::command;
use support::samples::{document, full};
use support::{Answer, Backend, TestService, on_both_databases};

on_both_databases!(
    a_reader_that_dies_fails_its_upload_alone,
    more_uploads_than_there_are_places_are_asked_to_come_again,
    a_reader_that_cannot_be_started_is_no_fault_of_the_file,
);

/// A program in the place of the reader, in the folder of the service's database.
fn reader(folder: &str, script: &str) -> String {
    let path = format!("{folder}/reader");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Does as it is told by the first word of what it reads.
const OBEDIENT: &str = r#"read -r word
case "$word" in
  *slow*) exec sleep 60 ;;
  *wait*) exec sleep 2 ;;
  *memory*) kill -ABRT $$ ;;
  *processor*) kill -XCPU $$ ;;
  *half*) printf 'iafq frame 1\nhalf' ;;
  *fault*) exit 70 ;;
esac"#;

fn send(service: &TestService, token: &str, word: &str) -> Answer {
    let body = format!("{{\"{word}\"\n}}");
    service.post("/api/v1/submissions/XDA/2026", Some(token), "application/json", body.as_bytes())
}

mod run {
    use super::*;

    pub(super) fn a_reader_that_dies_fails_its_upload_alone(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let program = reader(&folder.path().display().to_string(), OBEDIENT);
        let limits = "interactive,clock_seconds=1";
        let service = TestService::start_with(backend, &["--parse-worker", &program, "--limits", limits]);
        let token = service.token("focal-point", Some("XDA"));
        for (word, why) in [
            ("slow", "it took more than 1 seconds"),
            ("memory", "it took more than 512 MiB of memory"),
            ("processor", "it took more than 10 seconds of the processor"),
            ("half", "the reading process did not answer in full"),
            ("fault", "the process that reads it met a fault of its own"),
        ] {
            let begun = Instant::now();
            let answer = send(&service, &token, word);
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (422, "reading-stopped"),
                "{}",
                answer.text()
            );
            let problem = answer.json();
            assert!(problem["detail"].as_str().unwrap().contains(why), "{word}: {}", problem["detail"]);
            assert!(begun.elapsed() < Duration::from_secs(10), "{word}: {:?}", begun.elapsed());
            let kept = format!("/api/v1/uploads/{}/original", problem["upload"].as_str().unwrap());
            assert!(service.get(&kept, Some(&token)).text().contains(word));
            assert_eq!(service.get("/health", None).status, 200);
        }
    }

    pub(super) fn more_uploads_than_there_are_places_are_asked_to_come_again(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let program = reader(&folder.path().display().to_string(), OBEDIENT);
        let arguments = ["--parse-worker", &program, "--readers", "1", "--uploads", "3"];
        let service = TestService::start_with(backend, &arguments);
        let token = service.token("focal-point", Some("XDA"));
        let answers: Vec<Answer> = std::thread::scope(|threads| {
            let send = |_| threads.spawn(|| send(&service, &token, "wait"));
            let sent: Vec<_> = (0..8).map(send).collect();
            sent.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let of = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!((of(422), of(503)), (3, 5), "{answers:?}");
        for refused in answers.iter().filter(|answer| answer.status == 503) {
            assert_eq!(refused.code(), "unavailable");
            assert!(!refused.header("retry-after").is_empty());
        }
        assert_eq!(send(&service, &token, "half").status, 422, "there is room again");
    }

    pub(super) fn a_reader_that_cannot_be_started_is_no_fault_of_the_file(backend: Backend) {
        let service = TestService::start_with(backend, &["--parse-worker", "/there/is/none"]);
        let token = service.token("focal-point", Some("XDA"));
        let answer = send(&service, &token, "word");
        assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"), "{}", answer.text());
        assert_eq!(service.get("/health", None).status, 200);
    }
}

#[test]
fn a_reader_has_nothing_of_the_service_but_the_pipes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let script = format!("env > {path}/env; pwd > {path}/folder; ls -l /proc/self/fd > {path}/open");
    let program = reader(&path, &script);
    let service = TestService::start_with(Backend::Sqlite, &["--parse-worker", &program]);
    let token = service.token("focal-point", Some("XDA"));
    assert_eq!(send(&service, &token, "word").code(), "reading-stopped");
    let told = |name: &str| fs::read_to_string(format!("{path}/{name}")).unwrap();
    // The shell sets these by itself.
    let of_the_shell = ["PWD=", "OLDPWD=", "SHLVL=", "_="];
    let environment = told("env");
    let others: Vec<_> =
        environment.lines().filter(|line| !of_the_shell.iter().any(|own| line.starts_with(own))).collect();
    assert_eq!((others, told("folder").trim()), (vec![], "/"));
    let open = told("open");
    let strange = open.lines().filter(|line| line.contains("->") && !line.contains("pipe:"));
    // Standard error, the file `ls` writes to, and the folder it lists.
    let strange: Vec<_> = strange
        .filter(|line| !["/dev/null", &format!("{path}/open"), "/fd"].iter().any(|own| line.ends_with(own)))
        .collect();
    assert!(strange.is_empty(), "{open}");
}

/// A reader that waits for its file.
fn waiting(limits: &str) -> Child {
    let mut reader = command(&["parse-worker", "--limits", limits]);
    reader.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// The soft limit of a process, as the system says it.
fn limit(process: u32, name: &str) -> String {
    let all = fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let line = all.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()).unwrap_or_default().to_owned()
}

#[test]
fn a_reader_limits_itself_before_it_reads() {
    let mut child = waiting("interactive");
    let begun = Instant::now();
    while limit(child.id(), "Max open files") != "3" {
        assert!(begun.elapsed() < Duration::from_secs(30), "the limits are not set");
        std::thread::sleep(Duration::from_millis(10));
    }
    for (name, most) in [
        ("Max address space", "536870912"),
        ("Max cpu time", "10"),
        ("Max file size", "0"),
        ("Max core file size", "0"),
    ] {
        assert_eq!(limit(child.id(), name), most, "{name}");
    }
    let bytes = document(&full("XDA", 2025)).to_string();
    child.stdin.take().unwrap().write_all(bytes.as_bytes()).unwrap();
    let answer = child.wait_with_output().unwrap();
    assert!(answer.status.success() && answer.stdout.starts_with(b"iafq frame 1\n"));
}

#[test]
fn a_reader_that_needs_more_memory_than_it_may_have_ends_itself() {
    let mut child = waiting("interactive,memory_bytes=80MiB,cells=5000000");
    let many = format!("{{\"iafq\": [{}1]}}", "1,".repeat(4_900_000));
    // It may be gone before it has taken everything.
    let _ = child.stdin.take().unwrap().write_all(many.as_bytes());
    assert!(!child.wait_with_output().unwrap().status.success());
}
