//! The machine: memory, descriptors, and the processes that read.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use intake::{Limits, frame};
use rustix::process::{Resource, getrlimit};
use schema::{Catalogue, Lang, Profile};

use super::Check;
use crate::reading::Readers;
use crate::workbook::Blank;

/// What the service itself takes at most, readers aside, in bytes.
const SERVICE: u64 = 256 * 1024 * 1024;
/// How many descriptors a busy service has open: connections, and the pipes of readers.
const DESCRIPTORS: u64 = 4_096;
/// A fictional State, and a year of an edition that is collected.
const WHOSE: (&str, u16) = ("XDA", 2025);

/// Whether readers and service have room together.
pub(crate) fn memory(limits: &Limits, readers: u16) -> Check {
    let each = u64::try_from(limits.memory_bytes).unwrap_or(u64::MAX);
    let needed = SERVICE.saturating_add(each.saturating_mul(readers.into()));
    let Some(there) = available() else {
        return Check::warning("memory", "how much there is cannot be told", "see that /proc is mounted");
    };
    let mebibytes = |bytes: u64| bytes / (1024 * 1024);
    let found = format!(
        "service and {readers} readers may take {} MiB; there are {} MiB",
        mebibytes(needed),
        mebibytes(there)
    );
    if needed <= there {
        return Check::ok("memory", found);
    }
    Check::warning("memory", found, "let fewer files be read at a time (--readers), or add memory")
}

/// The memory of this machine, or of the group of processes this one belongs to, in bytes.
fn available() -> Option<u64> {
    let machine = of_machine(&fs::read_to_string("/proc/meminfo").ok()?)?;
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let own = groups.lines().find_map(|line| line.strip_prefix("0::")).unwrap_or_default();
    let limit = fs::read_to_string(format!("/sys/fs/cgroup{own}/memory.max"));
    let limit = limit.ok().and_then(|text| text.trim().parse().ok());
    Some(limit.map_or(machine, |limit: u64| limit.min(machine)))
}

fn of_machine(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Whether as many connections can be open as the service takes.
pub(crate) fn descriptors() -> Check {
    match getrlimit(Resource::Nofile).current {
        Some(most) if most < DESCRIPTORS => {
            let found =
                format!("{most} files and connections can be open at a time, fewer than a busy day needs");
            Check::warning("descriptors", found, "raise it: LimitNOFILE of the unit, or `ulimit -n 65536`")
        }
        Some(most) => Check::ok("descriptors", format!("{most} files and connections can be open at a time")),
        None => Check::ok("descriptors", "any number of files and connections can be open"),
    }
}

/// Whether a reading process starts, reads a workbook, and is understood.
pub(crate) fn reader(
    program: Option<PathBuf>,
    forms: Option<PathBuf>,
    limits: Limits,
    catalogue: &Catalogue,
) -> Check {
    let start = Instant::now();
    match read(program, forms, limits, catalogue) {
        Ok(()) => {
            let took = start.elapsed().as_millis();
            Check::ok("reader", format!("a process of its own read a blank workbook in {took} ms"))
        }
        Err(why) => {
            let to_do = "see that the program may be started, that --parse-worker is of this version, and that \
                         --limits leave room";
            Check::failed("reader", format!("no workbook can be read: {why}"), to_do)
        }
    }
}

fn read(
    program: Option<PathBuf>,
    forms: Option<PathBuf>,
    limits: Limits,
    catalogue: &Catalogue,
) -> Result<(), String> {
    let edition = catalogue.editions.values().next_back().ok_or("there is no edition")?;
    let (country, year) = WHOSE;
    let blank = Blank {
        country: country.into(),
        cycle: year + 1,
        year,
        lang: Lang::En,
        profile: Profile::Core,
        previous: None,
    };
    let bytes = blank.write(edition).map_err(|error| error.to_string())?;
    let readers = Readers::new(program, forms, limits).map_err(|error| error.to_string())?;
    let answer = readers.read(&bytes).map_err(|error| error.to_string())?;
    let frame = answer.map_err(|error| error.to_string())?;
    let draft = frame::decode(&frame, catalogue).map_err(|error| error.to_string())?;
    draft.map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;

    #[test]
    fn memory_is_told_from_what_the_machine_says() {
        assert_eq!(of_machine("MemTotal:       16384 kB\nMemFree: 1 kB\n"), Some(16_384 * 1024));
        assert_eq!(of_machine("MemFree: 1 kB"), None);
        assert!(available().is_some_and(|bytes| bytes > SERVICE));
    }

    #[test]
    fn readers_that_have_no_room_are_told() {
        assert_eq!(memory(&Limits::interactive(), 1).outcome, Outcome::Ok);
        let many = memory(&Limits { memory_bytes: usize::MAX, ..Limits::interactive() }, 64);
        assert!(many.outcome == Outcome::Warning && many.to_do.unwrap().contains("--readers"));
    }
}
