//! Many who sign in at the same moment: nobody else waits, and memory stays as it is.

mod alone {
    use std::collections::BTreeMap;
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use support::people::PASSWORD;
    use support::{Answer, Backend, TestService, on_both_databases};

    on_both_databases!(thirty_sign_ins_a_second_keep_nobody_waiting_and_take_no_memory);

    /// How many sign in each second.
    const RATE: u32 = 30;
    /// How many accounts they have.
    const ACCOUNTS: usize = 30;
    /// What 99 of 100 other requests are answered in. Hashing is optimised in tests as well; the rest of a program
    /// that is built for tests is slower than the one in use, and keeps to the same bound.
    const P99: Duration = Duration::from_millis(200);
    /// What a refusal may take: it must not wait in the queue it is refused from.
    const LONGEST_REFUSAL: Duration = Duration::from_secs(1);
    /// How much the memory may grow from the first third to the last, in KiB.
    const GROWTH: u64 = 16 * 1024;
    /// The most memory, in KiB: two hashes of 19 MiB each, and the service.
    const MOST: u64 = 192 * 1024;

    /// For how long: a minute, or what shows it in a run of every day.
    fn lasts() -> Duration {
        Duration::from_secs(if std::env::var_os("IAFQ_TEST_LONG").is_some() { 60 } else { 6 })
    }

    /// A figure of the memory of a process, in KiB.
    fn memory(process: u32, figure: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(figure));
        line.unwrap().split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Signs in at the rate, whether or not those before have their answer; each from an address of its own.
    fn crowd(service: &TestService, mails: &[String]) -> Vec<(Answer, Duration)> {
        let (start, mut nth) = (Instant::now(), 0);
        std::thread::scope(|threads| {
            let mut waiting = Vec::new();
            while start.elapsed() < lasts() {
                let mail = &mails[nth as usize % mails.len()];
                waiting.push(threads.spawn(move || {
                    let asked = Instant::now();
                    (service.try_sign_in(mail, PASSWORD), asked.elapsed())
                }));
                nth += 1;
                sleep(
                    (start + nth * Duration::from_secs(1) / RATE).saturating_duration_since(Instant::now()),
                );
            }
            waiting.into_iter().map(|one| one.join().unwrap()).collect()
        })
    }

    /// How often each status was answered. What is refused is refused soon, and says when to come again; it is no failure
    /// of the account, which would have to wait (429) after five.
    fn told(answers: &[(Answer, Duration)]) -> BTreeMap<u16, usize> {
        let mut told = BTreeMap::new();
        for (answer, took) in answers {
            *told.entry(answer.status).or_default() += 1;
            if answer.status != 200 {
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (503, "unavailable"),
                    "{}",
                    answer.text()
                );
                assert!(!answer.header("retry-after").is_empty(), "{}", answer.text());
                assert!(*took < LONGEST_REFUSAL, "a refusal took {took:?}");
            }
        }
        told
    }

    fn p99(mut waited: Vec<Duration>) -> Duration {
        waited.sort_unstable();
        waited[waited.len() * 99 / 100]
    }

    mod run {
        use super::*;

        #[expect(clippy::print_stdout, reason = "the figures are what the run is for")]
        pub(in super::super) fn thirty_sign_ins_a_second_keep_nobody_waiting_and_take_no_memory(
            backend: Backend,
        ) {
            let service = TestService::with_mail(backend);
            let token = service.token("focal-point", Some("XDA"));
            let mails: Vec<_> = (0..ACCOUNTS).map(|nth| format!("focal{nth}@example.org")).collect();
            for mail in &mails {
                let _: support::people::Person = service.person(mail, "focal-point", Some("XDA"));
            }
            let stop = AtomicBool::new(false);
            let (answers, (waited, held)) = std::thread::scope(|threads| {
                let others = threads.spawn(|| {
                    let (mut waited, mut held) = (Vec::new(), Vec::new());
                    while !stop.load(Ordering::Relaxed) {
                        let asked = Instant::now();
                        assert_eq!(service.get("/api/v1/returns", Some(&token)).status, 200);
                        waited.push(asked.elapsed());
                        held.push(memory(service.process(), "VmRSS"));
                        sleep(Duration::from_millis(10));
                    }
                    (waited, held)
                });
                let answers = crowd(&service, &mails);
                stop.store(true, Ordering::Relaxed);
                (answers, others.join().unwrap())
            });
            let (told, others) = (told(&answers), waited.len());
            let third = held.len() / 3;
            let most_of = |part: &[u64]| part.iter().copied().max().unwrap_or_default();
            let (first, last) = (most_of(&held[..third]), most_of(&held[held.len() - third..]));
            let (p99, peak) = (p99(waited), memory(service.process(), "VmHWM"));
            let figures = format!("sign-ins {told:?}; p99 {p99:?} of {others}; {first}, {last}, {peak} KiB");
            println!("{figures}");
            assert!(told.get(&200).is_some_and(|signed_in| *signed_in > 0), "{figures}");
            assert!(p99 < P99 && last < first + GROWTH && peak < MOST, "{figures}");
        }
    }
}
