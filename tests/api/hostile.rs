//! Every hostile file through a running service: its code in time, and nobody else notices.

mod alone {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::Scope;
    use std::time::{Duration, Instant};

    use support::hostile::{Expected, Recipe, all};
    use support::{Answer, Backend, TestService, on_both_databases};

    on_both_databases!(hostile_files_cost_nobody_anything);

    /// The most memory of the service and of a reader, in KiB.
    const MOST_OF_THE_SERVICE: u64 = 64 * 1024;
    const MOST_OF_A_READER: u64 = 512 * 1024;
    /// How long one file may take.
    const LONGEST: Duration = Duration::from_secs(1);
    /// What 99 of 100 other requests are answered in.
    const P99: Duration = Duration::from_millis(200);

    /// The most memory a process has had, in KiB; 0 where it is gone.
    fn peak(process: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }

    /// The most memory a reader of the service has at the moment.
    fn readers(service: u32) -> u64 {
        let tasks = fs::read_dir(format!("/proc/{service}/task")).unwrap().flatten();
        let children = tasks.map(|task| fs::read_to_string(task.path().join("children")).unwrap_or_default());
        let children: Vec<String> = children.collect();
        children.iter().flat_map(|list| list.split_whitespace()).map(peak).max().unwrap_or_default()
    }

    /// Does something again and again until it is told to stop, and gives what each time gave.
    fn until<'a, T: Send + 'a>(
        threads: &'a Scope<'a, '_>,
        stop: &'a AtomicBool,
        pause: Duration,
        mut each: impl FnMut() -> T + Send + 'a,
    ) -> std::thread::ScopedJoinHandle<'a, Vec<T>> {
        threads.spawn(move || {
            let mut given = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                given.push(each());
                std::thread::sleep(pause);
            }
            given
        })
    }

    fn is_as_expected(recipe: &Recipe, answer: &Answer) -> bool {
        match recipe.expected {
            Expected::Refused(code) => (400..500).contains(&answer.status) && answer.code() == code,
            Expected::Finds(codes, _) => {
                let found = answer.list("findings");
                let has = |code: &&str| found.iter().any(|finding| finding["code"] == **code);
                matches!(answer.status, 200 | 201) && codes.iter().all(has)
            }
        }
    }

    mod run {
        use super::*;

        pub(in super::super) fn hostile_files_cost_nobody_anything(backend: Backend) {
            let service = TestService::start(backend);
            let token = service.token("focal-point", Some("XDA"));
            let stop = AtomicBool::new(false);
            let mut wrong = Vec::new();
            let (waited, of_readers) = std::thread::scope(|threads| {
                let asked = until(threads, &stop, Duration::from_millis(10), || {
                    let asked = Instant::now();
                    let answer = service.get("/api/v1/returns", Some(&token));
                    assert_eq!(answer.status, 200, "{}", answer.text());
                    asked.elapsed()
                });
                let of_readers =
                    until(threads, &stop, Duration::from_millis(3), || readers(service.process()));
                for recipe in all() {
                    let bytes = recipe.bytes();
                    let sent = Instant::now();
                    let answer = service.post(
                        "/api/v1/submissions/XDA/2026",
                        Some(&token),
                        "application/octet-stream",
                        &bytes,
                    );
                    let took = sent.elapsed();
                    if !is_as_expected(&recipe, &answer) || took > LONGEST {
                        let text: String = answer.text().chars().take(200).collect();
                        wrong.push(format!(
                            "{}: {:?}, {took:?}, {} {text}",
                            recipe.name, recipe.expected, answer.status
                        ));
                    }
                }
                stop.store(true, Ordering::Relaxed);
                (asked.join().unwrap(), of_readers.join().unwrap())
            });
            assert!(wrong.is_empty(), "{} files: {wrong:#?}", wrong.len());
            let mut waited = waited;
            waited.sort_unstable();
            let p99 = waited[waited.len() * 99 / 100];
            let of_readers = of_readers.into_iter().max().unwrap_or_default();
            let of_service = peak(&service.process().to_string());
            let figures =
                format!("p99 {p99:?} of {}, service {of_service} KiB, reader {of_readers} KiB", waited.len());
            println!("{figures}");
            assert!(
                p99 < P99 && of_service < MOST_OF_THE_SERVICE && of_readers < MOST_OF_A_READER,
                "{figures}"
            );
            let log = service.log();
            assert!(!log.contains("internal fault") && !log.contains("panicked"), "{log}");
        }
    }
}
