//! What `cargo xtask bench` asks for: the time of reading a workbook and of checking what it says, in one process.
//! Prints both medians in microseconds: reading, rules alone, rules with nine earlier years to compare with.

use std::hint::black_box;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use schema::{Response, Submission, Year};
use support::reading::read;
use support::samples::edition;
use validation::{History, Known};

/// Rounds that are counted, after one that is not.
const ROUNDS: usize = 51;

/// Years before the return whose answers are known.
const EARLIER: Year = 9;

fn main() -> ExitCode {
    let Some(bytes) = std::env::args().nth(1).and_then(|path| std::fs::read(path).ok()) else {
        return ExitCode::from(2);
    };
    let (submission, _) = read(&bytes);
    let alone = Known::of_cycle(submission.header.cycle);
    let compared = with_earlier(&submission);
    let (mut reading, mut rules, mut with_earlier) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        reading.push(microseconds(|| black_box(read(&bytes)).1.list.len()));
        rules.push(microseconds(|| validation::check(edition(), &submission, &alone).list.len()));
        with_earlier.push(microseconds(|| validation::check(edition(), &submission, &compared).list.len()));
    }
    let medians = [reading, rules, with_earlier].map(median);
    let said = medians.map(|median| median.to_string()).join(" ");
    match writeln!(std::io::stdout(), "{said}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// The same answers in each earlier year.
fn with_earlier(submission: &Submission) -> Known {
    let mut known = Known::of_cycle(submission.header.cycle);
    known.history = History::Complete;
    for back in 1..=EARLIER {
        let year = submission.response.year - back;
        known.earlier.insert(year, Response { year, ..submission.response.clone() });
    }
    known
}

/// How long something takes; what it counts is used, so that nothing is optimised away.
fn microseconds(what: impl FnOnce() -> usize) -> u128 {
    let start = Instant::now();
    black_box(what());
    start.elapsed().as_micros()
}

/// The median without the first round, which warms up.
fn median(values: Vec<u128>) -> u128 {
    let mut values: Vec<_> = values.into_iter().skip(1).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
