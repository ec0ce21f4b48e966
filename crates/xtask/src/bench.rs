//! Ratios against raw limits: whole processes, in pairs, in one run. Absolute times depend on the machine; quote
//! the ratios.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{Failure, cargo, output, root, run, say};

/// Pairs that are counted, after one that is not.
const PAIRS: usize = 25;

/// The largest ratio of `iafq check` to a process that only reads the same workbook.
const MOST_CHECK: f64 = 4.0;
/// The largest share of the time of reading a workbook that checking it may take, in percent.
const MOST_RULES: f64 = 20.0;
/// The largest peak memory of `iafq check`, in MB.
const MOST_MEMORY: f64 = 100.0;

/// Builds in release and measures.
pub(crate) fn run_all() -> Result<(), Failure> {
    run(&mut cargo(&[
        "build",
        "--quiet",
        "--release",
        "--package",
        "service",
        "--package",
        "tests",
        "--bins",
    ]))?;
    let target = root().join("target/release");
    let folder = tempfile::tempdir()?;
    let (document, workbook) = (folder.path().join("full.json"), folder.path().join("full.xlsx"));
    fs::write(&document, full_return()?)?;
    let iafq = target.join("iafq");
    output(Command::new(&iafq).arg("convert").arg(&document).args(["--to", "xlsx", "-o"]).arg(&workbook))?;
    let size = fs::metadata(&workbook)?.len();
    let mut pairs = Vec::new();
    for _ in 0..=PAIRS {
        let check = measure(Command::new(&iafq).args(["check", "--format", "json"]).arg(&workbook))?;
        let read = measure(Command::new(target.join("calamine-only")).arg(&workbook))?;
        pairs.push((check, read));
    }
    pairs.remove(0);
    report(&pairs, size, &workbook)?;
    report_rules(&target, &workbook)
}

/// What checking costs beside reading, in one process.
fn report_rules(target: &Path, workbook: &Path) -> Result<(), Failure> {
    let said = output(Command::new(target.join("reading-and-rules")).arg(workbook))?;
    let medians: Vec<f64> = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [reading, rules, compared] = medians[..] else {
        return Err(format!("three medians, not {said}").into());
    };
    let [alone, with_earlier] = [rules, compared].map(|time| 100.0 * time / reading);
    say(&format!("reading         median {:.2} ms", reading / 1000.0));
    say(&format!(
        "rules           median {:.2} ms, {alone:.1} % of reading (at most {MOST_RULES})",
        rules / 1000.0
    ));
    say(&format!(
        "rules, 9 years  median {:.2} ms, {with_earlier:.1} % of reading (at most {MOST_RULES})",
        compared / 1000.0
    ));
    if alone > MOST_RULES || with_earlier > MOST_RULES {
        return Err(
            format!("over the limit: rules take {alone:.1} and {with_earlier:.1} % of reading").into()
        );
    }
    Ok(())
}

/// A clean full return in which every table is answered.
fn full_return() -> Result<String, Failure> {
    let catalogue =
        schema::Catalogue::parse(&schema::load::embedded()).map_err(|errors| format!("{errors:?}"))?;
    let edition = catalogue.for_year(2025).ok_or("there is no edition")?;
    let sample = service::samples::Sample {
        country: "XDA".into(),
        year: 2025,
        arms: 4_321,
        lang: schema::Lang::En,
        profile: schema::Profile::Full,
    };
    let submission = service::samples::clean(edition, &sample);
    Ok(schema::document::document(edition, &submission).to_string())
}

/// What one process cost.
struct Cost {
    wall: Duration,
    peak_kb: u64,
}

/// Runs a process and watches its peak memory.
fn measure(command: &mut Command) -> Result<Cost, Failure> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    let exit = loop {
        peak_kb = peak_kb.max(high_water(Path::new(&status)));
        if let Some(exit) = child.try_wait()? {
            break exit;
        }
        std::thread::sleep(Duration::from_micros(200));
    };
    if !exit.success() {
        return Err(format!("{command:?}: {exit}").into());
    }
    Ok(Cost { wall: start.elapsed(), peak_kb })
}

fn high_water(status: &Path) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

fn report(pairs: &[(Cost, Cost)], size: u64, workbook: &Path) -> Result<(), Failure> {
    let name = workbook.file_name().unwrap_or_default().to_string_lossy().into_owned();
    say(&format!("{name}: {size} bytes, {PAIRS} pairs of whole processes"));
    let seconds = |cost: &Cost| cost.wall.as_secs_f64();
    let check = median(pairs.iter().map(|(check, _)| seconds(check) * 1000.0));
    let read = median(pairs.iter().map(|(_, read)| seconds(read) * 1000.0));
    let ratio = median(pairs.iter().map(|(check, read)| seconds(check) / seconds(read)));
    let peaks = pairs.iter().map(|(check, _)| check.peak_kb);
    let peak = f64::from(u32::try_from(peaks.max().unwrap_or_default())?) / 1000.0;
    say(&format!("iafq check      median {check:.1} ms, peak {peak:.1} MB"));
    say(&format!("calamine alone  median {read:.1} ms"));
    say(&format!("ratio           median {ratio:.2} (at most {MOST_CHECK})"));
    if ratio > MOST_CHECK || peak > MOST_MEMORY {
        return Err(format!(
            "over the limit: ratio {ratio:.2} of {MOST_CHECK}, peak {peak:.1} of {MOST_MEMORY} MB"
        )
        .into());
    }
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
