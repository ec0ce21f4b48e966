//! Every hostile file through a running service: its code in time, and nobody else notices.

mod alone {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::Scope;
    use std::time::{Duration, Instant};

    use support::hostile::{Expected, Recipe, all};
    use support::{Answer, Backend, TestService, on_both_databases};

    on_both_databases!(hostile_files_cost_nobody_anything);

    /// The most memory of the service and of a reader, in KiB. A program built for tests is larger by itself.
    const MOST_OF_THE_SERVICE: u64 = if cfg!(debug_assertions) { 96 * 1024 } else { 64 * 1024 };
    const MOST_OF_A_READER: u64 = 512 * 1024;
    /// How long one file may take: a second of the program as it is built for use; judging and writing down five
    /// thousand findings takes a program that is built for tests three times as long.
    const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 3 } else { 1 });
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

    /// Tells the others to stop, also where a test fails.
    struct Stop<'a>(&'a AtomicBool);

    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    /// Sends a file for the State it speaks of, and says how long that took.
    fn send(service: &TestService, tokens: &[(&str, String)], bytes: &[u8]) -> (Answer, Duration) {
        let mut last = None;
        for (country, token) in tokens {
            let path = format!("/api/v1/submissions/{country}/2026");
            let sent = Instant::now();
            let answer = service.post(&path, Some(token), "application/octet-stream", bytes);
            let took = sent.elapsed();
            let is_of_another = answer.status == 422 && answer.code() == "wrong-country";
            last = Some((answer, took));
            if !is_of_another {
                break;
            }
        }
        last.unwrap()
    }

    /// Which of the files are sent: each on SQLite; every fifth on PostgreSQL, which has no part in reading.
    fn sent(backend: Backend) -> impl Iterator<Item = Recipe> {
        let all_of_them = backend == Backend::Sqlite || std::env::var_os("IAFQ_TEST_LONG").is_some();
        all().into_iter().step_by(if all_of_them { 1 } else { 5 })
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
            Expected::Finds(..) if !matches!(answer.status, 200 | 201) => false,
            Expected::Finds(codes, _) => {
                let found = answer.list("findings");
                codes.iter().all(|code| found.iter().any(|finding| finding["code"] == **code))
            }
        }
    }

    mod run {
        use super::*;

        #[expect(clippy::print_stdout, reason = "the figures are what the run is for")]
        pub(in super::super) fn hostile_files_cost_nobody_anything(backend: Backend) {
            let service = TestService::start(backend);
            let tokens = ["XDA", "XDB"].map(|country| (country, service.token("focal-point", Some(country))));
            let token = &tokens[0].1;
            let stop = AtomicBool::new(false);
            let (mut wrong, mut slowest) = (Vec::new(), (Duration::ZERO, ""));
            let mut most = (0, "");
            let (waited, of_readers) = std::thread::scope(|threads| {
                let asked = until(threads, &stop, Duration::from_millis(10), || {
                    let asked = Instant::now();
                    let answer = service.get("/api/v1/returns", Some(token));
                    assert_eq!(answer.status, 200, "{}", answer.text());
                    asked.elapsed()
                });
                let of_readers =
                    until(threads, &stop, Duration::from_millis(3), || readers(service.process()));
                let stopped = Stop(&stop);
                for recipe in sent(backend) {
                    let bytes = recipe.bytes();
                    let (answer, took) = send(&service, &tokens, &bytes);
                    slowest = slowest.max((took, recipe.name));
                    let now = peak(&service.process().to_string());
                    if now > most.0 {
                        most = (now, recipe.name);
                    }
                    if !is_as_expected(&recipe, &answer) || took > LONGEST {
                        let text: String = answer.text().chars().take(200).collect();
                        wrong.push(format!(
                            "{}: {:?}, {took:?}, {} {text}",
                            recipe.name, recipe.expected, answer.status
                        ));
                    }
                }
                drop(stopped);
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
            println!("{figures}, slowest {slowest:?}, largest {most:?}");
            assert!(
                p99 < P99 && of_service < MOST_OF_THE_SERVICE && of_readers < MOST_OF_A_READER,
                "{figures}"
            );
            let log = service.log();
            assert!(!log.contains("internal fault") && !log.contains("panicked"), "{log}");
        }
    }
}
